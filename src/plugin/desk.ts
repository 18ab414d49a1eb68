/**
 * What a plugin's routes and bus services work with: the memory and what can be asked for, without a room. They are the
 * same in the bot's own process and in one beside it (`rosey web`, `rosey database`).
 *
 * @module
 */

import type { Clock } from "../domain/clock.ts";
import type { DatabaseReads, Write } from "../domain/memory.ts";
import type { RoomView } from "../domain/room.ts";
import type { PluginLog } from "./rosey.ts";
import type { SpeakOptions } from "./speaker.ts";
import type { PluginStore } from "./store.ts";

/** A text for everybody, or for one person. */
export interface TextToQueue {
  /** Each line of it is said by itself; it can never become a command of the server. */
  readonly text: string;
  /** `undefined`: everybody. */
  readonly to: string | undefined;
}

/** See the module. */
export interface Desk {
  readonly clock: Clock;
  readonly log: PluginLog;
  /** Where the plugin's own tables are, if it declares some. */
  readonly database: DatabaseReads;
  /** The small values that the plugin keeps, as `rosey.store` has them. */
  readonly store: Pick<PluginStore, "get">;
  /** The room, where the bot is in this process. */
  readonly room: RoomView | undefined;
  /** Aborts when Rosey stops. */
  readonly signal: AbortSignal;
  /**
   * Makes a change of the memory, and resolves when it is durable. The same `key` again changes nothing, so that a request
   * that comes twice is done once; without a key each call is a change of its own.
   */
  write(writes: readonly Write[], key?: string): Promise<void>;
  /** Queues lines for the room, durably, and answers their numbers in the outbox. Rejects as `say` does. */
  queue(text: TextToQueue, options: SpeakOptions): Promise<readonly number[]>;
}
