/**
 * What the bot needs from outside: somebody hands these in (the command line, a test, a simulated room).
 *
 * @module
 */

import type { EventHead, RoomEvent } from "../domain/events.ts";
import type { Write } from "../domain/memory.ts";

/** A line of chat as the memory has it, for comparing with what the server shows again. */
export interface StoredLine {
  readonly user: string;
  /** As the server sent it. */
  readonly html: string;
  /** Plain text; `undefined` in rows of an old bot, which knew the HTML only. */
  readonly text: string | undefined;
  /** Milliseconds; `undefined` in rows of an old bot. */
  readonly serverTimeMs: number | undefined;
  /** When it was said by the clock of whoever stored it, to the second. */
  readonly atMs: number;
}

/** What was changed of a plugin while Rosey ran; `undefined`: as configured. */
export interface StoredPlugin {
  readonly plugin: string;
  readonly enabled: boolean | undefined;
  /** By name, unchecked. */
  readonly settings: unknown;
}

/** What the core itself remembers of a room, whatever plugins there are. */
export interface RoomMemory {
  readonly watermark: {
    /** The newest server time seen, in milliseconds; `undefined` before the first line ever. */
    get(): Promise<number | undefined>;
    /** The watermark is now here, also when that is earlier. */
    moved(serverTimeMs: number): readonly Write[];
    /** Lines may be missing between two server times; found out at `atMs`. */
    gapNoted(
      gap: { readonly fromMs: number; readonly toMs: number; readonly atMs: number },
    ): readonly Write[];
  };
  readonly chat: {
    /** The stored lines between two server times, both included; rows of an old bot by their seconds. */
    storedBetween(fromServerMs: number, toServerMs: number): Promise<readonly StoredLine[]>;
  };
  readonly pluginSettings: {
    list(): Promise<readonly StoredPlugin[]>;
    /** Replaces what was changed of a plugin. */
    changed(stored: StoredPlugin, atMs: number): readonly Write[];
  };
  /** What plugins keep by a key, each its own: JSON. What expired is not there. */
  readonly values: {
    get(plugin: string, key: string, nowMs: number): Promise<string | undefined>;
    /** In their order; `prefix` is meant exactly. */
    keys(
      plugin: string,
      filter: {
        readonly prefix: string;
        readonly after: string | undefined;
        readonly limit: number;
        readonly nowMs: number;
      },
    ): Promise<readonly string[]>;
    set(
      stored: {
        readonly plugin: string;
        readonly key: string;
        readonly value: string;
        readonly expiresMs: number | undefined;
      },
      atMs: number,
    ): readonly Write[];
    deleted(plugin: string, key: string): readonly Write[];
    countExpired(nowMs: number): Promise<number>;
    expiredRemoved(slice: { readonly nowMs: number; readonly limit: number }): readonly Write[];
  };
}

/** Gives every event of this process its head: the client and the bot share one, so that `seq` is one order. */
export type StampEvent = () => EventHead;

/** A line of log. `fields` must hold no secrets. */
export interface Log {
  debug(message: string, fields?: Readonly<Record<string, unknown>>): void;
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** How the connection is doing, for plugins that show it. */
export interface LineCondition {
  /** Milliseconds since the last frame of the room; `undefined` outside. */
  readonly lastFrameAgeMs: number | undefined;
  /** Lines that wait to be said. */
  readonly waitingLines: number;
}

/**
 * The events of the room for everybody outside of the bot: other programs, a page. They get what is news alone, so what
 * the server shows again on joining comes to them once.
 */
export interface EventsOutside {
  /** What is to be remembered of an event so that it gets out in any case: committed with all else that it adds. */
  kept(event: RoomEvent): readonly Write[];
  /** An event that was recorded, in the order of the events. Must return at once, and not throw. */
  passed(event: RoomEvent): void;
}
