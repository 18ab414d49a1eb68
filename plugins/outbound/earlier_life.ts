/**
 * What an earlier life left behind: rows that it was about to send, the lines that were echoed last, and the links that it
 * was thrown out for.
 *
 * @module
 */

import type { OutboxLine } from "../../db/repositories/mod.ts";
import { sleep } from "../../src/domain/clock.ts";
import { errorText } from "../../src/domain/errors.ts";
import type { Clock, PluginLog } from "../../src/plugin/mod.ts";
import type { Ledger } from "./ledger.ts";
import { groupsOf, type Intent, type PendingGroup } from "./pending.ts";
import { RECENT_LINES } from "./recent_lines.ts";

/** When it is read again that could not be read. */
const RETRY_MS = 1_000;

/** See the module. */
export interface EarlierLife {
  readonly doubtful: readonly { readonly group: PendingGroup; readonly intent: Intent }[];
  /** Newest first. */
  readonly confirmed: readonly OutboxLine[];
  readonly bannedLinks: readonly OutboxLine[];
}

/** What it is read with. */
export interface EarlierLifeOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly log: PluginLog;
  readonly signal: AbortSignal;
}

/**
 * Whatever was about to be sent is in doubt from now on. `undefined` when Rosey stops before it could be read. Never
 * rejects.
 */
export async function readEarlierLife(options: EarlierLifeOptions): Promise<EarlierLife | undefined> {
  const { ledger, clock, log, signal } = options;
  const { repository } = ledger;
  const why = { reason: "restarted", detail: "Rosey ended while it was on its way" };
  await ledger.commit(repository.abandoned({ atMs: clock.now(), ...why }));
  while (!signal.aborted) {
    try {
      const [unsettled, confirmed, bannedLinks] = await Promise.all([
        repository.unsettled(),
        repository.lastConfirmed(RECENT_LINES),
        repository.bannedLinkLines(),
      ]);
      const doubtful = await Promise.all(unsettled.map((row) => doubtfulGroup(row, ledger)));
      return {
        doubtful: doubtful.filter((one) => one !== undefined),
        confirmed,
        bannedLinks,
      };
    } catch (error) {
      log.warn("what an earlier run left in the outbox cannot be read", { error: errorText(error) });
      await sleep(clock, RETRY_MS, signal).catch(() => undefined);
    }
  }
  return undefined;
}

async function doubtfulGroup(row: OutboxLine, { repository }: Ledger) {
  const rows = row.part === row.parts ? [] : await repository.ofGroup(row.group);
  const rest = rows.filter(({ part, state }) => part > row.part && state === "queued");
  const [group] = groupsOf([row, ...rest]);
  // A row of another program may have no intent: then no replay covers it.
  const intent = row.intent ?? { atMs: row.queuedAtMs, seen: undefined };
  return group === undefined ? undefined : { group, intent };
}
