/** A check finds what is wrong, and a sound memory has nothing wrong. */
import assert from "node:assert/strict";
import { closeSync, openSync, writeSync } from "node:fs";
import { checkSoundness, worstOf } from "../../../db/transfer/check.ts";
import { readInfo } from "../../../db/transfer/info.ts";
import { coreLine } from "../../../migrations/mod.ts";
import { ManualClock } from "../../../src/domain/clock.ts";
import { type DatabaseTarget, describeTarget } from "../../../src/domain/database_target.ts";
import { NOON_MS } from "../../contract/memory_under_test.ts";
import { SMALL_V050 } from "../../unit/db/temporary_file.ts";
import { change, copy, fillMemory, LINES, openEnd, withPlaces } from "./filled_memory.ts";

async function verdict(target: DatabaseTarget): Promise<string | undefined> {
  const driver = openEnd(target);
  try {
    const report = await checkSoundness({
      driver,
      target,
      lines: [coreLine],
      clock: new ManualClock(NOON_MS),
    });
    const worst = worstOf(report, driver.location);
    return worst && `${worst.exit} ${worst.code}`;
  } finally {
    await driver.close();
  }
}

for (const kind of ["sqlite", "postgres"] as const) {
  Deno.test(`transfer: on ${kind} the check tells a sound memory from every other`, async () => {
    await withPlaces(async (places) => {
      const place = (name: string) => kind === "sqlite" ? places.sqlite(name) : places.postgres();
      const target = await place("rosey.db");
      assert.equal(await verdict(target), "migrationsPending database.empty");
      await fillMemory(target);
      assert.equal(await verdict(target), undefined);

      const unfinished = await place("unfinished.db");
      const interrupt = () => {
        throw new Error("interrupted");
      };
      await assert.rejects(copy(target, unfinished, { onProgress: interrupt }), /interrupted/);
      assert.equal(await verdict(unfinished), "databaseRefused database.unfinished_copy");

      await change(target, "drop index idx_recent_chat_timestamp");
      assert.equal(await verdict(target), "drift database.drift");
      const foreign = await place("foreign.db");
      await change(foreign, "create table songs (id integer primary key)");
      assert.equal(await verdict(foreign), "databaseRefused database.foreign");
      const newer = await place("newer.db");
      await fillMemory(newer);
      await change(newer, "update rosey_migrations set id = '99999999999999' where name = 'tables_of_v050'");
      assert.equal(await verdict(newer), "databaseNewer database.newer");
    });
  });

  Deno.test(`transfer: on ${kind} the figures are those of the memory`, async () => {
    await withPlaces(async (places) => {
      const target = kind === "sqlite" ? places.sqlite("rosey.db") : await places.postgres();
      await fillMemory(target);
      const driver = openEnd(target);
      const info = await readInfo(driver, target, [coreLine]);
      await driver.close();
      assert.equal(info.kind, kind);
      assert.equal(info.state, "ours");
      assert.equal(info.pending, 0);
      assert.equal(info.version, coreLine.migrations.at(-1)?.id);
      assert.deepEqual(info.room, { domain: "https://cytu.be", channel: "movies" });
      assert.equal(info.openSessions, 5);
      assert.equal(info.oldestLineMs, 1_700_000_000_000);
      assert.equal(info.newestLineMs, 1_700_000_000_000 + Math.floor(LINES / 7) * 1_000);
      assert.equal(info.tables.find(({ table }) => table === "recent_chat")?.rows, LINES);
      assert.ok(info.sizeBytes > 100_000, String(info.sizeBytes));
      assert.match(info.engine, /^(SQLite 3|PostgreSQL 1)/);
      assert.equal(info.database.endsWith(describeTarget(target).replace(/^sqlite:/, "")), true);
    });
  });
}

Deno.test("transfer: the check finds a damaged page, and an old bot's file", async () => {
  await withPlaces(async (places) => {
    const target = places.sqlite("rosey.db");
    await fillMemory(target);
    const file = openSync(places.path("rosey.db"), "r+");
    for (let page = 20; page < 24; page++) {
      writeSync(file, new Uint8Array(2_000).fill(0xa5), 0, 2_000, page * 4096);
    }
    closeSync(file);
    assert.equal(await verdict(target), "databaseRefused database.damaged");
    await Deno.copyFile(SMALL_V050, places.path("old.db"));
    assert.equal(await verdict(places.sqlite("old.db")), "migrationsPending database.old_bots");
  });
});

Deno.test("transfer: the check finds an index of PostgreSQL that is not valid", async () => {
  await withPlaces(async (places) => {
    const target = await places.postgres();
    await fillMemory(target);
    await change(
      target,
      "update pg_index set indisvalid = false where indexrelid = 'idx_recent_chat_timestamp'::regclass",
    );
    assert.equal(await verdict(target), "databaseRefused database.damaged");
  });
});
