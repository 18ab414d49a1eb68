/** Backups are whole, and restoring one loses nothing. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, statSync, truncateSync } from "node:fs";
import { sqliteDamage } from "../../../db/drivers/sqlite_damage.ts";
import { backUp, type BackupOptions } from "../../../db/transfer/backup.ts";
import { restore, type RestoreOptions } from "../../../db/transfer/restore.ts";
import { coreLine } from "../../../migrations/mod.ts";
import { ManualClock } from "../../../src/domain/clock.ts";
import type { DatabaseTarget } from "../../../src/domain/database_target.ts";
import { RoseyError } from "../../../src/domain/errors.ts";
import { NOON_MS, openMemory, rowsOf } from "../../contract/memory_under_test.ts";
import { SMALL_V050 } from "../../unit/db/temporary_file.ts";
import { change, fillMemory, LINES, openEnd, withPlaces } from "./filled_memory.ts";

const FACTS = {
  lines: [coreLine],
  clock: new ManualClock(NOON_MS),
  appVersion: "9.9.9",
  host: "test",
  leaveUnknown: false,
};

function backUpTo(target: DatabaseTarget, file: BackupOptions["file"]) {
  return backUp({ ...FACTS, target, file });
}

function restoreTo(target: DatabaseTarget, file: string, options: Partial<RestoreOptions> = {}) {
  return restore({ ...FACTS, target, file, force: false, ...options });
}

function refused(code: string) {
  return (thrown: unknown) => {
    assert.ok(thrown instanceof RoseyError, String(thrown));
    assert.equal(thrown.code, code, thrown.message);
    return true;
  };
}

async function rows(target: DatabaseTarget, table: string): Promise<unknown[]> {
  const driver = openEnd(target);
  try {
    return await rowsOf(driver, table);
  } finally {
    await driver.close();
  }
}

const LOAD = new URL("../../faults/load_process.ts", import.meta.url).pathname;

Deno.test("transfer: a backup under the load of another process is sound, and holds all lines up to one", async () => {
  await withPlaces(async (places) => {
    const target = places.sqlite("rosey.db");
    const process = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", LOAD, places.path("rosey.db")],
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    const backups: string[] = [];
    let seen = 0;
    for await (const chunk of process.stdout.pipeThrough(new TextDecoderStream())) {
      seen += chunk.split("\n").length - 1;
      if (backups.length === 3 || seen < 500 * (backups.length + 1)) continue;
      backups.push((await backUpTo(target, places.path(`${backups.length}.db`))).file);
      if (backups.length === 3) process.kill("SIGKILL");
    }
    await process.status;
    assert.equal(backups.length, 3);
    for (const path of backups) {
      assert.deepEqual(sqliteDamage(path), []);
      const { repositories: { chat, users, watermark }, close } = await openMemory({ kind: "sqlite", path });
      const stored = (await chat.recent(-1)).map(({ html }) => Number(html.slice("line ".length)));
      assert.deepEqual(stored, stored.map((_, index) => index));
      assert.ok(stored.length >= 500);
      assert.equal((await users.find("Alice"))?.chatLines, stored.length);
      assert.equal(await watermark.get(), stored.length - 1);
      await close();
    }
  });
});

Deno.test("transfer: a backup is for its owner's eyes only", async () => {
  await withPlaces(async (places) => {
    const target = places.sqlite("rosey.db");
    await fillMemory(target);
    const { file } = await backUpTo(target, places.path("copy.db"));
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });
});

Deno.test("transfer: a backup of PostgreSQL is an SQLite file that opens, and goes back to a server", async () => {
  await withPlaces(async (places) => {
    const server = await places.postgres();
    await fillMemory(server);
    const { file, method } = await backUpTo(server, places.path("portable.db"));
    assert.equal(method, "portable");
    assert.deepEqual(
      await rows({ kind: "sqlite", path: file }, "recent_chat"),
      await rows(server, "recent_chat"),
    );
    await change(server, "delete from recent_chat where id > 10");
    await assert.rejects(restoreTo(server, file), refused("copy.target_not_empty"));
    await restoreTo(server, file, { force: true });
    assert.equal((await rows(server, "recent_chat")).length, LINES);
    assert.deepEqual(readdirSync(places.path("")).toSorted(), ["portable.db"]);
  });
});

Deno.test("transfer: a backup replaces nothing, and needs something to copy", async () => {
  await withPlaces(async (places) => {
    const target = places.sqlite("rosey.db");
    await assert.rejects(backUpTo(target, undefined), refused("database.no_file"));
    await fillMemory(target);
    await backUpTo(target, places.path("a.db"));
    await assert.rejects(backUpTo(target, places.path("a.db")), refused("backup.refused"));
    await assert.rejects(backUpTo(target, places.path("none/a.db")), refused("backup.refused"));
  });
});

Deno.test("transfer: restoring puts the backup in the place of the file, which is kept", async () => {
  await withPlaces(async (places) => {
    const target = places.sqlite("rosey.db");
    await fillMemory(target);
    const { file } = await backUpTo(target, undefined);
    await change(target, "delete from recent_chat");
    await assert.rejects(restoreTo(target, file), refused("restore.occupied"));
    const { aside, version } = await restoreTo(target, file, { force: true });
    assert.equal((await rows(target, "recent_chat")).length, LINES);
    assert.equal((await rows({ kind: "sqlite", path: aside ?? "" }, "recent_chat")).length, 0);
    assert.equal(version, coreLine.migrations.at(-1)?.id);
    const elsewhere = places.sqlite("elsewhere.db");
    assert.equal((await restoreTo(elsewhere, file)).aside, undefined);
    assert.equal((await rows(elsewhere, "recent_chat")).length, LINES);
    assert.deepEqual(readdirSync(places.path("")).toSorted(), ["backups", "elsewhere.db", "rosey.db"]);
  });
});

Deno.test("transfer: nothing is restored over a database that somebody has open", async () => {
  await withPlaces(async (places) => {
    const target = places.sqlite("rosey.db");
    await fillMemory(target);
    const { file } = await backUpTo(target, undefined);
    const bot = await openMemory(target);
    await assert.rejects(restoreTo(target, file, { force: true }), refused("database.locked"));
    await bot.close();
    await restoreTo(target, file, { force: true });
  });
});

Deno.test("transfer: what is damaged, empty or another program's is not restored", async () => {
  await withPlaces(async (places) => {
    const target = places.sqlite("rosey.db");
    await fillMemory(target);
    const before = await rows(target, "recent_chat");
    const { file } = await backUpTo(target, places.path("cut.db"));
    truncateSync(file, 40_000);
    await assert.rejects(restoreTo(target, file, { force: true }), refused("restore.unfit"));
    await Deno.writeTextFile(
      places.path("text.db"),
      "no database, but long enough to be read as one".repeat(100),
    );
    await assert.rejects(
      restoreTo(target, places.path("text.db"), { force: true }),
      refused("restore.unfit"),
    );
    await Deno.writeTextFile(places.path("empty.db"), "");
    await assert.rejects(
      restoreTo(target, places.path("empty.db"), { force: true }),
      refused("restore.unfit"),
    );
    await change(places.sqlite("foreign.db"), "create table songs (id integer primary key)");
    await assert.rejects(
      restoreTo(target, places.path("foreign.db"), { force: true }),
      refused("database.foreign"),
    );
    await assert.rejects(
      restoreTo(target, places.path("rosey.db"), { force: true }),
      refused("restore.unfit"),
    );
    assert.deepEqual(await rows(target, "recent_chat"), before);
  });
});

Deno.test("transfer: a damaged database is replaced by a backup, with the log that lay beside it out of the way", async () => {
  await withPlaces(async (places) => {
    const target = places.sqlite("rosey.db");
    await fillMemory(target);
    const { file } = await backUpTo(target, undefined);
    await Deno.writeTextFile(places.path("rosey.db"), "scribbled over ".repeat(1_000));
    await Deno.writeTextFile(places.path("rosey.db-wal"), "what was left");
    const { aside } = await restoreTo(target, file, { force: true });
    assert.equal((await rows(target, "recent_chat")).length, LINES);
    assert.ok(existsSync(aside ?? "") && existsSync(`${aside}-wal`));
    assert.ok(!existsSync(places.path("rosey.db-wal")));
  });
});

Deno.test("transfer: an old bot's backup goes back as the old bot's file", async () => {
  await withPlaces(async (places) => {
    const target = places.sqlite("rosey.db");
    await fillMemory(target);
    const old = places.path("old.db");
    await Deno.copyFile(SMALL_V050, old);
    assert.equal((await restoreTo(target, old, { force: true })).version, undefined);
    const memory = await openMemory(target);
    assert.equal(memory.applied.length, coreLine.migrations.length);
    await memory.close();
  });
});
