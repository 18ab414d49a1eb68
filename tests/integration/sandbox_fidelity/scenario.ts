/**
 * What a scenario adds to its recording: the server it begins with, and what the others do.
 *
 * @module
 */
import type { WireVersion } from "./bare_connection.ts";
import type { Frame } from "./frame.ts";
import type { Scene } from "./scene.ts";
import type { World } from "./world.ts";

/** Something that happens besides what the recorded client does. */
export type Act = (scene: Scene) => void | Promise<void>;

/** When an act happens: at a time of the recording, or where the recording has a note of it. */
export type Cue =
  | { readonly kind: "at"; readonly atMs: number; readonly act: Act }
  | { readonly kind: "note"; readonly line: number; readonly act: Act };

/** How a client's frames get onto the wire: by the socket.io library, or each written by hand. */
export type Wire =
  | { readonly by: "library"; readonly transports: readonly ("polling" | "websocket")[] }
  | { readonly by: "hand"; readonly version: WireVersion };

/** A recording made playable: nothing of it is played back, the server has to come to it by itself. */
export interface Scenario {
  /** The recording's name, which is also the test's. */
  readonly transcript: string;
  /** What differs from the world of all recordings. */
  readonly world?: Partial<World>;
  /** What the others do, and what happens to server and network. */
  readonly cues?: readonly Cue[];
  /** Events that race in this scenario, beside those that always do, each with the reason. */
  readonly alsoRacing?: Readonly<Record<string, string>>;
  /** What happens in this scenario depends on single milliseconds: a varied run keeps its timing. */
  readonly exactTiming?: boolean;
  /** How the recorded client connects; by its library and websocket only, unless said otherwise. */
  readonly wire?: Wire;
  /** Whether each connection of the recorded client comes from an address of its own. */
  readonly freshAddresses?: boolean;
  /** Puts what is left to chance into a form in which two runs can be compared. */
  readonly settleChance?: (frames: readonly Frame[]) => readonly Frame[];
}

/** An act at a time of the recording, in milliseconds. */
export function at(atMs: number, act: Act): Cue {
  return { kind: "at", atMs, act };
}

/** The act that a note of the recording, by its line number, tells of. */
export function note(line: number, act: Act): Cue {
  return { kind: "note", line, act };
}

/** A note that tells of nothing that needs doing: somebody keeps still. */
export const nothing: Act = () => {};

/** Somebody says a line of chat. */
export function says(name: string, msg: string, meta: Record<string, unknown> = {}): Act {
  return (scene) => scene.person(name).say(msg, meta);
}

/** Somebody sends a frame. */
export function sends(name: string, event: string, ...args: readonly unknown[]): Act {
  return (scene) => scene.person(name).send(event, ...args);
}

/** Somebody with an account comes into the channel. The login takes its time: they are in 50 ms later. */
export function enters(name: string, channel = "testroom"): Act {
  return (scene) => scene.enter(name, channel);
}

/** A guest comes into the channel, at once. */
export function entersAsGuest(name: string, channel = "testroom"): Act {
  return (scene) => scene.enterAsGuest(name, channel);
}

/** Somebody closes the connection. */
export function leaves(name: string): Act {
  return (scene) => scene.person(name).leave();
}

/** A moderator gives a channel rank. */
export function ranks(by: string, name: string, rank: number): Act {
  return sends(by, "setChannelRank", { name, rank });
}
