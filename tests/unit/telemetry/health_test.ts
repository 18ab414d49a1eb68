import assert from "node:assert/strict";
import { ManualClock } from "../../../src/domain/clock.ts";
import { type BusHealth, type DatabaseHealth, Health, NO_WRITES } from "../../../src/telemetry/health.ts";

function healthOf() {
  const now: {
    inChannel: boolean;
    database: DatabaseHealth;
    nats: BusHealth;
    ageMs: number | undefined;
    reconnects: number;
  } = { inChannel: false, reconnects: 0, database: "ok", nats: "off", ageMs: undefined };
  const clock = new ManualClock();
  const health = new Health({ version: "1.2.3", channel: "movies", clock });
  health.watch({
    inChannel: () => now.inChannel,
    lastFrameAgeMs: () => now.ageMs,
    database: () => now.database,
    writes: () => ({ ...NO_WRITES, spilled: 7, spilledBytes: 900 }),
    nats: () => now.nats,
    reconnects: () => now.reconnects,
  });
  return { now, health, clock };
}

Deno.test("health: starting before anything is put together", () => {
  const health = new Health({ version: "1.2.3", channel: "movies", clock: new ManualClock() });
  const { status, inChannel, database, lastFrameAgeMs } = health.report();
  assert.deepEqual([status, inChannel, database, lastFrameAgeMs], ["starting", false, "opening", null]);
});

Deno.test("health: starting until the room is entered, then ok, and degraded when it is lost", () => {
  const { now, health } = healthOf();
  assert.equal(health.report().status, "starting");
  now.inChannel = true;
  assert.equal(health.report().status, "ok");
  now.inChannel = false;
  assert.equal(health.report().status, "degraded");
  now.inChannel = true;
  assert.equal(health.report().status, "ok");
});

Deno.test("health: what has begun without a room is degraded outside of it, not starting", () => {
  const { health, now } = healthOf();
  health.begun();
  assert.equal(health.report().status, "degraded");
  now.inChannel = true;
  assert.equal(health.report().status, "ok");
});

Deno.test("health: degraded in the room when the database is away", () => {
  const { now, health } = healthOf();
  now.inChannel = true;
  now.database = "away";
  assert.equal(health.report().status, "degraded");
});

Deno.test("health: degraded while a NATS that should be there is away, and not before it was tried", () => {
  const { now, health } = healthOf();
  now.inChannel = true;
  const statuses = (["off", "connecting", "ok", "away"] as const).map((nats) => {
    now.nats = nats;
    const report = health.report();
    assert.equal(report.nats, nats);
    return report.status;
  });
  assert.deepEqual(statuses, ["ok", "ok", "ok", "degraded"]);
});

Deno.test("health: stopping wins over everything", () => {
  const { now, health } = healthOf();
  now.inChannel = true;
  health.stopping();
  assert.equal(health.report().status, "stopping");
});

Deno.test("health: the record has what supervisors read", () => {
  const { now, health, clock } = healthOf();
  assert.equal(health.report().lastFrameAgeMs, null);
  Object.assign(now, { inChannel: true, ageMs: 120, reconnects: 4 });
  clock.advance(65_999);
  assert.deepEqual(health.report(), {
    status: "ok",
    inChannel: true,
    channel: "movies",
    lastFrameAgeMs: 120,
    database: "ok",
    writes: { waiting: 0, waitingBytes: 0, spilled: 7, spilledBytes: 900, refused: 0 },
    nats: "off",
    version: "1.2.3",
    uptimeSeconds: 65,
    reconnects: 4,
  });
});
