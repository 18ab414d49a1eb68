import assert from "node:assert/strict";
import type { DatabaseInfo } from "../../../../db/transfer/info.ts";
import { KEPT_MS, keptFigures } from "../../../../src/cli/parts/kept_figures.ts";
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

Deno.test("figures of the database: read once a minute, however often they are asked for", async () => {
  const clock = new ManualClock();
  let reads = 0;
  const figures = keptFigures(() => {
    reads += 1;
    return Promise.resolve({ ...FIGURES, sizeBytes: reads });
  }, clock);
  const [first, second] = await Promise.all([figures(), figures()]);
  assert.deepEqual([first.sizeBytes, second.sizeBytes], [1, 1]);
  clock.advance(KEPT_MS - 1);
  assert.equal((await figures()).sizeBytes, 1);
  clock.advance(1);
  assert.equal((await figures()).sizeBytes, 2);
});

Deno.test("figures of the database: a read that failed is not kept", async () => {
  let away = true;
  const figures = keptFigures(
    () => away ? Promise.reject(new Error("away")) : Promise.resolve(FIGURES),
    new ManualClock(),
  );
  await assert.rejects(figures(), /away/);
  away = false;
  assert.equal((await figures()).engine, "SQLite 3");
});
