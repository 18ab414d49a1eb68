/**
 * `rosey say`.
 *
 * @module
 */

import type { OutboxLine } from "../../../db/repositories/mod.ts";
import { RoseyError } from "../../domain/errors.ts";
import type { LineClass } from "../../domain/outbox.ts";
import { linesOf } from "../../domain/lines_to_say.ts";
import { plainText } from "../../domain/text.ts";
import type { RoseyContext } from "../command_context.ts";
import { jsonText } from "../database_access.ts";
import { checkLinks } from "../parts/known_banned_links.ts";
import { followLines } from "../followed_lines.ts";
import { momentText } from "../given_time.ts";
import type { SayFlags } from "../outbox_command_table.ts";
import { outboxDocument } from "../outbox_text.ts";
import { type RoomMemory, withRoomMemory } from "../room_memory.ts";
import { printable } from "../text_table.ts";

/** Whose lines these are in the outbox: all of this command share one turn. */
const PRODUCER = "cli";

/** Classes that a person may choose; the others are for answers of the bot. */
const CLASSES = ["message", "announcement"] as const satisfies LineClass[];

const WAIT_MS = 60_000;

/** Queues a text, wakes a running Rosey, and waits for the end if that is asked for. */
export async function say(this: RoseyContext, flags: SayFlags, ...words: string[]): Promise<void> {
  const { host } = this;
  const request = { text: words.join(" "), class: classOf(flags.class), key: flags.key };
  await withRoomMemory(host, flags, async (memory) => {
    const { isNew, group } = await queue(memory, request);
    const rosey = await memory.running();
    await rosey?.wake();
    const limitMs = flags.wait === true ? WAIT_MS : 0;
    const lines = await followLines(memory.repositories.outbox, { group, clock: memory.clock, limitMs });
    if (flags.json === true) {
      const running = rosey?.introduction ?? null;
      host.out.write(jsonText({ isNew, running, lines: lines.map(outboxDocument) }));
    } else {
      host.out.write(`${isNew ? "queued" : "was queued before"} as ${numbers(lines)}\n`);
      if (flags.wait === true) host.out.write(lines.map(endText).join(""));
      if (rosey === undefined) host.err.write(nobodyText(lines));
    }
    if (flags.wait === true) refuseUnlessSaid(lines);
  });
}

interface Request {
  readonly text: string;
  readonly class: LineClass;
  readonly key: string | undefined;
}

/** Puts a text into the outbox, unless one with its key is there already; `group` names its rows. */
async function queue(memory: RoomMemory, request: Request) {
  const { repositories: { outbox }, sink, clock } = memory;
  const outgoing = linesOf([plainText(request.text)]).map((text) => ({ kind: "chat", text } as const));
  const { key } = request;
  const group = `${PRODUCER} ${key ?? crypto.randomUUID()}`;
  const isNew = (await outbox.ofGroup(group)).length === 0;
  if (isNew) {
    await checkLinks(memory, outgoing.map(({ text }) => text));
    const facts = { group, outgoing, lane: "chat", class: request.class, producer: PRODUCER, key } as const;
    await sink.commit({ id: `say ${group}`, writes: outbox.queued({ ...facts, atMs: clock.now() }) });
  }
  return { isNew, group };
}

function numbers(lines: readonly OutboxLine[]): string {
  return lines.map(({ id }) => id).join(", ");
}

function endText({ id, state, detail }: OutboxLine): string {
  return `${id} ${state}${detail === undefined ? "" : `: ${printable(detail)}`}\n`;
}

function nobodyText(lines: readonly OutboxLine[]): string {
  const waits = lines.find(({ state }) => state === "queued");
  if (waits === undefined) return "";
  return "no Rosey runs on this machine with this database: it will be said when she runs; " +
    `it expires at ${momentText(waits.expiresAtMs)}\n`;
}

/** What somebody who waited is told by the exit code. */
function refuseUnlessSaid(lines: readonly OutboxLine[]): void {
  const open = lines.find(({ state }) => state !== "sent");
  if (open === undefined) return;
  const { id, state } = open;
  const hasEnded = state !== "queued" && state !== "sending" && state !== "in_doubt";
  throw new RoseyError(
    hasEnded ? `line ${id} was not said: it is ${state}` : `line ${id} is still ${state}`,
    {
      code: hasEnded ? "say.not_said" : "say.not_yet",
      hint: `rosey outbox show ${id} tells what is known of it.`,
      exit: hasEnded ? "notSaid" : "notYet",
    },
  );
}

function classOf(text: string | undefined): LineClass {
  const found = CLASSES.find((name) => name === (text ?? "message"));
  if (found !== undefined) return found;
  throw new RoseyError(`--class is ${JSON.stringify(text)}, but must be ${CLASSES.join(" or ")}`, {
    code: "cli.usage",
    hint: "An announcement waits longer, and is rather said twice than not at all.",
    exit: "usage",
  });
}
