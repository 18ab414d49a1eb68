import assert from "node:assert/strict";
import { join } from "node:path";
import { Spill, type SpillLimits } from "../../../../db/outage/spill.ts";
import { encodeUnit } from "../../../../db/outage/spilled_unit.ts";
import { OWNER, unitOf, withFolder } from "./units.ts";

function open(folder: string, limits: Partial<SpillLimits> = {}, owner = OWNER): Promise<Spill> {
  return Spill.open({ folder: join(folder, "spill"), owner, limits });
}

/** Takes everything out of a spill, in its order. */
async function drain(spill: Spill): Promise<string[]> {
  const ids: string[] = [];
  for (let file = await spill.oldest(); file !== undefined; file = await spill.oldest()) {
    ids.push(...file.units.map(({ id }) => id));
    await spill.drop(file);
  }
  return ids;
}

async function files(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(join(folder, "spill"))) names.push(name);
  return names.sort();
}

Deno.test("spill: nothing is made before it is needed", () =>
  withFolder(async (folder) => {
    const spill = await open(folder);
    assert.deepEqual(spill.depth, { units: 0, bytes: 0 });
    assert.equal(await spill.oldest(), undefined);
    await spill.close();
    assert.deepEqual([...Deno.readDirSync(folder)], []);
  }));

Deno.test("spill: units come out in the order in which they went in, also across files", () =>
  withFolder(async (folder) => {
    const spill = await open(folder, { unitsPerFile: 3 });
    const ids = Array.from({ length: 10 }, (_, number) => `unit ${number}`);
    await Promise.all(ids.map((id) => spill.append([unitOf(id)])));
    assert.equal(spill.depth.units, 10);
    assert.deepEqual(await files(folder), [
      "00000001.jsonl",
      "00000002.jsonl",
      "00000003.jsonl",
      "00000004.jsonl",
      "owner.json",
    ]);
    assert.deepEqual(await drain(spill), ids);
    assert.deepEqual(spill.depth, { units: 0, bytes: 0 });
    assert.deepEqual(await files(folder), ["owner.json"]);
    await spill.close();
  }));

Deno.test("spill: what comes while the oldest file is in hand goes behind it", () =>
  withFolder(async (folder) => {
    const spill = await open(folder);
    await spill.append([unitOf("a")]);
    const file = await spill.oldest();
    await spill.append([unitOf("b")]);
    assert.deepEqual(file?.units, [unitOf("a")]);
    assert.deepEqual((await spill.oldest())?.units, [unitOf("a")]);
    if (file !== undefined) await spill.drop(file);
    assert.deepEqual(await drain(spill), ["b"]);
    await spill.close();
  }));

Deno.test("spill: the next one finds what was left, and goes on behind it", () =>
  withFolder(async (folder) => {
    const first = await open(folder);
    await first.append([unitOf("a"), unitOf("b")]);
    const { depth } = first;
    await first.close();
    const second = await open(folder);
    assert.deepEqual(second.depth, depth);
    await second.append([unitOf("c")]);
    assert.deepEqual(await drain(second), ["a", "b", "c"]);
    await second.close();
  }));

Deno.test(
  "spill: only the user of Rosey may read it",
  { ignore: Deno.build.os === "windows" },
  () =>
    withFolder(async (folder) => {
      const spill = await open(folder);
      await spill.append([unitOf("a")]);
      await spill.setAside(unitOf("b"));
      const modes = (await files(folder)).map((name) => Deno.statSync(join(folder, "spill", name)).mode ?? 0);
      assert.deepEqual(modes.map((mode) => mode & 0o777), [0o600, 0o600, 0o600]);
      assert.equal((Deno.statSync(join(folder, "spill")).mode ?? 0) & 0o777, 0o700);
      await spill.close();
    }),
);

Deno.test("spill: beyond its limit it refuses, and takes again when there is room", () =>
  withFolder(async (folder) => {
    const size = encodeUnit(unitOf("a")).length;
    const spill = await open(folder, { bytesMax: 2 * size });
    await spill.append([unitOf("a"), unitOf("b")]);
    await assert.rejects(spill.append([unitOf("c")]), {
      code: "memory.spill_full",
      exit: "databaseUnavailable",
      message: /2 changes \(\d+ bytes\) wait there, and \d+ bytes is the limit/,
    });
    assert.deepEqual(await drain(spill), ["a", "b"]);
    await spill.append([unitOf("c")]);
    assert.deepEqual(await drain(spill), ["c"]);
    await spill.close();
  }));

Deno.test("spill: a line that was cut off by a crash is left out, and new ones go to another file", () =>
  withFolder(async (folder) => {
    const first = await open(folder);
    await first.append([unitOf("a"), unitOf("b")]);
    await first.close();
    const path = join(folder, "spill", "00000001.jsonl");
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(path, text.slice(0, -5));
    const second = await open(folder);
    assert.equal(second.depth.units, 1);
    await second.append([unitOf("c")]);
    assert.deepEqual(await drain(second), ["a", "c"]);
    await second.close();
  }));

Deno.test("spill: a file with damaged lines is kept for a person", () =>
  withFolder(async (folder) => {
    const first = await open(folder);
    await first.append([unitOf("a"), unitOf("b"), unitOf("c")]);
    await first.close();
    const path = join(folder, "spill", "00000001.jsonl");
    await Deno.writeTextFile(path, (await Deno.readTextFile(path)).replace('"b"', '"B"'));
    const second = await open(folder);
    const file = await second.oldest();
    assert.deepEqual([file?.units, file?.damaged], [[unitOf("a"), unitOf("c")], [2]]);
    if (file !== undefined) await second.drop(file);
    assert.equal(await second.oldest(), undefined);
    assert.deepEqual(await files(folder), ["00000001.jsonl.damaged", "owner.json"]);
    await second.close();
  }));

Deno.test("spill: it belongs to one room, however that is written", () =>
  withFolder(async (folder) => {
    const mine = await open(folder);
    await mine.append([unitOf("a")]);
    await mine.close();
    await assert.rejects(open(folder, {}, { ...OWNER, channel: "music" }), {
      code: "memory.other_spill",
      exit: "databaseRefused",
      message: /for channel music of https:\/\/cytu\.be: it holds changes of channel movies of https/,
    });
    const again = await open(folder, {}, { domain: "CyTu.be/", channel: "Movies" });
    assert.deepEqual(await drain(again), ["a"]);
    await again.close();
  }));

Deno.test("spill: a folder with units of nobody is refused", () =>
  withFolder(async (folder) => {
    const mine = await open(folder);
    await mine.append([unitOf("a")]);
    await mine.close();
    await Deno.writeTextFile(join(folder, "spill", "owner.json"), '{"domain":');
    await assert.rejects(open(folder), { code: "memory.other_spill" });
  }));

Deno.test("spill: one process has it at a time", () =>
  withFolder(async (folder) => {
    const mine = await open(folder);
    await mine.append([unitOf("a")]);
    await assert.rejects(open(folder), { code: "memory.spill_locked", exit: "databaseLocked" });
    await mine.close();
    await (await open(folder)).close();
  }));

Deno.test("spill: a failed write is taken back, and the next one counts", () =>
  withFolder(async (folder) => {
    const spill = await open(folder);
    await Deno.writeTextFile(join(folder, "spill"), "in the way");
    await assert.rejects(spill.append([unitOf("a")]));
    assert.deepEqual(spill.depth, { units: 0, bytes: 0 });
    await Deno.remove(join(folder, "spill"));
    await spill.append([unitOf("b")]);
    assert.deepEqual(await drain(spill), ["b"]);
    await spill.close();
  }));
