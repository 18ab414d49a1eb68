/**
 * What the line has seen of the room's chat: the newest line, and the replay of the last entry.
 *
 * @module
 */

import type { EventOf } from "../../domain/events.ts";
import type { SeenLine } from "../../domain/room_line.ts";
import type { Heard } from "./heard.ts";

/** Lines that are kept of one replay; the server shows fifteen. */
const REPLAY_LIMIT = 100;

/** Follows the chat. */
export class RoomSight {
  #lastSeen: SeenLine | undefined;
  #replay: SeenLine[] = [];

  /** The newest line that everybody saw, by arrival: a server that fell back shows what it still has. */
  get lastSeen(): SeenLine | undefined {
    return this.#lastSeen;
  }

  /** The replay of the entry that is under way or was last, oldest line first. */
  get replay(): readonly SeenLine[] {
    return this.#replay;
  }

  notice(heard: Heard): void {
    if (heard.kind === "room.lost") this.#replay = [];
    if (heard.kind !== "chat" || heard.shadow) return;
    this.#lastSeen = seenLine(heard);
    if (heard.replayed && this.#replay.length < REPLAY_LIMIT) this.#replay.push(this.#lastSeen);
  }
}

function seenLine({ user, html, text, serverTimeMs, own }: EventOf<"chat">): SeenLine {
  return { user, html, text, serverTimeMs, own };
}
