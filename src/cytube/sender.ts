/**
 * Says and does things from memory, in order, as the line allows: for a Rosey without an outbox. What is not said when
 * the process ends is not said.
 *
 * | the line says            | the message whose turn it was                                    |
 * | ------------------------ | ---------------------------------------------------------------- |
 * | done                     | goes on with its next part; the next                             |
 * | put back                 | is the next again, when the line is ready                        |
 * | refused                  | ends so                                                          |
 * | in doubt, room lost      | a line waits for the replay of the next join, which may show it  |
 * | in doubt otherwise       | ends so                                                          |
 *
 * Who is muted can still speak to one person: then those messages overtake. Acts that wait end with the connection they
 * were meant for.
 *
 * @module
 */

import type { Clock, Timer } from "../domain/clock.ts";
import { isEchoOf } from "../domain/echo.ts";
import { linesTogether } from "../domain/lines_to_say.ts";
import type { ActionFate } from "../domain/outbox.ts";
import type { RoomView } from "../domain/room.ts";
import type { RoomAction } from "../domain/room_action.ts";
import type { Entry, Lane, Outgoing, RoomLine, SendFate } from "../domain/room_line.ts";
import type { PlainText } from "../domain/text.ts";
import { type QueuedMessage, SendQueue } from "./send_queue.ts";
import type { SendResult, Speaker } from "./speaker.ts";

/** What the sender needs. */
export interface SenderOptions {
  readonly clock: Clock;
  readonly line: RoomLine;
  readonly room: Pick<RoomView, "inRoom">;
}

/** A line that was written before the room was lost, and not answered. */
interface LineInDoubt {
  readonly message: QueuedMessage;
  readonly text: string;
  /** Server time of the newest line that was seen when it was written. */
  readonly sinceMs: number;
}

const LANES: readonly Lane[] = ["chat", "room"];

/** The in-memory {@link Speaker}. */
export class Sender implements Speaker {
  readonly #options: SenderOptions;
  readonly #queue = new SendQueue();
  readonly #onItsWay = new Map<Lane, QueuedMessage>();
  #inDoubt: LineInDoubt | undefined;
  #wake: Timer | undefined;
  #inside = false;
  #stopped = false;

  constructor(options: SenderOptions) {
    this.#options = options;
    options.line.onEntry((entry) => this.#entered(entry));
    options.line.onChange(() => this.#pump());
  }

  async say(lines: readonly PlainText[]): Promise<SendResult> {
    return await this.#speak(linesTogether(lines).map((text) => ({ kind: "chat", text })));
  }

  async tell(user: string, lines: readonly PlainText[]): Promise<SendResult> {
    return await this.#speak(linesTogether(lines).map((text) => ({ kind: "pm", to: user, text })));
  }

  async act(action: RoomAction): Promise<ActionFate> {
    const end = await this.#add([{ kind: "action", action }]);
    return end.outcome === "done" ? { outcome: "done", item: end.item, warning: end.warning } : end;
  }

  /** Says nothing more; what waits is told so. The line stops before. */
  stop(): void {
    this.#stopped = true;
    this.#wake?.stop();
    if (this.#inDoubt !== undefined) {
      this.#queue.finish(this.#inDoubt.message, {
        outcome: "in_doubt",
        message: "Rosey stopped before a replay could show it",
      });
    }
    this.#queue.clear("Rosey stopped", this.#unsettled);
  }

  async #speak(parts: readonly Outgoing[]): Promise<SendResult> {
    const end = await this.#add(parts);
    return end.outcome === "done" ? { outcome: "sent", serverTimeMs: end.serverTimeMs } : end;
  }

  async #add(parts: readonly Outgoing[]) {
    if (this.#stopped) return { outcome: "expired", message: "Rosey stopped" } as const;
    const nowMs = this.#options.clock.monotonic();
    this.#queue.expire(nowMs, this.#unsettled);
    const end = this.#queue.add(parts, nowMs);
    this.#pump();
    return await end;
  }

  /** Messages whose fate is with the line, or with the next replay. */
  get #unsettled(): ReadonlySet<QueuedMessage> {
    const inDoubt = this.#inDoubt === undefined ? [] : [this.#inDoubt.message];
    return new Set([...this.#onItsWay.values(), ...inDoubt]);
  }

  /** Sends what may go now, else sees to being called when it may. */
  #pump(): void {
    if (this.#stopped) return;
    const { clock, room } = this.#options;
    const nowMs = clock.monotonic();
    this.#queue.expire(nowMs, this.#unsettled);
    if (this.#inside && !room.inRoom) this.#queue.clearActs("the room was lost", this.#unsettled);
    this.#inside = room.inRoom;
    const waits = LANES.map((lane) => this.#sendNext(lane)).filter((waitMs) => waitMs !== undefined);
    const expiryMs = this.#queue.nextExpiryMs(nowMs, this.#unsettled);
    this.#wakeAfter(Math.min(...waits, expiryMs ?? Infinity));
  }

  /** Sends the next message of a lane if it may go; returns how long to wait until it may, if that is known. */
  #sendNext(lane: Lane): number | undefined {
    const { line } = this.#options;
    if (this.#onItsWay.has(lane)) return undefined;
    for (const message of this.#queue.all) {
      const [part] = message.parts;
      if (part === undefined || line.lane(part) !== lane) continue;
      const readiness = line.readiness(part);
      switch (readiness.kind) {
        case "ready":
          this.#send(lane, message, part);
          return undefined;
        case "wait":
          return readiness.waitMs;
        case "paused":
          if (readiness.why === "muted") continue;
          return undefined;
        case "refused":
          this.#queue.finish(message, {
            outcome: "refused",
            reason: readiness.reason,
            message: readiness.message,
          });
      }
    }
    return undefined;
  }

  #send(lane: Lane, message: QueuedMessage, part: Outgoing): void {
    const { line } = this.#options;
    const sinceMs = line.lastSeen?.serverTimeMs ?? -Infinity;
    this.#onItsWay.set(lane, message);
    void line.send(part).then((fate) => {
      this.#onItsWay.delete(lane);
      this.#landed(message, part, fate, sinceMs);
    });
  }

  #landed(message: QueuedMessage, part: Outgoing, fate: SendFate, sinceMs: number): void {
    switch (fate.outcome) {
      case "done":
        message.parts.shift();
        if (message.parts.length === 0) this.#queue.finish(message, fate);
        return this.#pump();
      case "put_back":
        if (this.#stopped) return this.#queue.clear("Rosey stopped", this.#unsettled);
        // Outside there is nothing to be tried before the line tells that it changed.
        return fate.why === "outside" ? undefined : this.#pump();
      case "in_doubt":
        if (part.kind === "chat" && !this.#stopped && !this.#options.room.inRoom) {
          this.#inDoubt = { message, text: part.text, sinceMs };
          return;
        }
        this.#queue.finish(message, fate);
        return this.#pump();
      case "refused":
        this.#queue.finish(message, fate);
        return this.#pump();
    }
  }

  /** The replay shows whether the line in doubt was said. */
  #entered({ replay }: Entry): void {
    const line = this.#inDoubt;
    this.#inDoubt = undefined;
    if (line === undefined) return;
    const { message, text, sinceMs } = line;
    const said = replay.find((seen) => seen.own && seen.serverTimeMs >= sinceMs && isEchoOf(seen.text, text));
    if (said === undefined) {
      return this.#queue.finish(message, {
        outcome: "in_doubt",
        message: "the room was lost before the echo, and no replay shows it",
      });
    }
    message.parts.shift();
    if (message.parts.length > 0) return;
    this.#queue.finish(message, {
      outcome: "done",
      serverTimeMs: said.serverTimeMs,
      truncated: false,
      item: undefined,
      warning: undefined,
    });
  }

  #wakeAfter(delayMs: number): void {
    this.#wake?.stop();
    this.#wake = delayMs === Infinity ? undefined : this.#options.clock.after(delayMs, () => this.#pump());
  }
}
