/** A PostgreSQL that is away for a minute while 50 lines a second are written, three times, with a kill in each. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { parseDatabaseTarget } from "../../src/config/database_target.ts";
import { openMemory } from "../contract/memory_under_test.ts";
import { numbersTo, storedLines } from "./lines.ts";
import { OutageWriter } from "./outage_writer.ts";
import { RestartablePostgres } from "./restartable_postgres.ts";

const LINES_PER_SECOND = 50;
const OUTAGE_SECONDS = 60;

Deno.test("PostgreSQL away: for a minute at 50 lines a second, with a kill in the middle, three times", async () => {
  const folder = await Deno.makeTempDir();
  const acknowledged: number[] = [];
  try {
    await using server = await RestartablePostgres.start();
    const write = () =>
      new OutageWriter({
        database: server.url,
        spill: join(folder, "spill"),
        linesPerSecond: LINES_PER_SECOND,
      });
    let writer = write();
    for (let round = 0; round < 3; round++) {
      await writer.more(100);
      await server.end();
      await writer.says("away");
      await writer.more(OUTAGE_SECONDS * LINES_PER_SECOND);
      await writer.kill();
      acknowledged.push(...writer.acknowledged);
      await server.begin();
      writer = write();
      await writer.more(1);
      assert.match(writer.words[0] ?? "", /^recovered \d{4}$/);
    }
    assert.equal(await writer.stop(), 0);
    acknowledged.push(...writer.acknowledged);
    const { driver, close } = await openMemory(parseDatabaseTarget(server.url));
    const stored = await storedLines(driver);
    assert.deepEqual(stored, numbersTo(stored.length));
    assert.deepEqual(acknowledged.filter((number) => number >= stored.length), []);
    await close();
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
