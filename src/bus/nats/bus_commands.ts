/**
 * The commands that other programs can give Rosey over NATS.
 *
 * @module
 */

import type { JsMsg } from "@nats-io/jetstream";
import { z } from "zod";
import { RoseyError } from "../../domain/errors.ts";
import { isUserName } from "../../domain/names.ts";
import { LINE_CLASSES, type LineClass } from "../../domain/outbox.ts";
import { COMMAND_STREAM, COMMAND_SUBJECTS } from "./streams.ts";

/** Longest text that is read: more can never be said. */
const TEXT_LENGTH = 10_000;

/** Longest id. */
const ID_LENGTH = 200;

const announcement = z.object({
  id: z.string().min(1).max(ID_LENGTH).optional()
    .describe(
      "Of whoever asks: the same id again is the same command. Without one, the header Nats-Msg-Id counts.",
    ),
  text: z.string().min(1).max(TEXT_LENGTH)
    .describe("What is said, each line of it by itself. It can never become a command of the CyTube server."),
});

const say = announcement.extend({
  to: z.string().refine(isUserName, "must be a user's name").optional()
    .describe("Who is told it privately; everybody when left out."),
});

/** What is known of a command. */
export interface BusCommandFacts {
  readonly summary: string;
  readonly schema: z.ZodType<{ id?: string | undefined; text: string; to?: string | undefined }>;
  /** How the outbox treats what is said. */
  readonly class: LineClass;
}

/** The commands by name: the last word of their subjects. */
export const BUS_COMMANDS: Readonly<Record<string, BusCommandFacts>> = {
  say: {
    summary:
      "Say something in the room, or to one person. Not said again when it cannot be known whether it was",
    schema: say,
    class: "message",
  },
  announce: {
    summary:
      "Say something in the room that must be heard: said again when it cannot be known whether it was",
    schema: announcement,
    class: "announcement",
  },
};

/** A command that was read. */
export interface BusCommand {
  /** The same for a command that comes twice. */
  readonly id: string;
  readonly text: string;
  /** `undefined`: everybody. */
  readonly to: string | undefined;
  readonly class: LineClass;
  /** What is left of the time that its class may wait, milliseconds: it has waited in JetStream already. */
  readonly waitLimitMs: number;
}

/** What is read of a message. */
export type CommandMessage = Pick<JsMsg, "subject" | "seq" | "headers" | "string" | "time">;

/** A command that can never be done, whenever it is tried. */
export class CommandRefused extends RoseyError {
  override readonly name = "CommandRefused";

  constructor(message: string, cause?: unknown) {
    super(message, { code: "bus.command_refused", exit: "usage", cause });
  }
}

/**
 * Reads a command.
 *
 * @throws {CommandRefused} saying what is wrong with it.
 */
export function readCommand(message: CommandMessage, nowMs: number): BusCommand {
  const name = message.subject.slice(COMMAND_SUBJECTS.length + 1);
  const facts = Object.hasOwn(BUS_COMMANDS, name) ? BUS_COMMANDS[name] : undefined;
  if (facts === undefined) {
    throw new CommandRefused(
      `there is no command "${name}": there are ${Object.keys(BUS_COMMANDS).join(", ")}`,
    );
  }
  const read = facts.schema.safeParse(jsonOf(message));
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new CommandRefused(`${issue?.path.map(String).join(".") || "the command"}: ${issue?.message}`);
  }
  const { id, text, to } = read.data;
  const given = id ?? message.headers?.get("Nats-Msg-Id") ?? "";
  // The clock of another machine may be ahead.
  const waitedMs = Math.max(0, nowMs - message.time.getTime());
  const { waitLimitMs } = LINE_CLASSES[facts.class];
  if (waitedMs >= waitLimitMs) {
    throw new CommandRefused(`it waited for ${Math.round(waitedMs / 60_000)} minutes: that is too long`);
  }
  return {
    id: given === "" ? `${COMMAND_STREAM}-${message.seq}` : given,
    text,
    to,
    class: facts.class,
    waitLimitMs: waitLimitMs - waitedMs,
  };
}

function jsonOf(message: Pick<JsMsg, "string">): unknown {
  try {
    return JSON.parse(message.string());
  } catch (error) {
    throw new CommandRefused("the command is not JSON", error);
  }
}
