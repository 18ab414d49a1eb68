/**
 * What may be queued, and as what: texts are made sure to be sayable here, since the server drops what it does not like
 * without a word.
 *
 * @module
 */

import type { OutboxRequest } from "../../db/repositories/mod.ts";
import type { BannedLinks } from "../../src/domain/banned_links.ts";
import type { Random } from "../../src/domain/clock.ts";
import { linesTogether, sayRefusal } from "../../src/domain/lines_to_say.ts";
import type { Lane, Outgoing, RoomLine } from "../../src/domain/room_line.ts";
import type { Clock, LinesToQueue, RoomAction, SpeakOptions } from "../../src/plugin/mod.ts";
import type { WaitingGroups } from "./waiting_groups.ts";

/** Rows of one producer in one class that may wait at once. */
export const PRODUCER_LIMIT = 1_000;

/** What requests are made with. */
export interface RequestsOptions {
  readonly line: RoomLine;
  readonly links: BannedLinks;
  readonly waiting: Readonly<Record<Lane, WaitingGroups>>;
  readonly clock: Clock;
  readonly random: Random;
}

/** Makes requests of one process. */
export class Requests {
  readonly #options: RequestsOptions;
  /** A text that no other process has. */
  readonly #run: string;
  #count = 0;

  constructor(options: RequestsOptions) {
    this.#options = options;
    const drawn = Math.floor(options.random() * 2 ** 32);
    this.#run = `${options.clock.now().toString(36)}-${drawn.toString(36)}`;
  }

  /**
   * Lines for everybody, or for one person.
   *
   * @throws {RoseyError} `say.blank`, `say.too_long`, `say.banned_link`, `say.queue_full`.
   */
  text({ lines, to }: LinesToQueue, options: SpeakOptions): OutboxRequest {
    for (const line of lines) this.#options.links.check(line);
    const outgoing = linesTogether(lines).map((text): Outgoing =>
      to === undefined ? { kind: "chat", text } : { kind: "pm", to, text }
    );
    return this.#request("chat", outgoing, options);
  }

  /**
   * An act.
   *
   * @throws {RoseyError} `say.queue_full`.
   */
  act(action: RoomAction, options: SpeakOptions): OutboxRequest {
    const outgoing: Outgoing = { kind: "action", action };
    return this.#request(this.#options.line.lane(outgoing), [outgoing], { class: "action", ...options });
  }

  #request(lane: Lane, outgoing: readonly Outgoing[], options: SpeakOptions): OutboxRequest {
    const { class: className = "message", producer, collapseKey, waitLimitMs, key } = options;
    const waiting = this.#options.waiting[lane].waitingIn({ lane, class: className, producer });
    if (waiting + outgoing.length > PRODUCER_LIMIT) {
      throw sayRefusal(
        "say.queue_full",
        `"${producer}" has ${waiting} lines waiting, and ${PRODUCER_LIMIT} are the limit: nothing more can be said now`,
        "Wait until the room is reached again or the queue has drained.",
      );
    }
    this.#count += 1;
    return {
      group: `${this.#run}-${this.#count}`,
      outgoing,
      lane,
      class: className,
      producer,
      atMs: this.#options.clock.now(),
      waitLimitMs,
      collapseKey,
      key,
    };
  }
}
