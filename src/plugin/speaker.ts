/**
 * The port through which everything is said and done in the room: whoever keeps the outbox serves it.
 *
 * @module
 */

import type { EventPayloads } from "../domain/events.ts";
import type { Write } from "../domain/memory.ts";
import type { ActionFate, QueueOptions } from "../domain/outbox.ts";
import type { RoomAction } from "../domain/room_action.ts";
import type { RoomLine } from "../domain/room_line.ts";
import type { PlainText } from "../domain/text.ts";

/** How something is queued, and by whom. */
export interface SpeakOptions extends QueueOptions {
  /** Who wants it said: a plugin's name, `token:` and the beginning of a token, `cli`. Each has a fair share. */
  readonly producer: string;
}

/** Says and does things in the room, at a pace that the server allows. */
export interface Speaker {
  /**
   * Says lines to everybody, one after the other and nothing in between; a line that is too long is split at words.
   * Resolves when they are queued; rejects with a `RoseyError` saying why they cannot be: `say.blank`, `say.too_long`,
   * `say.banned_link`, `say.queue_full`.
   */
  say(lines: readonly PlainText[], options: SpeakOptions): Promise<void>;
  /** Tells lines to one person, as {@link say} does. */
  tell(user: string, lines: readonly PlainText[], options: SpeakOptions): Promise<void>;
  /** Does something in the room. Resolves with what became of it: the server's own answer is awaited. */
  act(action: RoomAction, options: SpeakOptions): Promise<ActionFate>;
  /** Lines and acts that have not found their end. */
  readonly waiting: number;
}

/** Lines for everybody, or for one person. */
export interface LinesToQueue {
  readonly lines: readonly PlainText[];
  /** `undefined`: everybody. */
  readonly to: string | undefined;
}

/** A speaker that keeps what it is given in the memory, so that it outlives the process. */
export interface Outbox extends Speaker {
  /** The changes that queue lines, to be committed together with a plugin's own. Throws as {@link Speaker.say} rejects. */
  queued(lines: LinesToQueue, options: SpeakOptions): readonly Write[];
  /** Something may have been queued that it did not queue itself. */
  wake(): void;
}

/** What an outbox is made for. */
export interface OutboxRoom {
  readonly line: RoomLine;
  /** Hears of everything that comes into another state: it becomes an event. */
  readonly changed: (change: EventPayloads["outbox.changed"]) => void;
}

/** Makes an outbox for a room. */
export type OutboxMaker = (room: OutboxRoom) => Outbox;
