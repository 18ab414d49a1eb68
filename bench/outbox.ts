/**
 * How long the outbox takes: `deno task bench:outbox --folder DIR [--postgres URL] [--lines N] [--pending N]`.
 *
 * | figure          | from                         | to                                                     |
 * | --------------- | ---------------------------- | ------------------------------------------------------ |
 * | queue           | a text is handed over        | it is durable; Rosey is outside                        |
 * | to the frame    | a text is handed over        | it is written to the server; nothing else waits        |
 * | first of many   | a process begins, in a room  | its first line is written; `--pending` rows wait       |
 *
 * The database of `--postgres` should be new: rows are left in it.
 *
 * @module
 */

import { join } from "node:path";
import { parseArgs } from "node:util";
import { DurableOutbox } from "../plugins/outbound/durable_outbox.ts";
import { BannedLinks } from "../src/domain/banned_links.ts";
import { systemClock } from "../src/domain/clock.ts";
import type { Outgoing } from "../src/domain/room_line.ts";
import { plainText } from "../src/domain/text.ts";
import { FakeRoom } from "../src/plugin/fake_room.ts";
import { FakeLine } from "../tests/unit/plugins/outbound/fake_line.ts";
import { openMemory } from "./replay_loop.ts";

type Database = Awaited<ReturnType<typeof openMemory>>;

/** Rows in a unit, while the many are queued that are found waiting. */
const ROWS_PER_UNIT = 500;

const silent = { debug() {}, info() {}, warn() {}, error() {} };

function outboxOf({ repositories, sink }: Database, line: FakeLine) {
  const abort = new AbortController();
  let units = 0;
  const run = crypto.randomUUID();
  const outbox = new DurableOutbox({
    line,
    changed: () => {},
    repository: repositories.outbox,
    write: (writes) => sink.commit({ id: `${run}-${units++}`, writes }),
    room: new FakeRoom("Rosey"),
    links: new BannedLinks([]),
    clock: systemClock,
    random: Math.random,
    log: silent,
    signal: abort.signal,
  });
  const stop = async () => {
    abort.abort();
    await outbox.stop();
  };
  return { outbox, stop };
}

/** Resolves when the next thing is written to the server. */
function nextFrame(line: FakeLine): Promise<Outgoing> {
  return new Promise((resolve) => {
    line.treat = (outgoing) => {
      resolve(outgoing);
      return "take";
    };
  });
}

async function measureLines(database: Database, lines: number) {
  const line = new FakeLine();
  const { outbox, stop } = outboxOf(database, line);
  const say = (text: string) => outbox.say([plainText(text)], { producer: "bench", class: "reply" });
  const queueMs: number[] = [];
  for (let index = 0; index < lines; index += 1) {
    const fromMs = performance.now();
    await say(`outside ${index}`);
    queueMs.push(performance.now() - fromMs);
  }
  line.enter();
  while (outbox.waiting > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  const frameMs: number[] = [];
  for (let index = 0; index < lines; index += 1) {
    const frame = nextFrame(line);
    const fromMs = performance.now();
    const queued = say(`inside ${index}`);
    await frame;
    frameMs.push(performance.now() - fromMs);
    await queued;
    while (outbox.waiting > 0) await new Promise((resolve) => setTimeout(resolve, 0));
  }
  await stop();
  return { queueMs, frameMs };
}

async function measurePending(database: Database, pending: number) {
  const { repositories: { outbox }, sink } = database;
  const run = crypto.randomUUID();
  for (let first = 0; first < pending; first += ROWS_PER_UNIT) {
    const writes = Array.from(
      { length: Math.min(ROWS_PER_UNIT, pending - first) },
      (_, index) =>
        outbox.queued({
          group: `${run} ${first + index}`,
          outgoing: [{ kind: "chat", text: plainText(`waiting ${first + index}`) }],
          lane: "chat",
          class: "announcement",
          producer: `producer ${index % 5}`,
          atMs: systemClock.now(),
        }),
    );
    await sink.commit({ id: `${run}-${first}`, writes: writes.flat() });
  }
  const line = new FakeLine();
  const before = Deno.memoryUsage().heapUsed;
  const frame = nextFrame(line);
  const fromMs = performance.now();
  const { outbox: many, stop } = outboxOf(database, line);
  line.enter();
  await frame;
  const firstMs = performance.now() - fromMs;
  const heapMb = (Deno.memoryUsage().heapUsed - before) / 1e6;
  const known = many.waiting;
  await stop();
  return { firstMs, heapMb, known };
}

function quantile(values: readonly number[], part: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0).toFixed(2);
}

const { values } = parseArgs({
  options: {
    folder: { type: "string" },
    postgres: { type: "string" },
    lines: { type: "string", default: "500" },
    pending: { type: "string", default: "100000" },
  },
});
if (values.folder === undefined) {
  console.error("usage: deno task bench:outbox --folder DIR [--postgres URL] [--lines N] [--pending N]");
  Deno.exit(2);
}
const urls = [`sqlite:${join(values.folder, `outbox-${crypto.randomUUID()}.db`)}`, values.postgres ?? []]
  .flat();
for (const url of urls) {
  const database = await openMemory(url);
  try {
    const { queueMs, frameMs } = await measureLines(database, Number(values.lines));
    const { firstMs, heapMb, known } = await measurePending(database, Number(values.pending));
    const spread = (all: readonly number[]) =>
      `p50 ${quantile(all, 0.5)} ms, p99 ${quantile(all, 0.99)} ms, worst ${quantile(all, 1)} ms`;
    console.log(url.replace(/:.*/, ""));
    console.log(`  queue          ${spread(queueMs)}`);
    console.log(`  to the frame   ${spread(frameMs)}`);
    console.log(
      `  first of many  ${firstMs.toFixed(0)} ms with ${known} waiting, heap +${heapMb.toFixed(1)} MB`,
    );
  } finally {
    await database.close();
  }
}
