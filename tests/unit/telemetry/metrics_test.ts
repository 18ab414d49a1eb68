import assert from "node:assert/strict";
import { ManualClock } from "../../../src/domain/clock.ts";
import type { EventDraft } from "../../../src/plugin/test_kit.ts";
import { type HealthReport, NO_WRITES } from "../../../src/telemetry/health.ts";
import { countingLog } from "../../../src/telemetry/counting_log.ts";
import { createLog } from "../../../src/telemetry/log.ts";
import { Metrics } from "../../../src/telemetry/metrics/metrics.ts";
import type { StateSources } from "../../../src/telemetry/metrics/state_figures.ts";

const HEALTH: HealthReport = {
  status: "ok",
  inChannel: true,
  channel: "movies",
  lastFrameAgeMs: 1_500,
  database: "ok",
  writes: { ...NO_WRITES, waiting: 3, waitingBytes: 99 },
  nats: "off",
  version: "1.2.3",
  uptimeSeconds: 60,
  reconnects: 0,
};

function metricsOf(sources: Partial<StateSources> = {}) {
  const clock = new ManualClock();
  const metrics = new Metrics(clock);
  metrics.watch({
    nowMs: () => clock.now(),
    health: () => HEALTH,
    people: () => ({ inChat: 4, connected: 7 }),
    outbox: () => Promise.resolve([]),
    pool: () => undefined,
    memory: () => ({ resident: 100, heap: 50 }),
    bus: undefined,
    ...sources,
  });
  let seq = 0;
  const happens = (event: EventDraft) => {
    seq += 1;
    metrics.room.follow({ id: `e${seq}`, seq, atMs: clock.now(), ...event });
  };
  return { clock, metrics, happens };
}

/** The value of one figure, with its labels as they are written. */
async function figure(metrics: Metrics, name: string): Promise<number | undefined> {
  const { text } = await metrics.text();
  const line = text.split("\n").find((candidate) => candidate.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
}

const LINE = {
  kind: "chat",
  user: "alice",
  html: "hi",
  text: "hi",
  style: "plain",
  serverTimeMs: 1,
  replayed: false,
  shadow: false,
  own: false,
} as const;

Deno.test("metrics: lines are counted by direction, replayed ones are no news", async () => {
  const { metrics, happens } = metricsOf();
  happens(LINE);
  happens({ ...LINE, replayed: true });
  happens({ ...LINE, own: true });
  assert.equal(await figure(metrics, 'rosey_chat_lines_total{direction="in"}'), 1);
  assert.equal(await figure(metrics, 'rosey_chat_lines_total{direction="out"}'), 1);
  assert.equal(await figure(metrics, 'rosey_events_total{kind="chat"}'), 3);
  metrics.stop();
});

Deno.test("metrics: time in the room is counted, also while it lasts, and once", async () => {
  const { metrics, happens, clock } = metricsOf();
  happens({ kind: "room.entered", channel: "movies", name: "Rosey", rank: 1, registered: true });
  clock.advance(5_000);
  assert.equal(await figure(metrics, "rosey_in_room_seconds_total"), 5);
  clock.advance(3_000);
  happens({ kind: "room.lost", reason: "network", message: "", retryInMs: 1 });
  clock.advance(60_000);
  assert.equal(await figure(metrics, "rosey_in_room_seconds_total"), 8);
  assert.equal(await figure(metrics, 'rosey_room_lost_total{reason="network"}'), 1);
  metrics.stop();
});

Deno.test("metrics: what is asked for is as it is when it is read", async () => {
  const { metrics } = metricsOf({
    outbox: () => Promise.resolve([{ state: "queued", lines: 2, oldestMs: 1_763_841_590_000 }]),
    pool: () => ({ size: 7, busy: 2, waiting: 1 }),
  });
  assert.equal(await figure(metrics, "rosey_in_room"), 1);
  assert.equal(await figure(metrics, "rosey_last_frame_age_seconds"), 1.5);
  assert.equal(await figure(metrics, "rosey_database_queue_units"), 3);
  assert.equal(await figure(metrics, "rosey_users_connected"), 7);
  assert.equal(await figure(metrics, "rosey_pool_busy"), 2);
  assert.equal(await figure(metrics, 'rosey_outbox_lines{state="queued"}'), 2);
  assert.equal(await figure(metrics, 'rosey_outbox_oldest_seconds{state="queued"}'), 10);
  assert.equal(await figure(metrics, 'rosey_status{status="ok"}'), 1);
  assert.equal(await figure(metrics, 'rosey_status{status="degraded"}'), 0);
  metrics.stop();
});

Deno.test("metrics: a memory that is away leaves its own figures out, and no others", async () => {
  const { metrics } = metricsOf({ outbox: () => Promise.reject(new Error("away")) });
  assert.equal(await figure(metrics, 'rosey_outbox_lines{state="queued"}'), undefined);
  assert.equal(await figure(metrics, "rosey_up"), 1);
  metrics.stop();
});

Deno.test("metrics: NATS has figures where it is configured", async () => {
  const events = { live: { published: 5, dropped: 1 }, durable: { published: 2, dropped: 0 } };
  const condition = { connected: true, events, waiting: () => Promise.resolve(4) };
  const { metrics } = metricsOf({ bus: () => condition });
  for (let times = 0; times < 2; times += 1) {
    assert.equal(await figure(metrics, "rosey_nats_connected"), 1);
    assert.equal(await figure(metrics, "rosey_nats_events_waiting"), 4);
    assert.equal(await figure(metrics, 'rosey_nats_events_total{kind="live",outcome="published"}'), 5);
    assert.equal(await figure(metrics, 'rosey_nats_events_total{kind="live",outcome="dropped"}'), 1);
    assert.equal(await figure(metrics, 'rosey_nats_events_total{kind="durable",outcome="published"}'), 2);
  }
  condition.waiting = () => Promise.reject(new Error("away"));
  assert.equal(await figure(metrics, "rosey_nats_events_waiting"), undefined);
  metrics.stop();
  const without = metricsOf();
  assert.doesNotMatch((await without.metrics.text()).text, /nats/);
  without.metrics.stop();
});

Deno.test("metrics: a loop that was held up is seen, the worst until it was read", async () => {
  const { metrics, clock } = metricsOf();
  clock.advance(500);
  assert.equal(await figure(metrics, "rosey_event_loop_lag_seconds_count"), 1);
  assert.equal(await figure(metrics, "rosey_event_loop_lag_worst_seconds"), 0);
  metrics.stop();
  assert.equal(clock.pendingTimers, 0);
});

Deno.test("metrics: work is told as it ends", async () => {
  const { metrics } = metricsOf();
  metrics.work.handled("stats", 0.002, undefined);
  metrics.work.handled("stats", 10, "too_slow");
  metrics.work.committed(12, 0.004);
  assert.equal(await figure(metrics, 'rosey_handler_seconds_count{plugin="stats"}'), 2);
  assert.equal(await figure(metrics, 'rosey_handler_failures_total{plugin="stats",reason="too_slow"}'), 1);
  assert.equal(await figure(metrics, "rosey_database_commit_units_sum"), 12);
  metrics.stop();
});

Deno.test("metrics: complaints of the log are counted, and still written, by loggers made of it too", async () => {
  const { metrics, clock } = metricsOf();
  const written: string[] = [];
  const log = countingLog(
    createLog({
      level: "warn",
      format: "json",
      colour: false,
      clock,
      redact: (text) => text,
      write: (line) => void written.push(line),
    }),
    (level) => metrics.work.complained(level),
  );
  log.warn("one");
  log.with({ plugin: "stats" }).error("two");
  log.info("three");
  assert.equal(written.length, 2);
  assert.equal(await figure(metrics, 'rosey_log_lines_total{level="warn"}'), 1);
  assert.equal(await figure(metrics, 'rosey_log_lines_total{level="error"}'), 1);
  metrics.stop();
});
