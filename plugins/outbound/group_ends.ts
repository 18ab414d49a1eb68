/**
 * How groups end that were not said: all of what is left of one ends together, with the same reason.
 *
 * @module
 */

import { LINE_CLASSES } from "../../src/domain/outbox.ts";
import type { ActionFate, Clock, OutboxState } from "../../src/plugin/mod.ts";
import type { Ledger, Moved } from "./ledger.ts";
import { isBegun, type PendingGroup, type PendingLine } from "./pending.ts";
import type { WaitingGroups } from "./waiting_groups.ts";

/** What the ends need. */
export interface GroupEndsOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** Hears of each end once, with the fate as the one is told who waits for it. */
  readonly ended: (group: PendingGroup, end: ActionFate) => void;
}

/** Why something ends. */
export interface EndReason {
  /** A stable name. */
  readonly reason: string;
  readonly message: string;
}

/** See the module. */
export class GroupEnds {
  readonly #options: GroupEndsOptions;

  constructor(options: GroupEndsOptions) {
    this.#options = options;
  }

  /** Ends all of a group that is still to go. */
  async end(
    group: PendingGroup,
    state: "rejected" | "expired" | "dead",
    { reason, message }: EndReason,
    end: ActionFate,
  ): Promise<void> {
    const { ledger, clock, ended } = this.#options;
    const { repository } = ledger;
    const why = { atMs: clock.now(), reason, detail: message };
    const change = {
      rejected: (line: PendingLine) => repository.rejected({ ...line, ...why }),
      expired: (line: PendingLine) => repository.expired({ ...line, ...why }),
      dead: (line: PendingLine) => repository.dead({ ...line, ...why }),
    }[state];
    await ledger.commit(group.lines.flatMap(change), movedTo(group, state, reason, message));
    ended(group, end);
  }

  /** Ends what will not be sent any more although nothing speaks against it. */
  async expire(group: PendingGroup, why: EndReason): Promise<void> {
    await this.end(group, "expired", why, { outcome: "expired", message: why.message });
  }

  /** Ends what has waited too long. What is begun is said to its end. */
  async expireOld(waiting: WaitingGroups): Promise<void> {
    const nowMs = this.#options.clock.now();
    for (const group of waiting.removeWhere((one) => one.expiresAtMs <= nowMs && !isBegun(one))) {
      const minutes = Math.round(LINE_CLASSES[group.class].waitLimitMs / 60_000);
      await this.expire(group, {
        reason: "waited_too_long",
        message:
          `it waited longer than it was worth (${minutes} minutes for the class ${group.class} unless told otherwise)`,
      });
    }
  }
}

/** What is told of all that is left of a group. */
export function movedTo(
  { lines }: PendingGroup,
  state: OutboxState,
  reason: string,
  detail: string,
): Moved[] {
  return lines.map((line) => ({ line, state, reason, detail }));
}
