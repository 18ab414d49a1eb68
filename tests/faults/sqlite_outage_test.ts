/** An SQLite file that cannot be written for a while, and a writer that goes on, or is killed meanwhile. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { openMemory } from "../contract/memory_under_test.ts";
import { numbersTo, storedLines } from "./lines.ts";
import { OutageWriter } from "./outage_writer.ts";

const LOCK = new URL("./lock_process.ts", import.meta.url).pathname;

interface Place {
  readonly folder: string;
  readonly path: string;
  /** Starts a writer with the spill of this test. */
  write(linesPerSecond: number): OutageWriter;
  /** Has another process lock the file. */
  lock(): Promise<Lock>;
}

interface Lock {
  release(): Promise<void>;
}

async function lockOf(path: string): Promise<Lock> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", LOCK, path],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const said = child.stdout.getReader();
  assert.equal(new TextDecoder().decode((await said.read()).value), "locked\n");
  return {
    async release() {
      await child.stdin.close();
      await said.cancel();
      await child.status;
    },
  };
}

function test(promise: string, run: (place: Place) => Promise<void>, ignore = false): void {
  Deno.test(`SQLite away: ${promise}`, { ignore }, async () => {
    const folder = await Deno.makeTempDir();
    const path = join(folder, "rosey.db");
    try {
      await run({
        folder,
        path,
        write: (linesPerSecond) =>
          new OutageWriter({ database: `sqlite:${path}`, spill: `${path}-spill`, linesPerSecond }),
        lock: () => lockOf(path),
      });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

async function assertStored(path: string, acknowledged: readonly number[]): Promise<void> {
  const { driver, close } = await openMemory({ kind: "sqlite", path });
  const stored = await storedLines(driver);
  assert.deepEqual(stored, numbersTo(stored.length));
  assert.deepEqual(acknowledged.filter((number) => number >= stored.length), []);
  await close();
}

test("while another process holds the file, lines go on, and none is lost or counted twice", async (place) => {
  const writer = place.write(50);
  await writer.more(10);
  const lock = await place.lock();
  await writer.says("away");
  await writer.more(50);
  await lock.release();
  await writer.says("back");
  await writer.more(10);
  assert.equal(await writer.stop(), 0);
  assert.deepEqual(writer.acknowledged, numbersTo(writer.acknowledged.length));
  await assertStored(place.path, writer.acknowledged);
});

test("a writer that is killed meanwhile loses nothing that it acknowledged", async (place) => {
  const first = place.write(50);
  await first.more(10);
  const lock = await place.lock();
  await first.says("away");
  await first.more(50);
  await first.kill();
  await lock.release();
  const second = place.write(50);
  await second.more(10);
  assert.match(second.words[0] ?? "", /^recovered ([5-9]\d|\d{3,})$/);
  assert.equal(await second.stop(), 0);
  await assertStored(place.path, [...first.acknowledged, ...second.acknowledged]);
});

/** Whether this machine lets us make a disk of our own. */
async function mayMount(): Promise<boolean> {
  if (Deno.build.os !== "linux" || Deno.uid() !== 0) return false;
  const folder = await Deno.makeTempDir();
  try {
    const mounted = await run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder);
    if (mounted) await run("umount", folder);
    return mounted;
  } finally {
    await Deno.remove(folder);
  }
}

async function run(program: string, ...args: string[]): Promise<boolean> {
  const { success } = await new Deno.Command(program, { args, stdout: "null", stderr: "null" }).output();
  return success;
}

/** Writes a file until the disk is full. */
async function fill(path: string): Promise<void> {
  using file = await Deno.open(path, { createNew: true, write: true });
  const part = new Uint8Array(4096);
  try {
    for (;;) await file.write(part);
  } catch {
    // That is what it is for.
  }
}

const withoutMount = !await mayMount();

for (const spillIs of ["on another disk", "on the same disk"] as const) {
  const promise =
    `a full disk, with the spill ${spillIs}: nothing acknowledged is lost, and it heals by itself`;
  test(promise, async ({ folder, path }) => {
    const disk = join(folder, "disk");
    await Deno.mkdir(disk);
    assert.ok(await run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk));
    try {
      const database = join(disk, "rosey.db");
      const spill = spillIs === "on the same disk" ? `${database}-spill` : `${path}-spill`;
      const writer = new OutageWriter({ database: `sqlite:${database}`, spill, linesPerSecond: 50 });
      await writer.more(10);
      const ballast = join(disk, "ballast");
      await fill(ballast);
      await writer.says("away");
      if (spillIs === "on another disk") await writer.more(50);
      await Deno.remove(ballast);
      await writer.says("back");
      await writer.more(10);
      assert.equal(await writer.stop(), 0);
      assert.deepEqual(writer.acknowledged, numbersTo(writer.acknowledged.length));
      await assertStored(database, writer.acknowledged);
    } finally {
      await run("umount", disk);
    }
  }, withoutMount);
}
