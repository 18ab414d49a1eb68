/**
 * What a plugin is given: the room, the bus, the clock, its own settings, and a way to speak.
 *
 * @module
 */

import type { Clock, Random } from "../domain/clock.ts";
import type { EventKind, EventOf } from "../domain/events.ts";
import type { DatabaseReads, Write } from "../domain/memory.ts";
import type { ActionFate, QueueOptions } from "../domain/outbox.ts";
import type { RoomView } from "../domain/room.ts";
import type { RoomAction } from "../domain/room_action.ts";
import type { Arguments } from "./arguments.ts";
import type { PluginStore } from "./store.ts";
import type { CommandDeclaration } from "./command.ts";
import type { Duration } from "./duration.ts";
import type { OutboxMaker } from "./speaker.ts";

/** A line of log with its plugin's name in it. `fields` must hold no secrets. */
export interface PluginLog {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Rosey's own condition, for plugins that show it. */
export interface BotCondition {
  readonly version: string;
  readonly startedAtMs: number;
  /** Since when Rosey is in the room; `undefined` outside. */
  readonly inRoomSinceMs: number | undefined;
  /** The server's address, without secrets. */
  readonly server: string;
  readonly reconnects: number;
  /** Milliseconds since the last frame of the room; `undefined` outside. */
  readonly lastFrameAgeMs: number | undefined;
  /** Lines that wait to be said. */
  readonly waitingLines: number;
}

/** Why a plugin ends: it is switched off or set up anew while Rosey goes on, or Rosey stops. */
export type PluginEnd = "switched" | "rosey_stops";

/** A plugin's view of the bot. Everything that is registered here ends with the plugin. */
export interface Rosey<Settings> {
  readonly settings: Settings;
  readonly room: RoomView;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: PluginLog;
  readonly bot: BotCondition;
  /** Where the plugin's own tables are, if it declares some: `storage.reads(rosey.database)` asks them. */
  readonly database: DatabaseReads;
  /** Small values of the plugin's own, by name. */
  readonly store: PluginStore;
  /** Aborts when the plugin ends: it is switched off, set up anew, or Rosey stops. */
  readonly signal: AbortSignal;

  /**
   * What an event adds to the memory. The writes of all plugins for one event are committed together, in the order of
   * arrival, and at most once for each event. The handler is called at once and must not wait for anything: it answers
   * from the event and the room. A handler that throws is logged; the event's other writes are made all the same.
   */
  record<Kind extends EventKind>(kind: Kind, handler: (event: EventOf<Kind>) => readonly Write[]): void;

  /**
   * Called for each event of a kind, after it was recorded. Events of one user come one after the other; users do not
   * wait for each other. A handler that throws or takes longer than 10 s is logged and harms nobody else.
   * Replayed and shadowed lines come too: check `replayed` before acting.
   */
  on<Kind extends EventKind>(
    kind: Kind,
    handler: (event: EventOf<Kind>, signal: AbortSignal) => Promise<void> | void,
  ): void;

  /** Whether a line of the room is written as a command to Rosey, known or not: it begins with the operator's prefix. */
  isCommand(text: string): boolean;

  /** Offers a command; in `setup` only. */
  command<Args extends Arguments>(declaration: CommandDeclaration<Args>): void;

  /** Calls `task` every `period`, the first time one period after the start; never twice at once. */
  every(period: Duration, task: (signal: AbortSignal) => Promise<void> | void): void;

  /**
   * Called when the plugin ends, while the memory still works; what it returns is committed before the end. When it is
   * `switched`, Rosey still speaks and acts; when `rosey_stops`, a line can only be {@link queued} for when she is back.
   */
  onStop(handler: (why: PluginEnd) => readonly Write[] | Promise<readonly Write[]>): void;

  /** Makes a change of the memory outside of an event. Resolves when it is durable. */
  write(writes: readonly Write[]): Promise<void>;

  /** Says a text in the room, paced by the server's own limits. Never runs a command of the server. */
  say(text: string, options?: QueueOptions): Promise<void>;

  /** Tells one user privately; paced together with the chat, as the server counts both. */
  tell(user: string, text: string, options?: QueueOptions): Promise<void>;

  /**
   * The changes that queue a text, to be committed together with the plugin's own ({@link write}, {@link record}): what is
   * said is said if and only if they are kept. `to`: to one user. Throws as {@link say} rejects. Where Rosey has no outbox
   * there is nothing to be kept, and the text is said at once.
   */
  queued(text: string, options?: QueueOptions & { readonly to?: string }): readonly Write[];

  /** Does something in the room, as {@link CommandContext.act} does, but answers with the fate whatever it is. */
  act(action: RoomAction, options?: QueueOptions): Promise<ActionFate>;

  /**
   * Goes AFK on purpose, or comes back. Rosey is AFK on purpose only: the act `afk` alone would be undone. Whatever she
   * says in the room ends it, as with everybody.
   */
  setAway(away: boolean): Promise<ActionFate>;

  /**
   * From now on everything that Rosey says and does goes through this outbox, as long as the plugin is on. There is one
   * such plugin.
   */
  provideOutbox(maker: OutboxMaker): void;
}
