/**
 * Putting a text into the outbox from outside of the bot: for the HTTP API, and for programs beside the bot.
 *
 * @module
 */

import { isDeepStrictEqual } from "node:util";
import type { OutboxLine } from "../../../db/repositories/mod.ts";
import { spokenLines } from "../../bot/spoken_lines.ts";
import type { Clock } from "../../domain/clock.ts";
import { linesOf, PARTS_LIMIT, sayRefusal } from "../../domain/lines_to_say.ts";
import type { UnitSink } from "../../domain/memory.ts";
import type { Outgoing } from "../../domain/room_line.ts";
import type { TextToQueue } from "../../plugin/desk.ts";
import type { SpeakOptions } from "../../plugin/speaker.ts";
import { type BannedLinkSources, checkLinks } from "./known_banned_links.ts";

/** Lines of one producer that may wait at once. */
const WAITING_LIMIT = 200;

/** Where texts are put. */
export interface TextQueue extends BannedLinkSources {
  readonly sink: UnitSink;
  readonly clock: Clock;
  /** Tells the bot, where she is in this process. */
  wake(): void;
}

/**
 * Queues a text, unless the same producer queued it with the same key before; answers the lines that it became.
 *
 * @throws {RoseyError} `say.blank`, `say.too_long`, `say.banned_link`, `say.key_reused`, `say.queue_full`.
 */
export async function queueText(
  queue: TextQueue,
  { text, to }: TextToQueue,
  { producer, key, class: className = "message", waitLimitMs, collapseKey }: SpeakOptions,
): Promise<readonly OutboxLine[]> {
  const { repositories: { outbox }, sink, clock, wake } = queue;
  const lines = linesOf(spokenLines(text));
  if (lines.length > PARTS_LIMIT) {
    throw sayRefusal(
      "say.too_long",
      `a text of ${lines.length} lines cannot be said: ${PARTS_LIMIT} are the limit`,
      "Say less, or in several messages.",
    );
  }
  const group = `${producer} ${key ?? crypto.randomUUID()}`;
  const outgoing = lines.map((line): Outgoing =>
    to === undefined ? { kind: "chat", text: line } : { kind: "pm", to, text: line }
  );
  const known = key === undefined ? [] : await outbox.ofGroup(group);
  if (known.length > 0) return ofSameText(known, outgoing);
  await checkLinks(queue, lines);
  const waiting = (await outbox.waiting()).filter((queue) => queue.producer === producer);
  const count = waiting.reduce((sum, queue) => sum + queue.lines, 0);
  if (count + lines.length > WAITING_LIMIT) {
    throw sayRefusal(
      "say.queue_full",
      `nothing more can be said now: ${count} lines are waiting, and ${WAITING_LIMIT} are the limit`,
      "Wait until the room is reached again or the queue has drained.",
    );
  }
  const facts = { group, outgoing, lane: "chat", class: className, producer, key } as const;
  const writes = outbox.queued({ ...facts, waitLimitMs, collapseKey, atMs: clock.now() });
  await sink.commit({ id: `say ${group}`, writes });
  wake();
  // Another text with the same key may have come at the same time, and first.
  return ofSameText(await outbox.ofGroup(group), outgoing);
}

/** The lines that a key stands for, if they are what it is given with. */
function ofSameText(known: readonly OutboxLine[], outgoing: readonly Outgoing[]): readonly OutboxLine[] {
  // What cannot be read any more is held to be the same: it was queued with this key.
  const isSame = known.length === outgoing.length &&
    known.every((line, index) =>
      line.outgoing === undefined || isDeepStrictEqual(line.outgoing, outgoing[index])
    );
  if (isSame) return known;
  throw sayRefusal(
    "say.key_reused",
    "this key was given with another text, or for somebody else: nothing was queued",
    "Give each text a key of its own, and the same key only to send the same text again.",
  );
}
