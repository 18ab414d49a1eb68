/**
 * Says things at the server's pace, from memory. One line is on its way at a time, so that a refusal is always about
 * that line:
 *
 * | what comes           | the line on its way                                       |
 * | -------------------- | --------------------------------------------------------- |
 * | its echo             | said; the next                                            |
 * | `cooldown`           | is the next line again, after the wait                    |
 * | muted                | is the next line again, after the unmute                  |
 * | spam filter, error   | refused with its message                                  |
 * | the room is lost     | in doubt, unless the replay of the next join shows it;    |
 * |                      | commands are given up, as a new connection is a new start |
 * | nothing for 10 s     | in doubt                                                  |
 *
 * @module
 */

import type { Clock, Timer } from "../domain/clock.ts";
import type { RoomEvent } from "../domain/events.ts";
import { sameName } from "../domain/names.ts";
import type { RoomView } from "../domain/room.ts";
import type { PlainText, ServerCommand } from "../domain/text.ts";
import { isEchoOf } from "./echo.ts";
import { JitterMeter } from "./jitter.ts";
import { BASE_LIMIT, chatLimit, ChatLimiter, type FloodLimit } from "./limiter.ts";
import { messageParts } from "./message_parts.ts";
import type { OutgoingFrame } from "./outgoing.ts";
import { type SendAnswer, sendAnswers } from "./send_answers.ts";
import { type Destination, type QueuedMessage, SendQueue } from "./send_queue.ts";
import type { SendRefusal, SendResult, Speaker } from "./speaker.ts";

/** How long an echo may take. */
export const ECHO_LIMIT_MS = 10_000;

/** How long a right to speak may be awaited after a join: Rosey's rank in the channel can come after the userlist. */
const RANK_GRACE_MS = 5000;

/** What the sender needs. */
export interface SenderOptions {
  readonly clock: Clock;
  readonly room: RoomView;
  /** Writes a frame now, or returns false. */
  readonly send: (frame: OutgoingFrame) => boolean;
}

/** A line that was written and not yet answered. */
interface WrittenLine {
  readonly message: QueuedMessage;
  readonly text: string;
  readonly sentAtMs: number;
}

/** The in-memory {@link Speaker}. */
export class Sender implements Speaker {
  readonly #options: SenderOptions;
  readonly #queue = new SendQueue();
  readonly #limiter = new ChatLimiter();
  #jitter = new JitterMeter();
  #onItsWay: WrittenLine | undefined;
  #echoLimit: Timer | undefined;
  /** Written before the room was lost, and not answered. */
  #inDoubt: WrittenLine | undefined;
  /** The last line whose echo was given up: it may come late, and is not that of the next line. */
  #givenUp: string | undefined;
  #wake: Timer | undefined;
  #pausedUntilMs = -Infinity;
  #enteredAtMs = -Infinity;
  #muted = false;
  #stopped = false;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** Messages that wait, the one on its way included. */
  get waiting(): number {
    return this.#queue.length;
  }

  say(text: PlainText): Promise<SendResult> {
    return this.#add({ kind: "room" }, messageParts(text));
  }

  tell(user: string, text: PlainText): Promise<SendResult> {
    return this.#add({ kind: "person", name: user }, messageParts(text));
  }

  run(command: ServerCommand): Promise<SendResult> {
    return this.#add({ kind: "server", command }, []);
  }

  /** Says nothing more; what waits is told so. */
  stop(): void {
    this.#stopped = true;
    this.#wake?.stop();
    const written = this.#takeOnItsWay() ?? this.#inDoubt;
    if (written !== undefined) this.#doubt(written, "Rosey stopped before the echo");
    this.#queue.clear("Rosey stopped");
  }

  /** Every event of the room passes here, before anybody else sees it. */
  notice(event: RoomEvent): void {
    for (const answer of sendAnswers(event, this.#options.room.myName)) this.#answer(answer);
  }

  #answer(answer: SendAnswer): void {
    switch (answer.kind) {
      case "echo":
        return answer.replayed ? this.#replayed(answer.text, answer.serverTimeMs) : this.#echoed(answer);
      case "private_echo":
        return this.#echoed(answer);
      case "command_done":
        return this.#commandDone(answer.name);
      case "throttled":
        return this.#throttled(answer.waitMs);
      case "refused":
        return this.#refused(answer.reason, answer.message);
      case "mute_refused":
        this.#muted = true;
        if (this.#onItsWay?.message.to.kind !== "person") this.#takeOnItsWay();
        return this.#pump();
      case "muted":
        this.#muted = true;
        return;
      case "unmuted":
        this.#muted = false;
        return this.#pump();
      case "entered":
        return this.#entered();
      case "lost":
        return this.#lost();
      case "conditions_changed":
        return this.#pump();
    }
  }

  async #add(to: Destination, lines: readonly PlainText[]): Promise<SendResult> {
    if (this.#stopped) return { outcome: "expired", message: "Rosey stopped" };
    const nowMs = this.#options.clock.monotonic();
    this.#expire(nowMs);
    const fate = this.#queue.add(to, lines, nowMs);
    this.#pump();
    return await fate;
  }

  /** Sends the next line if it may go now, else sees to being called when it may. */
  #pump(): void {
    const { clock, room } = this.#options;
    this.#wake?.stop();
    this.#wake = undefined;
    if (this.#stopped || this.#onItsWay !== undefined) return;
    const nowMs = clock.monotonic();
    this.#expire(nowMs);
    const message = room.inRoom && this.#inDoubt === undefined ? this.#queue.next(this.#muted) : undefined;
    if (message === undefined) {
      return this.#wakeAfter(this.#queue.nextExpiryMs(nowMs, this.#inDoubt?.message));
    }
    const obstacle = this.#obstacle(message);
    if (obstacle !== undefined) {
      const graceMs = this.#enteredAtMs + RANK_GRACE_MS - nowMs;
      if (obstacle.reason === "permission" && graceMs > 0) return this.#wakeAfter(graceMs);
      this.#queue.finish(message, { outcome: "refused", ...obstacle });
      return this.#pump();
    }
    const limit = message.to.kind === "person" ? BASE_LIMIT : chatLimit(room.options, room.myRank);
    const freeAtMs = this.#limiter.nextSendAt(nowMs, 1, limit, this.#jitter.marginMs) ?? nowMs;
    const sendAtMs = Math.max(freeAtMs, this.#pausedUntilMs);
    if (sendAtMs > nowMs) return this.#wakeAfter(sendAtMs - nowMs);
    this.#write(message, limit, nowMs);
  }

  #write(message: QueuedMessage, limit: FloodLimit, nowMs: number): void {
    const text = message.to.kind === "server" ? `/${message.to.command.name}` : message.lines[0] ?? "";
    const frame: OutgoingFrame = message.to.kind === "person"
      ? { event: "pm", payload: { to: message.to.name, msg: text, meta: {} } }
      : { event: "chatMsg", payload: { msg: text, meta: {} } };
    if (!this.#options.send(frame)) return;
    this.#onItsWay = { message, text, sentAtMs: nowMs };
    this.#echoLimit = this.#options.clock.after(ECHO_LIMIT_MS, () => this.#unanswered());
    this.#limiter.sent(nowMs, 1, limit, this.#jitter.marginMs);
  }

  /** What the server would refuse without a word. */
  #obstacle(message: QueuedMessage): { reason: SendRefusal; message: string } | undefined {
    const { room } = this.#options;
    if (room.myName === undefined) {
      return { reason: "not_logged_in", message: "Rosey is in the room without a name and cannot speak" };
    }
    const needed = room.permissions.get("chat") ?? -1;
    if (message.to.kind === "person" || room.myRank >= needed) return undefined;
    return { reason: "permission", message: `speaking needs rank ${needed}, Rosey has ${room.myRank}` };
  }

  /** Nobody else speaks under Rosey's name, so an own line that a filter rewrote is still the one on its way. */
  #echoed(echo: { readonly text: string; readonly to?: string; readonly serverTimeMs: number }): void {
    const line = this.#onItsWay;
    if (this.#givenUp !== undefined && isEchoOf(echo.text, this.#givenUp)) {
      this.#givenUp = undefined;
      if (line === undefined || !isEchoOf(echo.text, line.text)) return;
    }
    if (line === undefined || !addressed(line.message.to, echo.to)) return;
    this.#takeOnItsWay();
    const heardAtMs = this.#options.clock.monotonic();
    const { sentAtMs } = line;
    this.#limiter.acceptedLate(
      this.#jitter.echoed({ sentAtMs, heardAtMs, serverTimeMs: echo.serverTimeMs }),
    );
    this.#said(line.message, echo.serverTimeMs);
  }

  #replayed(text: string, serverTimeMs: number): void {
    const line = this.#inDoubt;
    if (line === undefined || line.message.to.kind !== "room" || !isEchoOf(text, line.text)) return;
    this.#inDoubt = undefined;
    this.#said(line.message, serverTimeMs);
  }

  #commandDone(name: ServerCommand["name"]): void {
    const line = this.#onItsWay;
    if (line?.message.to.kind !== "server" || line.message.to.command.name !== name) return;
    this.#takeOnItsWay();
    this.#said(line.message, this.#options.clock.now());
  }

  /** A line is said: its message is finished, or goes on with its next line. */
  #said(message: QueuedMessage, serverTimeMs: number): void {
    message.lines.shift();
    if (message.lines.length === 0) this.#queue.finish(message, { outcome: "sent", serverTimeMs });
    this.#pump();
  }

  #throttled(waitMs: number): void {
    if (this.#takeOnItsWay() === undefined) return;
    const nowMs = this.#options.clock.monotonic();
    this.#limiter.refused(nowMs);
    this.#jitter.refused();
    this.#pausedUntilMs = nowMs + waitMs + this.#jitter.marginMs;
    this.#pump();
  }

  #refused(reason: SendRefusal, message: string): void {
    const line = this.#onItsWay;
    if (line === undefined || (reason === "addressee" && line.message.to.kind !== "person")) return;
    this.#takeOnItsWay();
    this.#queue.finish(line.message, { outcome: "refused", reason, message });
    this.#pump();
  }

  #unanswered(): void {
    const line = this.#takeOnItsWay();
    if (line === undefined) return;
    this.#givenUp = line.text;
    this.#doubt(line, `no echo within ${ECHO_LIMIT_MS / 1000} s`);
    this.#pump();
  }

  #doubt(line: WrittenLine, message: string): void {
    this.#queue.finish(line.message, { outcome: "in_doubt", message });
  }

  #takeOnItsWay(): WrittenLine | undefined {
    const line = this.#onItsWay;
    this.#echoLimit?.stop();
    this.#onItsWay = undefined;
    return line;
  }

  #entered(): void {
    this.#enteredAtMs = this.#options.clock.monotonic();
    this.#limiter.reset();
    this.#jitter = new JitterMeter();
    this.#pausedUntilMs = -Infinity;
    this.#givenUp = undefined;
    this.#muted = this.#options.room.me?.muted ?? false;
    const line = this.#inDoubt;
    this.#inDoubt = undefined;
    if (line !== undefined) this.#doubt(line, "the room was lost before the echo, and no replay shows it");
    this.#pump();
  }

  #lost(): void {
    const line = this.#takeOnItsWay() ?? this.#inDoubt;
    this.#inDoubt = line?.message.to.kind === "server" ? undefined : line;
    this.#queue.clearCommands("the room was lost");
    this.#pump();
  }

  #expire(nowMs: number): void {
    this.#queue.expire(nowMs, (this.#onItsWay ?? this.#inDoubt)?.message);
  }

  #wakeAfter(delayMs: number | undefined): void {
    if (delayMs === undefined) return;
    // Whole milliseconds: a remainder below the clock's precision would be waited for again and again.
    this.#wake = this.#options.clock.after(Math.ceil(delayMs), () => this.#pump());
  }
}

function addressed(to: Destination, addressee: string | undefined): boolean {
  return addressee === undefined ? to.kind === "room" : to.kind === "person" && sameName(to.name, addressee);
}
