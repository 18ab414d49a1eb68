/** What the playlist's tables promise on every database. */
import assert from "node:assert/strict";
import {
  aliveItem,
  begunRestore,
  deadItem,
  deletedSnapshot,
  endedRestore,
  passedRestore,
  savedSnapshot,
} from "../../plugins/playlist/changes.ts";
import { PlaylistMemory } from "../../plugins/playlist/playlist_memory.ts";
import playlist from "../../plugins/playlist/plugin.ts";
import { type MakeDatabase, type Memory, NOON_MS, withMemory } from "./memory_under_test.ts";

const items = Array.from({ length: 1_001 }, (_, index) => ({
  uid: index,
  media: { type: "yt", id: `v${index}`, title: `Film ${index} "日本" 🎬`, seconds: 9 },
  temporary: index % 2 === 0,
  queuedBy: "bob",
}));

export function playlistContract(on: string, make: MakeDatabase): void {
  const test = (promise: string, run: (memory: Memory) => Promise<void>) =>
    Deno.test(`playlist on ${on}: ${promise}`, () => withMemory(make, run, [playlist]));

  test("a snapshot comes back as it was, in order, and goes without a trace", async ({ write, driver }) => {
    const asked = new PlaylistMemory(driver);
    await write(savedSnapshot({ name: "Friday", savedBy: "mod", atMs: NOON_MS, items }));
    await write(
      savedSnapshot({ name: "later", savedBy: "mod", atMs: NOON_MS + 1_000, items: items.slice(0, 2) }),
    );
    assert.deepEqual(await asked.snapshot("fRIDAY"), {
      name: "Friday",
      savedBy: "mod",
      savedMs: NOON_MS,
      items: 1_001,
    });
    assert.deepEqual(
      await asked.items("friday"),
      items.map(({ media: { type, id, title }, temporary }) => ({ media: { type, id }, title, temporary })),
    );
    assert.deepEqual((await asked.snapshots(1)).map(({ name }) => name), ["later"]);
    assert.equal(await asked.countSnapshots(), 2);
    await write(deletedSnapshot("FRIDAY"));
    assert.equal(await asked.countSnapshots(), 1);
    assert.deepEqual(await asked.items("friday"), []);
    assert.equal((await asked.items("later")).length, 2);
  });

  test("a restore that was begun is found with how far it came, until it is ended", async ({ write, driver }) => {
    const asked = new PlaylistMemory(driver);
    await write(begunRestore({ name: "Friday", startedBy: "mod", items: 30 }));
    await write(passedRestore("Friday", 12));
    const unfinished = { name: "Friday", startedBy: "mod", passed: 12, items: 30 };
    assert.deepEqual(await asked.unfinishedRestores(), [unfinished]);
    await write(begunRestore({ name: "friday", startedBy: "bob", items: 18 }));
    assert.deepEqual(await asked.unfinishedRestores(), [{
      ...unfinished,
      startedBy: "bob",
      passed: 0,
      items: 18,
    }]);
    await write(endedRestore("FRIDAY"));
    assert.deepEqual(await asked.unfinishedRestores(), []);
  });

  test("what cannot be played is counted, keeps its title, and is forgotten in time", async ({ write, driver }) => {
    const asked = new PlaylistMemory(driver);
    const dead = { type: "yt", id: "x", title: "A film", reason: "skipped", atMs: NOON_MS };
    await write(deadItem(dead));
    await write(deadItem({ ...dead, title: undefined, reason: "gone", atMs: NOON_MS + 1_000 }));
    await write(deadItem({ ...dead, id: "y", atMs: NOON_MS + 2_000 }));
    assert.deepEqual(await asked.deadItems(5), [
      {
        media: { type: "yt", id: "y" },
        title: "A film",
        reason: "skipped",
        times: 1,
        seenMs: NOON_MS + 2_000,
      },
      { media: { type: "yt", id: "x" }, title: "A film", reason: "gone", times: 2, seenMs: NOON_MS + 1_000 },
    ]);
    assert.equal((await asked.deadItems(1)).length, 1);
    await write(aliveItem({ type: "yt", id: "y" }));
    assert.deepEqual((await asked.deadItems(5)).map(({ media }) => media.id), ["x"]);
    await write(deadItem({ ...dead, id: "z", atMs: NOON_MS + 91 * 24 * 3_600_000 }));
    assert.deepEqual((await asked.deadItems(5)).map(({ media }) => media.id), ["z"]);
  });
}
