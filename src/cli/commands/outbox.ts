/**
 * `rosey outbox`.
 *
 * @module
 */

import type { OutboxLine } from "../../../db/repositories/mod.ts";
import type { Write } from "../../domain/memory.ts";
import { RoseyError } from "../../domain/errors.ts";
import { OUTBOX_STATES, type OutboxState } from "../../domain/outbox.ts";
import type { RoseyContext } from "../command_context.ts";
import { jsonText } from "../database_access.ts";
import { wholeNumber } from "../given_number.ts";
import type { OutboxFlags, OutboxListFlags, OutboxRetryFlags } from "../outbox_command_table.ts";
import { outboxDocument, outboxList, outboxStory } from "../outbox_text.ts";
import { type RoomMemory, withRoomMemory } from "../room_memory.ts";

const LIMIT_MAX = 100_000;

/** Prints rows, newest first. */
export async function listOutbox(this: RoseyContext, flags: OutboxListFlags): Promise<void> {
  const { host } = this;
  const { producer, json } = flags;
  const state = stateOf(flags.state);
  const limit = wholeNumber("--limit", flags.limit ?? "50", [1, LIMIT_MAX]);
  await withRoomMemory(host, flags, async ({ repositories: { outbox } }) => {
    const lines = await outbox.list({ state, producer, limit });
    host.out.write(json === true ? jsonText({ lines: lines.map(outboxDocument) }) : outboxList(lines));
  });
}

/** Prints one row. */
export async function showOutboxLine(this: RoseyContext, flags: OutboxFlags, id: string): Promise<void> {
  const { host } = this;
  await withRoomMemory(host, flags, async (memory) => {
    const line = await find(memory, id);
    host.out.write(flags.json === true ? jsonText(outboxDocument(line)) : outboxStory(line));
  });
}

/** Queues one row, or all parked ones, again. */
export async function retryOutboxLine(
  this: RoseyContext,
  flags: OutboxRetryFlags,
  id?: string,
): Promise<void> {
  const { host } = this;
  const parked = flags.parked === true;
  if (parked === (id !== undefined)) {
    throw usage("name either one line or --parked", "rosey outbox retry 12, or rosey outbox retry --parked");
  }
  await withRoomMemory(host, flags, async (memory) => {
    const { repositories: { outbox }, clock } = memory;
    const lines = id === undefined
      ? await outbox.list({ state: "parked", limit: -1 })
      : [await find(memory, id)];
    for (const line of lines) refuseUnless(RETRIABLE, line, "queued again");
    const now = clock.now();
    // The oldest first, so that they are said in their order.
    const writes = lines.toReversed().flatMap((line) => outbox.retried(line, now));
    await commit(memory, `retry ${lines.map((line) => line.id).join(" ")} at ${now}`, writes);
    const after = await Promise.all(lines.map((line) => find(memory, String(line.id))));
    host.out.write(flags.json === true ? jsonText({ lines: after.map(outboxDocument) }) : retriedText(after));
  });
}

/** Gives one row up. */
export async function dropOutboxLine(this: RoseyContext, flags: OutboxFlags, id: string): Promise<void> {
  const { host } = this;
  await withRoomMemory(host, flags, async (memory) => {
    const { repositories: { outbox }, clock } = memory;
    const line = await find(memory, id);
    refuseUnless(DROPPABLE, line, "dropped");
    const now = clock.now();
    await commit(memory, `drop ${line.id} at ${now}`, outbox.dropped(line.id, now));
    const after = await find(memory, id);
    // Rosey may have been quicker, and is saying it.
    if (after.state !== "dead") refuseUnless(DROPPABLE, after, "dropped");
    host.out.write(
      flags.json === true ? jsonText({ lines: [outboxDocument(after)] }) : `${line.id} will not be said\n`,
    );
  });
}

/** Makes the changes, and tells a running Rosey of them. */
async function commit({ sink, running }: RoomMemory, what: string, writes: readonly Write[]): Promise<void> {
  if (writes.length === 0) return;
  await sink.commit({ id: `cli ${what}`, writes });
  await (await running())?.wake();
}

const RETRIABLE = ["parked", "rejected", "expired", "dead"] as const satisfies OutboxState[];
const DROPPABLE = ["queued", "in_doubt", "parked"] as const satisfies OutboxState[];

function refuseUnless(states: readonly OutboxState[], { id, state }: OutboxLine, done: string): void {
  if (states.includes(state)) return;
  throw new RoseyError(`line ${id} is ${state} and cannot be ${done}`, {
    code: "outbox.wrong_state",
    hint: `That can be done to what is ${states.join(", ").replace(/, (?=\w+$)/, " or ")}.`,
    exit: "usage",
  });
}

function retriedText(lines: readonly OutboxLine[]): string {
  if (lines.length === 0) return "Nothing is parked.\n";
  return lines.toReversed().map(({ id }) => `${id} is queued again\n`).join("");
}

async function find({ repositories: { outbox }, driver }: RoomMemory, text: string): Promise<OutboxLine> {
  const id = wholeNumber("the number of a line", text, [1, Number.MAX_SAFE_INTEGER]);
  const line = await outbox.find(id);
  if (line !== undefined) return line;
  throw new RoseyError(`there is no line ${id} in the outbox of ${driver.location}`, {
    code: "outbox.not_found",
    hint: "rosey outbox list shows those there are.",
    exit: "notFound",
  });
}

function stateOf(text: string | undefined): OutboxState | undefined {
  const state = OUTBOX_STATES.find((known) => known === text);
  if (state !== undefined || text === undefined) return state;
  const message = `--state is ${JSON.stringify(text)}, but must be one of ${OUTBOX_STATES.join(", ")}`;
  throw usage(message, "Give one of them, or leave the flag out for all.");
}

function usage(message: string, hint: string): RoseyError {
  return new RoseyError(message, { code: "cli.usage", hint, exit: "usage" });
}
