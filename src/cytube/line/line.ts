/**
 * The line to the room: what may be sent now, and what became of it. It keeps nothing for later.
 *
 * @module
 */

import type { Clock } from "../../domain/clock.ts";
import { sameName } from "../../domain/names.ts";
import type { RoomView } from "../../domain/room.ts";
import type {
  Entry,
  Lane,
  Outgoing,
  Readiness,
  RoomLine,
  SeenLine,
  SendFate,
} from "../../domain/room_line.ts";
import type { OutgoingFrame } from "../outgoing.ts";
import { isChatCommand, planAct } from "./acts/plan_act.ts";
import { ChatLane, type ChatOutgoing } from "./chat_lane.ts";
import { type Obstacle, unready } from "./fates.ts";
import type { Heard } from "./heard.ts";
import { rightsObstacle } from "./rights.ts";
import { type RoomAct, RoomLane } from "./room_lane.ts";
import { RoomSight } from "./room_sight.ts";

/** How long a right may be awaited after a join: Rosey's rank in the channel can come after the userlist. */
const RANK_GRACE_MS = 5000;

/** What the line needs. */
export interface LineOptions {
  readonly clock: Clock;
  readonly room: RoomView;
  /** Writes a frame now, or returns false. An acknowledgement, of the frames that have one, goes to `onAnswer`. */
  readonly send: (frame: OutgoingFrame, onAnswer?: (answer: unknown) => void) => boolean;
}

/** See {@link RoomLine}. */
export class Line implements RoomLine {
  readonly #options: LineOptions;
  readonly #chat: ChatLane;
  readonly #acts: RoomLane;
  readonly #sight = new RoomSight();
  readonly #changeListeners = new Set<() => void>();
  readonly #entryListeners = new Set<(entry: Entry) => void>();
  #muted = false;
  #enteredAtMs = -Infinity;
  /** A frame could not be written: the loss of the room is only not told yet. */
  #broken = false;

  constructor(options: LineOptions) {
    this.#options = options;
    const laneOptions = { ...options, onLanded: () => this.#changed() };
    this.#chat = new ChatLane(laneOptions);
    this.#acts = new RoomLane(laneOptions);
  }

  get lastSeen(): SeenLine | undefined {
    return this.#sight.lastSeen;
  }

  get muted(): boolean {
    return this.#muted;
  }

  get shadowMuted(): boolean | undefined {
    return this.#options.room.me?.shadowMuted;
  }

  readonly lane = (outgoing: Outgoing): Lane => routed(outgoing).lane;

  readiness(outgoing: Outgoing): Readiness {
    const { clock, room } = this.#options;
    if (!room.inRoom || this.#broken) return { kind: "paused", why: "outside" };
    const route = routed(outgoing);
    if (this.#muted && route.lane === "chat" && outgoing.kind !== "pm") {
      return { kind: "paused", why: "muted" };
    }
    if ((route.lane === "chat" ? this.#chat : this.#acts).busy) return { kind: "paused", why: "busy" };
    const obstacle = obstacleTo(outgoing, room, clock.now());
    if (obstacle !== undefined) {
      const graceMs = this.#enteredAtMs + RANK_GRACE_MS - clock.monotonic();
      if (obstacle.reason !== "permission" || graceMs <= 0) return { kind: "refused", ...obstacle };
      return { kind: "wait", waitMs: Math.ceil(graceMs) };
    }
    const waitMs = route.lane === "chat"
      ? this.#chat.waitMs(route.outgoing)
      : this.#acts.waitMs(route.action);
    return waitMs > 0 ? { kind: "wait", waitMs } : { kind: "ready" };
  }

  send(outgoing: Outgoing): Promise<SendFate> {
    const readiness = this.readiness(outgoing);
    if (readiness.kind !== "ready") return Promise.resolve(unready(readiness));
    const route = routed(outgoing);
    const fate = route.lane === "chat" ? this.#chat.write(route.outgoing) : this.#acts.write(route.action);
    if (fate !== undefined) return fate;
    this.#broken = true;
    return Promise.resolve({ outcome: "put_back", why: "outside" });
  }

  /** Whether an act that is a frame of its own is on its way. */
  get acting(): boolean {
    return this.#acts.busy;
  }

  onChange(listener: () => void): () => void {
    this.#changeListeners.add(listener);
    return () => void this.#changeListeners.delete(listener);
  }

  onEntry(listener: (entry: Entry) => void): () => void {
    this.#entryListeners.add(listener);
    return () => void this.#entryListeners.delete(listener);
  }

  /** Everything that is heard of the room passes here, before anybody else is told. */
  notice(heard: Heard): void {
    this.#sight.notice(heard);
    if (heard.kind === "send.refused" && heard.reason === "muted") this.#muted = true;
    if (heard.kind === "room.lost") {
      this.#lost("the room was lost before the server's answer");
      return this.#changed();
    }
    if (heard.kind === "room.entered") return this.#entered();
    this.#chat.hear(heard);
    this.#acts.hear(heard);
    if (this.#conditionsChanged(heard)) this.#changed();
  }

  /** Nothing is heard any more: what is on its way ends in doubt. */
  stop(): void {
    this.#broken = true;
    this.#lost("Rosey stopped before the server's answer");
  }

  #lost(message: string): void {
    this.#chat.lost(message);
    this.#acts.lost(message);
  }

  #entered(): void {
    const { clock, room } = this.#options;
    this.#enteredAtMs = clock.monotonic();
    this.#broken = false;
    this.#muted = room.me?.muted ?? false;
    this.#chat.entered();
    this.#acts.entered();
    const entry = { replay: this.#sight.replay };
    for (const listener of [...this.#entryListeners]) listener(entry);
    this.#changed();
  }

  /** Whether something may have become possible or impossible. */
  #conditionsChanged(heard: Heard): boolean {
    switch (heard.kind) {
      case "rank.changed":
      case "channel.options":
      case "channel.permissions":
      case "playlist.locked":
      case "leader.changed":
        return true;
      case "send.refused":
        return heard.reason === "muted";
      case "user.changed": {
        const { before, user } = heard;
        if (!sameName(user.name, this.#options.room.myName) || before.muted === user.muted) return false;
        this.#muted = user.muted;
        return true;
      }
      // The list is told anew where Rosey's rank crosses that of a moderator, who alone sees shadow mutes.
      case "users.listed":
        this.#muted = this.#options.room.me?.muted ?? false;
        return true;
      default:
        return false;
    }
  }

  #changed(): void {
    for (const listener of [...this.#changeListeners]) listener();
  }
}

type Routed =
  | { readonly lane: "chat"; readonly outgoing: ChatOutgoing }
  | { readonly lane: "room"; readonly action: RoomAct };

function routed(outgoing: Outgoing): Routed {
  if (outgoing.kind !== "action") return { lane: "chat", outgoing };
  const { action } = outgoing;
  return isChatCommand(action)
    ? { lane: "chat", outgoing: { kind: "action", action } }
    : { lane: "room", action };
}

/** What the server would refuse, mostly without a word. */
function obstacleTo(outgoing: Outgoing, room: RoomView, nowMs: number): Obstacle | undefined {
  if (outgoing.kind !== "action") return rightsObstacle(outgoing.kind === "chat" ? ["chat"] : [], room);
  const plan = planAct(outgoing.action, room, nowMs);
  return plan.kind === "refused" ? plan.obstacle : undefined;
}
