/**
 * The one voice of the bot: what a plugin provides as an outbox, or from memory where there is none.
 *
 * @module
 */

import { errorText } from "../domain/errors.ts";
import type { EventPayloads } from "../domain/events.ts";
import type { Write } from "../domain/memory.ts";
import type { ActionFate } from "../domain/outbox.ts";
import type { RoomAction } from "../domain/room_action.ts";
import type { RoomLine } from "../domain/room_line.ts";
import type { PlainText } from "../domain/text.ts";
import type { LinesToQueue, Outbox, OutboxMaker, Speaker, SpeakOptions } from "../plugin/speaker.ts";
import type { Log } from "./ports.ts";

/** What the voice needs. */
export interface VoiceOptions {
  /** Speaks where no outbox does. */
  readonly fallback: Speaker;
  /** Without one, no outbox can speak. */
  readonly line: RoomLine | undefined;
  readonly log: Log;
  /** Hears of everything in the outbox that comes into another state. */
  readonly changed: (change: EventPayloads["outbox.changed"]) => void;
}

/** See the module. */
export class Voice implements Speaker {
  readonly #options: VoiceOptions;
  /** Changes that were handed out to be committed by somebody else: after that, the outbox has something to do. */
  readonly #handedOut = new WeakSet<Write>();
  #outbox: Outbox | undefined;

  constructor(options: VoiceOptions) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#options.fallback.waiting + (this.#outbox?.waiting ?? 0);
  }

  /** Speaks through an outbox from now on; gives how to end that. */
  provide(maker: OutboxMaker): () => void {
    const { line, changed } = this.#options;
    if (line === undefined) return () => {};
    const outbox = maker({ line, changed });
    this.#outbox = outbox;
    return () => {
      if (this.#outbox === outbox) this.#outbox = undefined;
    };
  }

  say(lines: readonly PlainText[], options: SpeakOptions): Promise<void> {
    return this.#speaker.say(lines, options);
  }

  tell(user: string, lines: readonly PlainText[], options: SpeakOptions): Promise<void> {
    return this.#speaker.tell(user, lines, options);
  }

  act(action: RoomAction, options: SpeakOptions): Promise<ActionFate> {
    return this.#speaker.act(action, options);
  }

  /** The changes that queue lines; where there is no outbox they are said at once, and nothing is to be changed. */
  queued(lines: LinesToQueue, options: SpeakOptions): readonly Write[] {
    if (this.#outbox === undefined) {
      void this.#sayNow(lines, options);
      return [];
    }
    const writes = this.#outbox.queued(lines, options);
    for (const write of writes) this.#handedOut.add(write);
    return writes;
  }

  /** Another process may have put something into the outbox. */
  wake(): void {
    this.#outbox?.wake();
  }

  /** These changes are durable. */
  committed(writes: readonly Write[]): void {
    if (writes.some((write) => this.#handedOut.has(write))) this.#outbox?.wake();
  }

  get #speaker(): Speaker {
    return this.#outbox ?? this.#options.fallback;
  }

  /** Never rejects. */
  async #sayNow({ lines, to }: LinesToQueue, options: SpeakOptions): Promise<void> {
    const { fallback, log } = this.#options;
    try {
      await (to === undefined ? fallback.say(lines, options) : fallback.tell(to, lines, options));
    } catch (error) {
      log.warn("a line could not be said", { producer: options.producer, error: errorText(error) });
    }
  }
}
