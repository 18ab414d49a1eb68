/**
 * The client's voice as the bot uses it: a text is handed over and the bot goes on; what became of it is told in the
 * log.
 *
 * @module
 */

import type { Speaker } from "../../plugin/speaker.ts";
import type { ActionFate } from "../../domain/outbox.ts";
import type { RoomAction } from "../../domain/room_action.ts";
import type { SendResult, Speaker as PacedSpeaker } from "../../cytube/speaker.ts";
import { errorText } from "../../domain/errors.ts";
import type { PlainText } from "../../domain/text.ts";
import type { Logger } from "../../telemetry/log.ts";

/** Wraps the client's speaker. What cannot be queued (blank, too long, queue full) rejects; what fails later is logged. */
export class QueuedSpeaker implements Speaker {
  readonly #speaker: PacedSpeaker;
  readonly #log: Logger;
  #waiting = 0;

  constructor(speaker: PacedSpeaker, log: Logger) {
    this.#speaker = speaker;
    this.#log = log;
  }

  /** What was handed over and has not found its end yet. */
  get waiting(): number {
    return this.#waiting;
  }

  async say(lines: readonly PlainText[]): Promise<void> {
    await this.#handOver(this.#speaker.say(lines));
  }

  async tell(user: string, lines: readonly PlainText[]): Promise<void> {
    await this.#handOver(this.#speaker.tell(user, lines));
  }

  async act(action: RoomAction): Promise<ActionFate> {
    this.#waiting += 1;
    try {
      return await this.#speaker.act(action);
    } finally {
      this.#waiting -= 1;
    }
  }

  async #handOver(fate: Promise<SendResult>): Promise<void> {
    this.#waiting += 1;
    void this.#follow(fate);
    // A refusal to queue has settled by now, and wins; anything else is still on its way, and is not waited for.
    await Promise.race([fate, Promise.resolve()]);
  }

  /** Never rejects. */
  async #follow(fate: Promise<SendResult>): Promise<void> {
    try {
      report(await fate, this.#log);
    } catch (error) {
      this.#log.warn("a line was not taken", { error: errorText(error) });
    } finally {
      this.#waiting -= 1;
    }
  }
}

function report(result: SendResult, log: Logger): void {
  switch (result.outcome) {
    case "sent":
      return;
    case "refused":
      return log.warn("the server refused a line", { reason: result.reason, detail: result.message });
    case "in_doubt":
      return log.info("a line was sent and not confirmed", { detail: result.message });
    case "expired":
      return log.info("a line was not said", { detail: result.message });
  }
}
