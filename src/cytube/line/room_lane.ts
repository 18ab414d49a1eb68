/**
 * The lane of the acts that are frames of their own. One is on its way at a time, since most refusals name nothing:
 *
 * | what comes                        | what is on its way                                            |
 * | --------------------------------- | ------------------------------------------------------------- |
 * | its effect                        | done                                                          |
 * | the server's words                | refused with them; of a media that came too fast: put back    |
 * | its target is gone                | refused: target                                               |
 * | the room is lost                  | in doubt                                                      |
 * | nothing for 10 s                  | refused: the server ignores in silence what it does not do    |
 * | nothing for 30 s, of a media      | in doubt: it may still be looked up                           |
 *
 * @module
 */

import { sameName } from "../../domain/names.ts";
import { RANKS, type RoomView } from "../../domain/room.ts";
import type { ChatCommandAction, RoomAction } from "../../domain/room_action.ts";
import type { SendFate } from "../../domain/room_line.ts";
import { readPollAnswer } from "../frames/poll_answer.ts";
import type { OutgoingFrame } from "../outgoing.ts";
import type { ActPlan } from "./acts/act_plan.ts";
import { planAct } from "./acts/plan_act.ts";
import type { LaneOptions } from "./chat_lane.ts";
import { done, refused } from "./fates.ts";
import { Flight } from "./flight.ts";
import type { Heard } from "./heard.ts";
import { ChatLimiter, type FloodLimit } from "./limiter.ts";

/** An act on this lane. */
export type RoomAct = Exclude<RoomAction, ChatCommandAction>;

/** For queueing media, below rank 2 (CyTube 3.86 as measured). */
const QUEUE_LIMIT: FloodLimit = { burst: 3, sustained: 1, cooldownMs: 3000 };

/** From rank 2 on, and for the leader. */
const FAST_QUEUE_LIMIT: FloodLimit = { burst: 10, sustained: 2, cooldownMs: 5000 };

/** Of a media no time of arrival is told, so the pace of the queue keeps this distance from the limit. */
const QUEUE_MARGIN_MS = 100;

interface WrittenAct {
  readonly action: RoomAct;
  readonly plan: Extract<ActPlan, { readonly kind: "write" }>;
}

/** See the module. */
export class RoomLane {
  readonly #options: LaneOptions;
  readonly #flight: Flight<WrittenAct>;
  readonly #limiter = new ChatLimiter();

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#flight = new Flight(options.clock, options.onLanded);
  }

  get busy(): boolean {
    return this.#flight.written !== undefined;
  }

  /** How long until the server's limit on queueing lets it through. */
  waitMs(action: RoomAct): number {
    if (action.kind !== "queue") return 0;
    const { clock, room } = this.#options;
    const nowMs = clock.monotonic();
    const freeAtMs = this.#limiter.nextSendAt(nowMs, 1, queueLimit(room), QUEUE_MARGIN_MS) ?? nowMs;
    return Math.max(0, Math.ceil(freeAtMs - nowMs));
  }

  /** Writes it; `undefined` when it cannot be written. */
  write(action: RoomAct): Promise<SendFate> | undefined {
    const { clock, room } = this.#options;
    const plan = planAct(action, room, clock.now());
    switch (plan.kind) {
      case "done":
        return Promise.resolve(done());
      case "refused":
        return Promise.resolve(refused(plan.obstacle.reason, plan.obstacle.message));
      case "unseen":
        return this.#emit(plan.frame) ? Promise.resolve(done({ warning: plan.warning })) : undefined;
      case "write": {
        const nowMs = clock.monotonic();
        if (!this.#emit(plan.frame)) return undefined;
        if (action.kind === "queue") this.#limiter.sent(nowMs, 1, queueLimit(room), QUEUE_MARGIN_MS);
        return this.#flight.begin({ action, plan }, plan.limitMs, () => this.#unanswered());
      }
    }
  }

  hear(heard: Heard): void {
    const { written } = this.#flight;
    if (written === undefined) return;
    if (heard.kind === "rank.changed" || heard.kind === "leader.changed") this.#limiter.doubt();
    const answer = written.plan.hear(heard);
    if (answer === undefined) return;
    if (answer.kind === "write") return void this.#emit(answer.frame);
    if (answer.fate.outcome === "put_back") this.#limiter.refused(this.#options.clock.monotonic());
    this.#flight.land(answer.fate);
  }

  entered(): void {
    this.#limiter.reset();
  }

  /** Nothing will be heard any more of what is on its way. */
  lost(message: string): void {
    this.#flight.land({ outcome: "in_doubt", message });
  }

  #emit(frame: OutgoingFrame): boolean {
    const { send } = this.#options;
    if (frame.event !== "newPoll") return send(frame);
    return send(frame, (acknowledgement) => {
      const answer = readPollAnswer(acknowledgement);
      if (answer !== undefined) this.hear(answer);
    });
  }

  #unanswered(): void {
    const { written } = this.#flight;
    if (written === undefined) return;
    const seconds = written.plan.limitMs / 1000;
    this.#flight.land(
      written.plan.silence === "in_doubt"
        ? { outcome: "in_doubt", message: `the server said nothing of it within ${seconds} s` }
        : refused("no_effect", `the server did not do it within ${seconds} s`),
    );
  }
}

function queueLimit(room: RoomView): FloodLimit {
  return room.myRank >= RANKS.moderator || sameName(room.leader, room.myName)
    ? FAST_QUEUE_LIMIT
    : QUEUE_LIMIT;
}
