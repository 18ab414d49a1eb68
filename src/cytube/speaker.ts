/**
 * The port through which everything is said while no outbox keeps what is to be said. `sender.ts` serves it from memory.
 *
 * @module
 */

import type { ActionFate } from "../domain/outbox.ts";
import type { RoomAction } from "../domain/room_action.ts";
import type { SendRefusal } from "../domain/room_line.ts";
import type { PlainText } from "../domain/text.ts";

/** How an attempt to say something ended. */
export type SendResult =
  /** The server said it to the room, or to the addressee: all of it. */
  | { readonly outcome: "sent"; readonly serverTimeMs: number | undefined }
  /** The server refused it, or would have: certain not to have been said. */
  | { readonly outcome: "refused"; readonly reason: SendRefusal; readonly message: string }
  /** It was written and no answer came, or the line broke in between: it may or may not have been said. */
  | { readonly outcome: "in_doubt"; readonly message: string }
  /** It waited too long (out of the room, muted) or Rosey stopped: what was not said of it will not be. */
  | { readonly outcome: "expired"; readonly message: string };

/** Says and does things in the room, one after another, at a pace that the server allows. */
export interface Speaker {
  /**
   * Says lines to everybody, nothing in between; a long one in several lines.
   *
   * @throws {RoseyError} `say.blank`, `say.too_long`, `say.queue_full`.
   */
  say(lines: readonly PlainText[]): Promise<SendResult>;
  /** Says lines to one person, who must be in the room. Throws as {@link Speaker.say} does. */
  tell(user: string, lines: readonly PlainText[]): Promise<SendResult>;
  /** Does something in the room. Throws `say.queue_full`. */
  act(action: RoomAction): Promise<ActionFate>;
}
