import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { plugins } from "../../../plugins/mod.ts";
import { openMemory } from "../../contract/memory_under_test.ts";
import { rosey } from "./fake_host.ts";

/** Runs `use` in a folder with a memory in it, of which some lines are a year old. */
async function withMemory(
  use: (path: (name: string) => string, db: (...args: string[]) => ReturnType<typeof rosey>) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const path = (name: string) => join(folder, name);
  try {
    const { repositories: { users, chat }, sink, close } = await openMemory({
      kind: "sqlite",
      path: path("rosey.db"),
    }, plugins);
    const line = (atMs: number) => chat.addedPlain({ user: "alice", html: "hi", atMs });
    await sink.commit({ id: "a", writes: users.joined({ name: "alice", atMs: 1_000 }) });
    await sink.commit({ id: "b", writes: [...line(1_000), ...line(Date.now())] });
    await close();
    await use(path, (...args) => rosey(["db", ...args, "--database", path("rosey.db")]));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("db: copy tells each table, and that both are equal; what is there is not replaced unasked", async () => {
  await withMemory(async (path, db) => {
    const first = await rosey(["db", "copy", path("rosey.db"), path("new.db")]);
    assert.equal(first.code, 0, first.err);
    assert.match(first.out, /^ {2}recent_chat +2 {2}[0-9a-f]{12}$/m);
    assert.match(first.out, /Every row was read back and is equal\.\n$/);
    assert.equal(first.err, "");
    const second = await rosey(["db", "copy", path("rosey.db"), path("new.db")]);
    assert.equal(second.code, 15);
    assert.match(second.err, /holds rows already/);
    const forced = await rosey(["db", "copy", path("rosey.db"), path("new.db"), "--force", "--json"]);
    assert.equal(forced.code, 0, forced.err);
    assert.match(forced.err, /^backup: .*backups.new-/);
    assert.equal(JSON.parse(forced.out).tables.length > 10, true);
    assert.equal((await db("copy", path("new.db"), "--force")).code, 0);
  });
});

Deno.test("db: copy refuses to begin with nothing, with itself, and with an address that cannot be", async () => {
  await withMemory(async (path) => {
    const missing = await rosey(["db", "copy", path("none.db"), path("new.db")]);
    assert.equal(missing.code, 14);
    const itself = await rosey(["db", "copy", path("rosey.db"), `sqlite:///${path("rosey.db")}`]);
    assert.equal(itself.code, 2);
    assert.match(itself.err, /to itself/);
    const wrong = await rosey(["db", "copy", path("rosey.db"), "mysql://me:hunter2@host/x"]);
    assert.equal(wrong.code, 2);
    assert.doesNotMatch(wrong.err, /hunter2/);
    assert.equal((await rosey(["db", "copy"])).code, 2);
    assert.ok(!existsSync(path("new.db")));
  });
});

Deno.test("db: copy leaves a target alone that somebody has open, and warns of a source in use", async () => {
  await withMemory(async (path) => {
    const bot = await openMemory({ kind: "sqlite", path: path("rosey.db") }, plugins);
    const target = await rosey(["db", "copy", path("rosey.db"), path("new.db")]);
    assert.equal(target.code, 0, target.err);
    assert.match(target.err, /^warning: another process uses /);
    assert.equal((await rosey(["db", "copy", path("new.db"), path("rosey.db"), "--force"])).code, 13);
    await bot.close();
  });
});

Deno.test("db: a backup is made, listed and restored", async () => {
  await withMemory(async (path, db) => {
    const backup = await db("backup");
    assert.equal(backup.code, 0, backup.err);
    const file = backup.out.split(" ")[0] ?? "";
    assert.ok(existsSync(file));
    assert.match((await db("info")).out, new RegExp(`backups\n  ${file} `));
    assert.equal((await db("backup", path("own.db"))).code, 0);
    assert.equal((await db("backup", path("own.db"))).code, 2);
    const refused = await db("restore", file);
    assert.deepEqual([refused.code, refused.out], [2, ""]);
    const restored = await db("restore", file, "--force", "--json");
    assert.equal(restored.code, 0, restored.err);
    assert.ok(existsSync(JSON.parse(restored.out).aside));
    await Deno.writeTextFile(path("bad.db"), "bad");
    assert.equal((await db("restore", path("bad.db"), "--force")).code, 15);
  });
});

Deno.test("db: check answers by its exit code, and names what it found", async () => {
  await withMemory(async (path, db) => {
    const sound = await db("check", "--json");
    assert.deepEqual([sound.code, JSON.parse(sound.out).sound], [0, true]);
    const memory = await openMemory({ kind: "sqlite", path: path("rosey.db") }, plugins);
    await memory.driver.transaction((session) => session.execute("drop table chat_gaps"), 0);
    await memory.close();
    const drifted = await db("check");
    assert.equal(drifted.code, 11);
    assert.match(drifted.out, /missing +table chat_gaps/);
    await Deno.writeTextFile(path("rosey.db"), "nothing that SQLite wrote, though long enough".repeat(99));
    const damaged = await db("check");
    assert.equal(damaged.code, 15);
    assert.match(damaged.out, /integrity 1 found/);
  });
});

Deno.test("db: info says what is there, for people and for programs", async () => {
  await withMemory(async (path, db) => {
    const { code, out } = await db("info");
    assert.equal(code, 0);
    assert.match(out, /^what it is +Rosey's$/m);
    assert.match(out, /^oldest line +1970-01-01T00:00:01Z$/m);
    assert.match(out, /^open sessions +1$/m);
    assert.equal(
      JSON.parse((await db("info", "--json")).out).sizeBytes,
      Deno.statSync(path("rosey.db")).size,
    );
    assert.equal((await rosey(["db", "info", "--database", path("none.db")])).code, 14);
  });
});

Deno.test("db: prune shows what it would remove, and removes just that with --yes", async () => {
  await withMemory(async (_path, db) => {
    assert.equal((await db("prune")).code, 2);
    assert.equal((await db("prune", "--keep-chat", "soon")).code, 2);
    const shown = await db("prune", "--keep-chat", "150h");
    assert.equal(shown.code, 0, shown.err);
    assert.match(shown.out, /would remove\n {2}chat +1 of recent_chat/);
    assert.match((await db("info")).out, /recent_chat +2$/m);
    const removed = await db("prune", "--keep-chat", "150h", "--yes");
    assert.match(removed.out, /removed\n {2}chat +1 of recent_chat/);
    assert.match((await db("info")).out, /recent_chat +1$/m);
  });
});

Deno.test("db: vacuum says what it brought, and where the old file is", async () => {
  await withMemory(async (_path, db) => {
    const { code, out, err } = await db("vacuum", "--json");
    assert.equal(code, 0, err);
    const report = JSON.parse(out);
    assert.ok(report.afterBytes <= report.beforeBytes);
    assert.ok(existsSync(report.aside));
  });
});
