/**
 * A server that is told Rosey's lines under the name of somebody who may do everything, and shows what came of them.
 *
 * @module
 */
import assert from "node:assert/strict";
import type { Received } from "../../unit/sandbox/recorded_site.ts";
import { World } from "../../unit/sandbox/recorded_site.ts";

/** Ten lines a second are never too many for the server. */
const PACE_MS = 150;

/** What comes by itself with time; a line that is a command would itself be missing. */
const BY_ITSELF = new Set(["usercount", "setUserMeta", "setAFK", "clearVoteskipVote"]);

/** See the module. */
export class ListeningServer {
  readonly #world = new World();
  readonly #speaker = this.#world.enter("owner");
  readonly #addressee = this.#world.enter("alice");

  constructor() {
    this.#speaker.take();
  }

  /** Says a line in the room; fails unless the server took it as a line, of nobody's special style, and did nothing else. */
  hears(line: string): void {
    this.#world.clock.advance(PACE_MS);
    this.#speaker.say(line);
    this.#assertOnly("chatMsg", line);
  }

  /** Tells a line to somebody; fails unless that is all that came of it. */
  hearsPrivately(line: string): void {
    this.#world.clock.advance(PACE_MS);
    this.#speaker.send("pm", { to: "alice", msg: line, meta: {} });
    this.#assertOnly("pm", line);
  }

  #assertOnly(event: string, line: string): void {
    for (const who of [this.#speaker, this.#addressee]) {
      const frames = who.take().filter((frame) => !BY_ITSELF.has(frame.event));
      const heard = frames.map(({ event }) => event);
      assert.deepEqual(heard, [event], `the server did something else with ${JSON.stringify(line)}`);
      const { user, style } = saidBy(frames);
      assert.equal(user, "owner");
      assert.ok(style === undefined || style === "greentext", `${style}: ${JSON.stringify(line)}`);
    }
  }
}

function saidBy([frame]: readonly Received[]): { readonly user: unknown; readonly style: unknown } {
  const line = frame?.args[0];
  if (typeof line !== "object" || line === null || !("username" in line) || !("meta" in line)) {
    throw new Error("a line without a user");
  }
  const { meta } = line;
  const style = typeof meta === "object" && meta !== null && "addClass" in meta ? meta.addClass : undefined;
  return { user: line.username, style };
}
