import assert from "node:assert/strict";
import { purge, PURGE_SLICE } from "../../../plugins/history/retention.ts";

/** A table with so many old rows, and what was asked of it. */
function tableOf(rows: number) {
  const slices: number[] = [];
  const table = {
    countBefore: () => Promise.resolve(rows),
    purged: ({ beforeMs, limit }: { beforeMs: number; limit: number }) => {
      slices.push(limit);
      return [{ statement: "purged", parameters: [beforeMs, limit] }];
    },
  };
  return { table, slices };
}

Deno.test("retention: nothing old, nothing written", async () => {
  const { table, slices } = tableOf(0);
  assert.equal(await purge(table, 1_000, () => Promise.reject(new Error("written")), AbortSignal.abort()), 0);
  assert.deepEqual(slices, []);
});

Deno.test("retention: one slice is one commit, and the next waits for it", async () => {
  const { table, slices } = tableOf(PURGE_SLICE * 2 + 1);
  const commits: string[] = [];
  const write = async () => {
    commits.push(`begin ${slices.length}`);
    await Promise.resolve();
    commits.push(`end ${slices.length}`);
  };
  assert.equal(await purge(table, 1_000, write, new AbortController().signal), PURGE_SLICE * 2 + 1);
  assert.deepEqual(commits, ["begin 1", "end 1", "begin 2", "end 2", "begin 3", "end 3"]);
});

Deno.test("retention: a stop ends it between two slices", async () => {
  const { table, slices } = tableOf(PURGE_SLICE * 10);
  const stop = new AbortController();
  const write = () => {
    if (slices.length === 2) stop.abort();
    return Promise.resolve();
  };
  assert.equal(await purge(table, 1_000, write, stop.signal), PURGE_SLICE * 2);
});

Deno.test("retention: a failing commit is not taken for success", async () => {
  const { table } = tableOf(5);
  const away = new Error("away");
  await assert.rejects(purge(table, 1_000, () => Promise.reject(away), new AbortController().signal), away);
});
