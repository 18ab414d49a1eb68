import assert from "node:assert/strict";
import { backup } from "node:sqlite";
import { memoryDigest } from "../../../bench/digest.ts";
import { limitLoop } from "../../../bench/limit_loop.ts";
import { oldLoop, openOldFile } from "../../../bench/old_loop.ts";
import { openMemory, replay } from "../../../bench/replay_loop.ts";
import { parseTrace } from "../../../bench/trace.ts";
import { openSqlite } from "../../../db/drivers/sqlite.ts";
import { ManualClock } from "../../../src/domain/clock.ts";
import { withFile } from "../db/temporary_file.ts";

const TRACE = new URL("../../fixtures/trace_2k.jsonl", import.meta.url);

/** Of what v0.5.0 makes of the trace; see `tests/unit/db/replay_test.ts`. */
const DIGEST = "4421b5ade2ef782a";

async function digestOf(path: string): Promise<string> {
  const driver = openSqlite({ path, clock: new ManualClock(), writes: new Map() });
  try {
    return await memoryDigest(driver);
  } finally {
    await driver.close();
  }
}

const events = parseTrace(await Deno.readTextFile(TRACE));

Deno.test("loops: v0.5.0's way leaves v0.5.0's rows", () =>
  withFile(async (path) => {
    const db = openOldFile(":memory:");
    await oldLoop(db, events, 16);
    await backup(db, path);
    db.close();
    assert.equal(await digestOf(path), DIGEST);
  }));

Deno.test("loops: ours leaves the same rows, with many events on their way", () =>
  withFile(async (path) => {
    const memory = await openMemory(`sqlite:${path}`);
    const delaysMs = await replay(memory, events, 256);
    await memory.close();
    assert.equal(delaysMs.length, events.length);
    assert.equal(await digestOf(path), DIGEST);
  }));

Deno.test("loops: the limit is held against the same rows", () =>
  withFile(async (path) => {
    await (await openMemory(`sqlite:${path}`)).close();
    limitLoop(path, events, 256);
    assert.equal(await digestOf(path), DIGEST);
  }));
