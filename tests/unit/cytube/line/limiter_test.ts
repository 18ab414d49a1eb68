import assert from "node:assert/strict";
import fc from "fast-check";
import { BASE_LIMIT, chatLimit, ChatLimiter, type FloodLimit } from "../../../../src/cytube/line/limiter.ts";
import type { ChannelOptions } from "../../../../src/domain/room.ts";

/** The server's limiter, written straight from its rule. */
class ServerLimiter {
  count = 0;
  last = -Infinity;

  pass(t: number, { burst, sustained, cooldownMs }: FloodLimit): boolean {
    if (this.last < t - cooldownMs) {
      this.count = 1;
      this.last = t;
      return true;
    }
    if (this.count < burst) {
      this.count++;
      this.last = t;
      return true;
    }
    if (t - this.last < 1000 / sustained) return false;
    this.last = t;
    return true;
  }
}

const ANTIFLOOD: FloodLimit = { burst: 4, sustained: 1, cooldownMs: 4000 };

/** A line that Rosey wishes to send: so long after the one before was sent, so slow on its way, under this limit. */
interface Wish {
  readonly pauseMs: number;
  readonly travelMs: number;
  readonly weight: 1 | 2;
  readonly limit: FloodLimit;
}

/** Sends all as early as the mirror allows; returns how many the server refused and how long it took. */
function send(wishes: readonly Wish[], marginMs: number): { refused: number; tookMs: number } {
  const mirror = new ChatLimiter();
  const server = new ServerLimiter();
  let nowMs = 1_000_000;
  let arrivedMs = 0;
  let refused = 0;
  for (const { pauseMs, travelMs, weight, limit } of wishes) {
    nowMs += pauseMs;
    const at = mirror.nextSendAt(nowMs, weight, limit, marginMs);
    if (at === undefined) continue;
    nowMs = at;
    mirror.sent(nowMs, weight, limit, marginMs);
    // One connection: nothing overtakes.
    arrivedMs = Math.max(arrivedMs, nowMs + travelMs);
    for (let pass = 0; pass < weight; pass++) if (!server.pass(arrivedMs, limit)) refused++;
  }
  return { refused, tookMs: nowMs - 1_000_000 };
}

const limits = fc.oneof(
  fc.constant(BASE_LIMIT),
  fc.constant(ANTIFLOOD),
  fc.record({
    burst: fc.integer({ min: 0, max: 20 }),
    sustained: fc.double({ min: 0.1, max: 10, noNaN: true }),
    cooldownMs: fc.nat(20_000),
  }),
);

Deno.test("limiter: no line is ever refused, with any limits, pauses, weights and jitter", () => {
  const jitterMs = 100;
  const wishes = fc.array(
    fc.record({
      pauseMs: fc.oneof(fc.constant(0), fc.nat(1500), fc.nat(12_000)),
      travelMs: fc.nat(jitterMs),
      weight: fc.constantFrom(1 as const, 2 as const),
      limit: limits,
    }),
    { maxLength: 120 },
  );
  fc.assert(fc.property(wishes, (all) => send(all, 1.5 * jitterMs).refused === 0), {
    numRuns: 500,
    seed: 11,
  });
});

Deno.test("limiter: a pause of about the cooldown is not taken for one, whichever way the lines travelled", () => {
  const jitterMs = 100;
  const wish = fc.record({
    pauseMs: fc.oneof(fc.constant(0), fc.integer({ min: 3850, max: 4200 })),
    travelMs: fc.nat(jitterMs),
    weight: fc.constant(1 as const),
    limit: fc.constant(ANTIFLOOD),
  });
  const wishes = fc.array(wish, { minLength: 10, maxLength: 80 });
  fc.assert(fc.property(wishes, (all) => send(all, 1.5 * jitterMs).refused === 0), { numRuns: 500, seed: 5 });
});

Deno.test("limiter: PMs and chat share the counter, each line under its own limit, and none is refused", () => {
  const wish = fc.record({
    pauseMs: fc.nat(900),
    travelMs: fc.constant(3),
    weight: fc.constant(1 as const),
    limit: fc.constantFrom(BASE_LIMIT, ANTIFLOOD),
  });
  fc.assert(fc.property(fc.array(wish, { maxLength: 200 }), (all) => send(all, 10).refused === 0), {
    seed: 3,
  });
});

Deno.test("limiter: at least nine tenths of the allowance are used", () => {
  for (const [limit, marginMs] of [[ANTIFLOOD, 100], [BASE_LIMIT, 10]] as const) {
    const lines = 300;
    const wishes = Array.from(
      { length: lines },
      () => ({ pauseMs: 0, travelMs: 0, weight: 1 as const, limit }),
    );
    const { refused, tookMs } = send(wishes, marginMs);
    const allowedMs = (lines - limit.burst) * 1000 / limit.sustained;
    assert.equal(refused, 0);
    assert.ok(allowedMs / tookMs >= 0.9, `${(100 * allowedMs / tookMs).toFixed(1)} %`);
  }
});

Deno.test("limiter: two /me of a burst of four, then none before the cooldown", () => {
  const mirror = new ChatLimiter();
  assert.equal(mirror.nextSendAt(0, 2, ANTIFLOOD, 0), 0);
  mirror.sent(0, 2, ANTIFLOOD, 0);
  assert.equal(mirror.nextSendAt(0, 2, ANTIFLOOD, 0), 0);
  mirror.sent(0, 2, ANTIFLOOD, 0);
  assert.equal(mirror.nextSendAt(1, 2, ANTIFLOOD, 0), 4001);
  assert.equal(mirror.nextSendAt(1, 2, { ...ANTIFLOOD, burst: 1 }, 0), undefined);
});

Deno.test("limiter: after a refusal nothing of the burst is believed until the cooldown", () => {
  const mirror = new ChatLimiter();
  mirror.refused(0);
  assert.equal(mirror.nextSendAt(1, 1, ANTIFLOOD, 0), 1000);
  mirror.sent(1000, 1, ANTIFLOOD, 0);
  assert.equal(mirror.nextSendAt(1001, 1, ANTIFLOOD, 0), 2000);
  assert.equal(mirror.nextSendAt(5001, 1, ANTIFLOOD, 0), 5001);
  mirror.sent(5001, 1, ANTIFLOOD, 0);
  assert.equal(mirror.nextSendAt(5002, 1, ANTIFLOOD, 0), 5002);
});

Deno.test("limiter: the channel's limit is not for moderators", () => {
  const options: ChannelOptions = {
    pageTitle: "",
    afkTimeoutSeconds: 600,
    antiflood: { enabled: true, burst: 3, sustained: 2, cooldownSeconds: 5 },
    allowVoteskip: true,
    voteskipRatio: 0.5,
    allowDuplicates: false,
    maxMediaSeconds: 0,
    allowControlCharacters: false,
    newUserChatDelaySeconds: 0,
    newUserChatLinkDelaySeconds: 0,
  };
  assert.deepEqual(chatLimit(options, 1.5), { burst: 3, sustained: 2, cooldownMs: 5000 });
  assert.deepEqual(chatLimit(options, 2), BASE_LIMIT);
  assert.deepEqual(
    chatLimit({ ...options, antiflood: { ...options.antiflood, enabled: false } }, 1),
    BASE_LIMIT,
  );
  assert.deepEqual(chatLimit(undefined, 1), BASE_LIMIT);
});
