import assert from "node:assert/strict";
import fc from "fast-check";
import { Line } from "../../../../src/cytube/line/line.ts";
import { RoomState } from "../../../../src/cytube/room/room_state.ts";
import { EventStamps } from "../../../../src/cytube/event_stamps.ts";
import type { EventDraft } from "../../../../src/cytube/event_stamps.ts";
import { ManualClock, seededRandom } from "../../../../src/domain/clock.ts";
import type { ChannelOptions } from "../../../../src/domain/room.ts";
import type { Outgoing } from "../../../../src/domain/room_line.ts";
import {
  CHAT_RULE,
  FloodLimiter,
  type FloodRule,
  MODERATOR_QUEUE_RULE,
  QUEUE_RULE,
} from "../../../../src/sandbox/model/limiter.ts";
import { act, chat, pm } from "./room_fixture.ts";

/** What decides by which limit the server judges. */
interface Conditions {
  readonly rank: number;
  readonly antiflood: FloodRule | undefined;
}

/** How long frames travel: `baseMs` and up to `jitterMs` more, each way, and none overtakes. */
interface Travel {
  readonly seed: number;
  readonly baseMs: number;
  readonly jitterMs: number;
}

/**
 * A line to a server with CyTube's own limiter, in simulated time: everything that may be sent is sent at once.
 */
class SimulatedRoom {
  readonly clock = new ManualClock();
  readonly line: Line;
  readonly room = new RoomState("testroom");
  refused = 0;
  /** Refusals of what was on its way while the conditions changed: nobody could have known. */
  crossed = 0;
  accepted = 0;
  readonly #stamps = new EventStamps("pace", this.clock);
  readonly #chatLimiter = new FloodLimiter();
  readonly #queueLimiter = new FloodLimiter();
  readonly #travelMs: () => number;
  #arrivesAtMs = 0;
  #heardAtMs = 0;
  #conditions: Conditions;
  #changedAtMs = -Infinity;
  #wishes: Outgoing[] = [];

  constructor(conditions: Conditions, { seed, baseMs, jitterMs }: Travel) {
    const random = seededRandom(seed);
    this.#travelMs = () => baseMs + Math.floor(random() * (jitterMs + 1));
    this.#conditions = conditions;
    this.line = new Line({ clock: this.clock, room: this.room, send: (frame) => this.#sent(frame) });
    this.line.onChange(() => this.#pump());
    this.room.inRoom = true;
    this.room.myName = "rosey";
    this.room.settings.permissions = new Map([["chat", 0], ["playlistadd", 0]]);
    this.#know(conditions);
    this.#tell({
      kind: "room.entered",
      channel: "testroom",
      name: "rosey",
      rank: conditions.rank,
      registered: true,
    });
  }

  /** Wishes things to be sent, one after the other. */
  wish(wishes: readonly Outgoing[]): void {
    this.#wishes.push(...wishes);
    this.#pump();
  }

  get waiting(): number {
    return this.#wishes.length;
  }

  /** The server's conditions change now; Rosey hears of it later. */
  change(conditions: Conditions): void {
    this.#conditions = conditions;
    this.#changedAtMs = this.clock.monotonic();
    this.#back(() => {
      this.#know(conditions);
      this.#tell({ kind: "rank.changed", rank: conditions.rank });
      this.#tell({ kind: "channel.options" });
    });
  }

  #know({ rank, antiflood }: Conditions): void {
    this.room.myRank = rank;
    this.room.settings.options = channelOptions(antiflood);
  }

  #sent(frame: { readonly event: string; readonly payload: unknown }): boolean {
    const knownAtMs = this.#knownAtMs();
    this.#arrivesAtMs = Math.max(this.#arrivesAtMs, this.clock.monotonic() + this.#travelMs());
    this.clock.after(this.#arrivesAtMs - this.clock.monotonic(), () => this.#arrived(frame, knownAtMs));
    return true;
  }

  /** The change of conditions that Rosey knows of when she writes. */
  #knownAtMs(): number {
    return this.room.myRank === this.#conditions.rank &&
        this.room.settings.options?.antiflood.burst ===
          channelOptions(this.#conditions.antiflood).antiflood.burst
      ? this.#changedAtMs
      : NaN;
  }

  #arrived(
    { event, payload }: { readonly event: string; readonly payload: unknown },
    knownAtMs: number,
  ): void {
    const { rank, antiflood } = this.#conditions;
    const queues = event === "queue";
    const chatRule = event === "pm" || antiflood === undefined || rank >= 2 ? CHAT_RULE : antiflood;
    const rule = queues ? (rank >= 2 ? MODERATOR_QUEUE_RULE : QUEUE_RULE) : chatRule;
    const limiter = queues ? this.#queueLimiter : this.#chatLimiter;
    const serverTimeMs = this.clock.now();
    if (!limiter.accept(rule, serverTimeMs)) {
      if (knownAtMs === this.#changedAtMs) this.refused++;
      else this.crossed++;
      return this.#back(() => this.#tell(refusal(queues, rule)));
    }
    this.accepted++;
    this.#back(() => this.#tell(receipt(event, payload, serverTimeMs)));
  }

  #back(deliver: () => void): void {
    this.#heardAtMs = Math.max(this.#heardAtMs, this.clock.monotonic() + this.#travelMs());
    this.clock.after(this.#heardAtMs - this.clock.monotonic(), deliver);
  }

  #tell(draft: EventDraft): void {
    this.line.notice({ ...draft, ...this.#stamps.next() });
  }

  #pump(): void {
    const [next] = this.#wishes;
    if (next === undefined) return;
    const readiness = this.line.readiness(next);
    if (readiness.kind === "wait") this.clock.after(readiness.waitMs, () => this.#pump());
    if (readiness.kind !== "ready") return;
    this.#wishes.shift();
    void this.line.send(next).then((fate) => {
      if (fate.outcome === "put_back") this.#wishes.unshift(next);
    });
  }
}

function channelOptions(antiflood: FloodRule | undefined): ChannelOptions {
  const { burst, sustained, cooldown } = antiflood ?? { burst: 4, sustained: 1, cooldown: 4 };
  return {
    pageTitle: "",
    afkTimeoutSeconds: 600,
    antiflood: {
      enabled: antiflood !== undefined,
      burst,
      sustained,
      cooldownSeconds: cooldown ?? burst / sustained,
    },
    allowVoteskip: true,
    voteskipRatio: 0.5,
    allowDuplicates: false,
    maxMediaSeconds: 0,
    allowControlCharacters: false,
    newUserChatDelaySeconds: 0,
    newUserChatLinkDelaySeconds: 0,
  };
}

function refusal(queues: boolean, rule: FloodRule): EventDraft {
  if (!queues) return { kind: "send.throttled", waitMs: 1000 / rule.sustained };
  const message = "You are adding videos too quickly";
  return { kind: "playlist.refused", message, link: undefined, mediaId: undefined, warning: false };
}

function receipt(event: string, payload: unknown, serverTimeMs: number): EventDraft {
  const member = (key: string) => String(Object.entries(payload ?? {}).find(([name]) => name === key)?.[1]);
  if (event === "queue") {
    const media = { type: member("type"), id: member("id"), title: "x", seconds: 1 };
    const item = { uid: serverTimeMs, media, temporary: false, queuedBy: "rosey" };
    return { kind: "playlist.added", item, position: 0 };
  }
  const line = { html: member("msg"), text: member("msg"), serverTimeMs, own: true };
  if (event === "pm") return { kind: "pm", from: "rosey", to: member("to"), ...line };
  return { kind: "chat", user: "rosey", style: "plain", replayed: false, shadow: false, ...line };
}

const rules = fc.oneof(
  fc.constant({ burst: 4, sustained: 1, cooldown: 4 }),
  fc.record({
    burst: fc.integer({ min: 1, max: 20 }),
    sustained: fc.double({ min: 0.5, max: 10, noNaN: true }),
    cooldown: fc.integer({ min: 1, max: 12 }),
  }),
);
const conditions: fc.Arbitrary<Conditions> = fc.record({
  rank: fc.constantFrom(0, 1, 2),
  antiflood: fc.option(rules, { nil: undefined }),
});
const travel: fc.Arbitrary<Travel> = fc.record({
  seed: fc.nat(),
  baseMs: fc.integer({ min: 1, max: 80 }),
  jitterMs: fc.integer({ min: 0, max: 60 }),
});

/** Lines, PMs and media; `wishes` many, with a pause and maybe a change of conditions after each handful. */
const steps = fc.array(
  fc.record({
    wishes: fc.array(fc.constantFrom("chat", "chat", "pm", "queue"), { minLength: 1, maxLength: 25 }),
    pauseMs: fc.oneof(fc.constant(0), fc.nat(1500), fc.nat(15_000)),
    change: fc.option(conditions, { nil: undefined }),
  }),
  { minLength: 1, maxLength: 6 },
);

function wished(kind: string, index: number): Outgoing {
  if (kind === "pm") return pm("alice", `line ${index}`);
  if (kind === "chat") return chat(`line ${index}`);
  return act({
    kind: "queue",
    media: { type: "yt", id: `video${index}` },
    position: "end",
    temporary: false,
  });
}

Deno.test("pace: nothing is refused by the server's own limiters, whatever they are set to and whenever that changes", async () => {
  let lines = 0;
  const property = fc.asyncProperty(conditions, travel, steps, async (first, way, all) => {
    const room = new SimulatedRoom(first, way);
    for (const { wishes, pauseMs, change } of all) {
      room.wish(wishes.map(wished));
      await room.clock.advanceAsync(pauseMs);
      if (change !== undefined) room.change(change);
    }
    for (let second = 0; room.waiting > 0 && second < 1000; second++) await room.clock.advanceAsync(1000);
    await room.clock.advanceAsync(1000);
    lines += room.accepted;
    assert.equal(room.refused, 0);
    assert.equal(room.accepted, all.reduce((sum, { wishes }) => sum + wishes.length, 0));
  });
  await fc.assert(property, { numRuns: 120, seed: 20261128 });
  assert.ok(lines > 2000, `${lines} lines`);
});

Deno.test("pace: a saturated line uses at least nine tenths of what the server allows", async () => {
  for (const [seed, sustained] of [[1, 0.5], [2, 1], [3, 1.5], [4, 2]] as const) {
    for (const jitterMs of [0, 15]) {
      const burst = 4;
      const room = new SimulatedRoom({ rank: 1, antiflood: { burst, sustained, cooldown: 4 } }, {
        seed,
        baseMs: 30,
        jitterMs,
      });
      const lines = 200;
      room.wish(Array.from({ length: lines }, (_, index) => chat(`line ${index}`)));
      await room.clock.advanceAsync((lines - burst) * 1000 / sustained / 0.9);
      assert.equal(room.refused, 0);
      assert.equal(room.accepted, lines, `${sustained}/s with ${jitterMs} ms of jitter`);
    }
  }
});
