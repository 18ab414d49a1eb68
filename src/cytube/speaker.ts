/**
 * The port through which everything is said. `sender.ts` serves it from memory; a durable outbox can take its place.
 *
 * @module
 */

import type { PlainText, ServerCommand } from "../domain/text.ts";

/** How an attempt to say something ended. */
export type SendResult =
  /** The server said it to the room, or to the addressee (of a long text: all of it). */
  | { readonly outcome: "sent"; readonly serverTimeMs: number }
  /** The server refused it, or would have: certain not to have been said. */
  | { readonly outcome: "refused"; readonly reason: SendRefusal; readonly message: string }
  /** It was written and no answer came, or the line broke in between: it may or may not have been said. */
  | { readonly outcome: "in_doubt"; readonly message: string }
  /** It waited too long (out of the room, muted) or Rosey stopped: what was not said of it will not be. */
  | { readonly outcome: "expired"; readonly message: string };

/** Why something was refused. */
export type SendRefusal = "not_logged_in" | "permission" | "spam" | "addressee";

/** Says things in the room, one after another, at a pace that the server allows. */
export interface Speaker {
  /**
   * Says a text to everybody; a long one in several lines that stay together.
   *
   * @throws {RoseyError} `say.blank`, `say.too_long`, `say.queue_full`.
   */
  say(text: PlainText): Promise<SendResult>;
  /** Says a text to one person, who must be in the room. Throws as {@link Speaker.say} does. */
  tell(user: string, text: PlainText): Promise<SendResult>;
  /** Has the server execute a command, such as `/afk`. Throws `say.queue_full`. */
  run(command: ServerCommand): Promise<SendResult>;
}
