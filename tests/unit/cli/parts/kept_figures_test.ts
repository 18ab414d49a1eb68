import assert from "node:assert/strict";
import type { DatabaseInfo } from "../../../../db/transfer/info.ts";
import { FRESH_MS, keptFigures, TOLD_MS } from "../../../../src/cli/parts/kept_figures.ts";
import { ManualClock } from "../../../../src/domain/clock.ts";

const FIGURES: DatabaseInfo = {
  database: "sqlite::memory:",
  kind: "sqlite",
  engine: "SQLite 3",
  state: "ours",
  version: undefined,
  pending: 0,
  lines: [],
  sizeBytes: 0,
  unusedBytes: 0,
  tables: [],
  room: undefined,
  oldestLineMs: undefined,
  newestLineMs: undefined,
  openSessions: 0,
  backups: [],
};

/** Figures that tell by their size how often they were read; a read waits while `held` does. */
function counted(clock: ManualClock) {
  let reads = 0;
  const state = { held: Promise.resolve(), away: false };
  const figures = keptFigures(async () => {
    reads += 1;
    const sizeBytes = reads;
    await state.held;
    if (state.away) throw new Error("away");
    return { ...FIGURES, sizeBytes };
  }, clock);
  return { state, figures, size: async () => (await figures()).info.sizeBytes };
}

Deno.test("figures of the database: read once a minute, however often they are asked for", async () => {
  const clock = new ManualClock();
  const { figures, size } = counted(clock);
  const startMs = clock.now();
  assert.deepEqual(await Promise.all([size(), size()]), [1, 1]);
  clock.advance(FRESH_MS - 1);
  assert.equal(await size(), 1);
  assert.equal((await figures()).readAtMs, startMs);
});

Deno.test("figures of the database: older ones are told at once, and read anew behind the answer", async () => {
  const clock = new ManualClock();
  const { state, size } = counted(clock);
  await size();
  clock.advance(FRESH_MS);
  const held = Promise.withResolvers<void>();
  state.held = held.promise;
  assert.deepEqual(await Promise.all([size(), size()]), [1, 1]);
  held.resolve();
  while (await size() === 1) await Promise.resolve();
  assert.equal(await size(), 2);
});

Deno.test("figures of the database: too old ones are waited for", async () => {
  const clock = new ManualClock();
  const { size } = counted(clock);
  await size();
  clock.advance(TOLD_MS);
  assert.equal(await size(), 2);
});

Deno.test("figures of the database: a read that failed is not kept, and takes nothing away", async () => {
  const clock = new ManualClock();
  const { state, figures, size } = counted(clock);
  state.away = true;
  await assert.rejects(figures(), /away/);
  state.away = false;
  assert.equal(await size(), 2);
  clock.advance(FRESH_MS);
  state.away = true;
  assert.equal(await size(), 2);
  clock.advance(TOLD_MS);
  await assert.rejects(figures(), /away/);
});
