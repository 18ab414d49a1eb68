/**
 * Commands: what a plugin declares, and what it is given when somebody uses one.
 *
 * @module
 */

import { RoseyError } from "../domain/errors.ts";
import type { ActionFate } from "../domain/outbox.ts";
import type { Rank, RoomView } from "../domain/room.ts";
import type { RoomAction } from "../domain/room_action.ts";
import type { Arguments, ArgumentValues } from "./arguments.ts";
import type { Duration } from "./duration.ts";

/** Who used a command, and where the answer goes. */
export interface CommandContext<Args extends Arguments = Arguments> {
  readonly user: { readonly name: string; readonly rank: number };
  readonly via: "chat" | "pm";
  readonly args: ArgumentValues<Args>;
  /** When the command was said, as Rosey's clock saw it arrive, milliseconds. */
  readonly atMs: number;
  /** When the line was said, server time, milliseconds. */
  readonly serverTimeMs: number;
  /** Aborts when the command takes too long or Rosey stops. */
  readonly signal: AbortSignal;
  /**
   * Answers where the command came from: in the room, or by PM. Resolves when the answer was handed to the sender
   * queue. Long text is split at words; a line break starts a new line.
   */
  reply(text: string): Promise<void>;
  /**
   * Does something in the room, and resolves when the server has done it. What it refuses, or what cannot be known, is
   * thrown as a {@link CommandRefusal} with the reason: a command that lets it pass tells the user.
   */
  act(action: RoomAction): Promise<Extract<ActionFate, { outcome: "done" }>>;
}

/**
 * What a command throws to say no, with a reason for the user: it is answered as it stands, and the command counts as
 * refused. Anything else that is thrown counts as a fault, and the user is told no details.
 */
export class CommandRefusal extends RoseyError {
  override readonly name = "CommandRefusal";

  constructor(reason: string) {
    super(reason, { code: "command.refused", exit: "usage" });
  }
}

/** An example: what one types, and what the answer looks like. It is shown by `help` and run as a test. */
export type Example = readonly [typed: string, answer: RegExp];

/** A command as a plugin declares it. Help, checks, usage and tests come from this declaration. */
export interface CommandDeclaration<Args extends Arguments = Arguments> {
  /** What one types after the prefix; lower case. */
  readonly name: string;
  readonly aliases?: readonly string[];
  /** One line for `help`. */
  readonly summary: string;
  readonly args?: Args;
  /** The least rank that may use it. */
  readonly rank: Rank;
  /** Where it may be used; both when left out. */
  readonly where?: "chat" | "pm";
  /** The channel permission that the user needs as well, by CyTube's name. Rosey needs it too. */
  readonly permission?: string;
  /** The channel permission that Rosey needs, where it is another one than the user's; `false`: none. */
  readonly botPermission?: string | false;
  /**
   * What it does is a line of the room's chat (a line to all, `/kick`, `/clear`), also when it was asked for by PM: it is
   * not possible while Rosey is muted.
   */
  readonly speaks?: boolean;
  /**
   * The argument that names whom it is done to: they must be in the room, and both the user and Rosey must outrank them.
   */
  readonly outranks?: keyof Args & string;
  /**
   * Whether it is done to people as well who are not in the room, whose rank cannot be seen: then for whoever has at
   * least Rosey's.
   */
  readonly reachesAbsent?: boolean;
  /**
   * What is about to be done, as a question (`Clear the playlist?`): then it waits 30 s for `!confirm`. `undefined`:
   * nothing that needs asking. It is asked anew when the question has become another one meanwhile, so name what will
   * be hit. May throw as `run` does: what cannot be is said instead of asking.
   */
  confirm?(
    args: ArgumentValues<Args>,
    room: RoomView,
    user: CommandContext["user"],
  ): Promise<string | undefined> | string | undefined;
  /** The least time between two uses by one user; rank 2 and up is not held to it. */
  readonly cooldown?: Duration;
  /** Whether it changes something in the room or the memory. */
  readonly changes?: boolean;
  readonly examples: readonly Example[];
  run(context: CommandContext<Args>): Promise<void>;
}
