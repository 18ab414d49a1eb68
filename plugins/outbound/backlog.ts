/**
 * Brings rows that wait in the database to where they wait for their turn: those of an earlier life, those that other
 * programs queued, and the rest of long queues.
 *
 * @module
 */

import type { OutboxLine, QueueName } from "../../db/repositories/mod.ts";
import { errorText, RoseyError } from "../../src/domain/errors.ts";
import { linesOf } from "../../src/domain/lines_to_say.ts";
import type { Lane, Outgoing } from "../../src/domain/room_line.ts";
import type { Clock, PluginLog, Write } from "../../src/plugin/mod.ts";
import type { Ledger } from "./ledger.ts";
import { groupsOf, isFit } from "./pending.ts";
import { HELD_ROWS, type WaitingGroups } from "./waiting_groups.ts";

/** What the backlog needs. */
export interface BacklogOptions {
  readonly ledger: Ledger;
  readonly waiting: Readonly<Record<Lane, WaitingGroups>>;
  /** Takes a group in hand, unless it is, or was and is not wanted `again` by a person. */
  readonly take: (group: string, again: boolean) => boolean;
  readonly clock: Clock;
  readonly log: PluginLog;
}

/** See the module. */
export class Backlog {
  readonly #options: BacklogOptions;
  #reading: Promise<void> | undefined;
  #again = false;

  constructor(options: BacklogOptions) {
    this.#options = options;
  }

  /** Resolves when what was there at the call is known. Never rejects: a database that is away is asked again later. */
  async read(): Promise<void> {
    this.#again = true;
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
    if (this.#again) await this.read();
  }

  async #readAll(): Promise<void> {
    const { ledger, waiting, log } = this.#options;
    while (this.#again) {
      this.#again = false;
      try {
        if (await ledger.isBehind()) return;
        const all = await ledger.repository.waiting();
        for (const lane of ["chat", "room"] as const) {
          const names = waiting[lane].toRead(all.filter((one) => one.lane === lane));
          for (const name of names) await this.#readQueue(waiting[lane], name);
        }
      } catch (error) {
        log.debug("the outbox cannot be read now", { error: errorText(error) });
      }
    }
  }

  async #readQueue(waiting: WaitingGroups, name: QueueName): Promise<void> {
    const { ledger, take } = this.#options;
    const rows = await ledger.repository.firstWaiting(name, HELD_ROWS);
    const hasMore = rows.length === HELD_ROWS;
    const whole = hasMore ? withoutCutGroup(rows) : rows;
    const again = new Set(whole.filter(({ reason }) => reason === "retried").map(({ group }) => group));
    const groups = groupsOf(whole).filter(({ group }) => take(group, again.has(group)));
    waiting.read(name, groups, { newestId: rows.at(-1)?.id ?? 0, hasMore });
    const unfit = whole.filter((row) => !isFit(row));
    if (unfit.length === 0) return;
    await ledger.commit(unfit.flatMap((row) => this.#refit(row)));
    this.#again = true;
  }

  /** Another program queues texts as they are: they are split now, or refused. */
  #refit(row: OutboxLine): readonly Write[] {
    const { ledger: { repository }, clock } = this.#options;
    const { outgoing } = row;
    const atMs = clock.now();
    if (outgoing === undefined || outgoing.kind === "action") {
      const detail = "this version of Rosey cannot read what it is";
      return repository.dead({ ...row, atMs, reason: "unreadable", detail });
    }
    try {
      const parts = linesOf([outgoing.text]).map((text): Outgoing => ({ ...outgoing, text }));
      const detail = `said as ${parts.length} lines, which are rows of their own`;
      return [
        ...repository.expired({ ...row, atMs, reason: "split", detail }),
        ...repository.queued({
          ...row,
          group: `${row.group} split`,
          outgoing: parts,
          atMs,
          waitLimitMs: Math.max(0, row.expiresAtMs - atMs),
          key: undefined,
        }),
      ];
    } catch (error) {
      if (!(error instanceof RoseyError)) throw error;
      const reason = error.code.replace("say.", "");
      return repository.rejected({ ...row, atMs, reason, detail: error.message });
    }
  }
}

/** A page can end in the middle of a group, which then waits for the next one. */
function withoutCutGroup(rows: readonly OutboxLine[]): readonly OutboxLine[] {
  const last = rows.at(-1);
  if (last === undefined || last.part === last.parts) return rows;
  return rows.filter(({ group }) => group !== last.group);
}
