/**
 * Waiting until lines of the outbox have found their end.
 *
 * @module
 */

import type { OutboxLine, OutboxRepository } from "../../db/repositories/mod.ts";
import { type Clock, sleep } from "../domain/clock.ts";
import type { OutboxState } from "../domain/outbox.ts";

/** How often the database is asked. */
const LOOK_EVERY_MS = 200;

/** From there only a person leads on. */
const ENDS: ReadonlySet<OutboxState> = new Set(["sent", "rejected", "expired", "dead", "parked"]);

/** Looks at lines until all have ended or the time is over; answers how they are then. */
export async function followLines(
  outbox: Pick<OutboxRepository, "ofGroup">,
  { group, clock, limitMs }: { readonly group: string; readonly clock: Clock; readonly limitMs: number },
): Promise<OutboxLine[]> {
  const endMs = clock.monotonic() + limitMs;
  for (;;) {
    const lines = await outbox.ofGroup(group);
    if (lines.every(({ state }) => ENDS.has(state)) || clock.monotonic() >= endMs) return lines;
    await sleep(clock, LOOK_EVERY_MS);
  }
}
