/**
 * The lane of everything that passes the server's chat limit. One thing is on its way at a time, so that a refusal is
 * always about that one:
 *
 * | what comes                | what is on its way                                                |
 * | ------------------------- | ----------------------------------------------------------------- |
 * | its echo, or its effect   | done                                                              |
 * | `cooldown`                | put back: throttled                                               |
 * | muted                     | put back: muted                                                   |
 * | spam filter, error        | refused with the server's words                                   |
 * | thrown out for its link   | refused: banned_link                                              |
 * | the room is lost          | in doubt                                                          |
 * | nothing for 10 s          | in doubt; of a command: refused, no effect                        |
 *
 * @module
 */

import type { Clock } from "../../domain/clock.ts";
import { isCutEchoOf, isEchoOf } from "../../domain/echo.ts";
import { sameName } from "../../domain/names.ts";
import type { RoomView } from "../../domain/room.ts";
import type { ChatCommandAction } from "../../domain/room_action.ts";
import type { Outgoing, SendFate } from "../../domain/room_line.ts";
import type { OutgoingFrame } from "../outgoing.ts";
import type { ActEar } from "./acts/act_plan.ts";
import { planAct } from "./acts/plan_act.ts";
import { type ChatAnswer, chatAnswer } from "./chat_answers.ts";
import { done, refused } from "./fates.ts";
import { Flight } from "./flight.ts";
import type { Heard } from "./heard.ts";
import { BASE_LIMIT, chatLimit, type FloodLimit } from "./limiter.ts";
import { Pacing } from "./pacing.ts";

/** How long an echo may take. */
export const ECHO_LIMIT_MS = 10_000;

/** What goes on this lane. */
export type ChatOutgoing =
  | Exclude<Outgoing, { readonly kind: "action" }>
  | { readonly kind: "action"; readonly action: ChatCommandAction };

/** What a lane needs. */
export interface LaneOptions {
  readonly clock: Clock;
  readonly room: RoomView;
  /** Writes a frame now, or returns false. An acknowledgement, of the frames that have one, goes to `onAnswer`. */
  readonly send: (frame: OutgoingFrame, onAnswer?: (answer: unknown) => void) => boolean;
  /** The lane is free again. */
  readonly onLanded: () => void;
}

/** What was written and not yet answered. */
interface WrittenLine {
  readonly outgoing: ChatOutgoing;
  readonly text: string;
  readonly sentAtMs: number;
  /** Of a command. */
  readonly ear: ActEar | undefined;
}

/** See the module. */
export class ChatLane {
  readonly #options: LaneOptions;
  readonly #flight: Flight<WrittenLine>;
  readonly #pacing = new Pacing();
  /** The last line whose echo was given up: it may come late, and is not that of the next line. */
  #givenUp: string | undefined;

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#flight = new Flight(options.clock, options.onLanded);
  }

  get busy(): boolean {
    return this.#flight.written !== undefined;
  }

  /** How long until the server's limit lets it through. */
  waitMs(outgoing: ChatOutgoing): number {
    return this.#pacing.waitMs(this.#options.clock.monotonic(), this.#limit(outgoing));
  }

  /** Writes it; `undefined` when it cannot be written. */
  write(outgoing: ChatOutgoing): Promise<SendFate> | undefined {
    if (outgoing.kind === "action") return this.#writeCommand(outgoing);
    const { text } = outgoing;
    const frame: OutgoingFrame = outgoing.kind === "pm"
      ? { event: "pm", payload: { to: outgoing.to, msg: text, meta: {} } }
      : { event: "chatMsg", payload: { msg: text, meta: {} } };
    return this.#write({ outgoing, text, ear: undefined }, frame);
  }

  hear(heard: Heard): void {
    const { written } = this.#flight;
    const answer = chatAnswer(heard);
    if (answer !== undefined) return this.#answered(answer, written);
    if (heard.kind === "rank.changed" || heard.kind === "channel.options") {
      return written === undefined ? undefined : this.#pacing.limitChanged();
    }
    const told = written?.ear?.(heard);
    if (written === undefined || told?.kind !== "fate") return;
    this.#taken(written);
    this.#flight.land(told.fate);
  }

  entered(): void {
    this.#pacing.reset();
    this.#givenUp = undefined;
  }

  /** Nothing will be heard any more of what is on its way. */
  lost(message: string): void {
    this.#flight.land({ outcome: "in_doubt", message });
  }

  #writeCommand(
    outgoing: Extract<ChatOutgoing, { readonly kind: "action" }>,
  ): Promise<SendFate> | undefined {
    const { clock, room } = this.#options;
    const plan = planAct(outgoing.action, room, clock.now());
    if (plan.kind === "refused") {
      return Promise.resolve(refused(plan.obstacle.reason, plan.obstacle.message));
    }
    if (plan.kind !== "write") return Promise.resolve(done());
    const { frame, hear } = plan;
    const text = frame.event === "chatMsg" ? frame.payload.msg : "";
    return this.#write({ outgoing, text, ear: hear }, frame);
  }

  #write(line: Omit<WrittenLine, "sentAtMs">, frame: OutgoingFrame): Promise<SendFate> | undefined {
    const sentAtMs = this.#options.clock.monotonic();
    if (!this.#options.send(frame)) return undefined;
    this.#pacing.sent(sentAtMs, this.#limit(line.outgoing));
    return this.#flight.begin({ ...line, sentAtMs }, ECHO_LIMIT_MS, () => this.#unanswered());
  }

  #limit(outgoing: ChatOutgoing): FloodLimit {
    const { room } = this.#options;
    return outgoing.kind === "pm" ? BASE_LIMIT : chatLimit(room.options, room.myRank);
  }

  #answered(answer: ChatAnswer, line: WrittenLine | undefined): void {
    switch (answer.kind) {
      case "echo":
        return this.#echoed(answer, line);
      case "throttled":
        if (line === undefined) return;
        this.#pacing.refused(this.#options.clock.monotonic(), answer.waitMs);
        return this.#flight.land({ outcome: "put_back", why: "throttled" });
      case "muted":
        if (line?.outgoing.kind !== "pm") this.#flight.land({ outcome: "put_back", why: "muted" });
        return;
      case "refused":
        if (line === undefined || !concerns(answer, line)) return;
        this.#taken(line);
        return this.#flight.land(refused(answer.reason, answer.message));
    }
  }

  /** Nobody else speaks under Rosey's name, so an own line that a filter rewrote is still the one on its way. */
  #echoed(echo: Extract<ChatAnswer, { readonly kind: "echo" }>, line: WrittenLine | undefined): void {
    if (this.#givenUp !== undefined && isEchoOf(echo.text, this.#givenUp)) {
      this.#givenUp = undefined;
      if (line === undefined || !isEchoOf(echo.text, line.text)) return;
    }
    if (line === undefined || !isAddressed(line.outgoing, echo.to)) return;
    const { text, sentAtMs } = line;
    const { serverTimeMs } = echo;
    this.#pacing.echoed({ sentAtMs, heardAtMs: this.#options.clock.monotonic(), serverTimeMs });
    this.#flight.land(done({ serverTimeMs, truncated: isCutEchoOf(echo.text, text) }));
  }

  #taken({ sentAtMs }: WrittenLine): void {
    this.#pacing.takenSince(sentAtMs, this.#options.clock.monotonic());
  }

  #unanswered(): void {
    const line = this.#flight.written;
    if (line === undefined) return;
    this.#taken(line);
    const seconds = ECHO_LIMIT_MS / 1000;
    if (line.ear !== undefined) {
      return this.#flight.land(refused("no_effect", `the server did not do it within ${seconds} s`));
    }
    this.#givenUp = line.text;
    this.#flight.land({ outcome: "in_doubt", message: `no echo within ${seconds} s` });
  }
}

function isAddressed(outgoing: ChatOutgoing, addressee: string | undefined): boolean {
  if (outgoing.kind === "pm") return addressee !== undefined && sameName(outgoing.to, addressee);
  return outgoing.kind === "chat" && addressee === undefined;
}

/** Whether a refusal can be about this line: private ones are about private messages, bans of links about links. */
function concerns(answer: Extract<ChatAnswer, { readonly kind: "refused" }>, line: WrittenLine): boolean {
  if (answer.reason === "addressee") return line.outgoing.kind === "pm";
  return answer.reason !== "banned_link" || /\w:\/\/\S/.test(line.text);
}
