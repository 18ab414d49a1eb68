/** What the core itself remembers of its room, on every database. */
import assert from "node:assert/strict";
import { type MakeDatabase, type Memory, NOON_MS, rowsOf, withMemory } from "./memory_under_test.ts";

export function roomContract(on: string, make: MakeDatabase): void {
  const test = (promise: string, run: (memory: Memory) => Promise<void>) =>
    Deno.test(`room on ${on}: ${promise}`, () => withMemory(make, run));

  test("the watermark follows the server's clock, also back", async ({ repositories: { watermark }, write }) => {
    assert.equal(await watermark.get(), undefined);
    await write(watermark.moved(NOON_MS));
    await write(watermark.moved(NOON_MS - 5));
    assert.equal(await watermark.get(), NOON_MS - 5);
  });

  test("a gap is kept with both ends", async ({ repositories: { watermark }, write }) => {
    await write(watermark.gapNoted({ fromMs: 1, toMs: 2, atMs: NOON_MS }));
    assert.deepEqual(await watermark.gaps(), [{ fromMs: 1, toMs: 2, notedMs: NOON_MS }]);
  });

  test("connects of the last minutes are known", async ({ repositories: { connectAttempts }, write }) => {
    await write(connectAttempts.noted(NOON_MS), connectAttempts.noted(NOON_MS + 9_000));
    assert.deepEqual(await connectAttempts.since(NOON_MS), [NOON_MS, NOON_MS + 9_000]);
    assert.deepEqual(await connectAttempts.since(NOON_MS + 1), [NOON_MS + 9_000]);
    await write(connectAttempts.noted(NOON_MS + 3_600_000));
    assert.deepEqual(await connectAttempts.since(0), [NOON_MS + 3_600_000]);
  });

  test("one memory belongs to one room", async ({ repositories: { binding, watermark }, sink, write, driver }) => {
    const options = { sink, atMs: NOON_MS, location: driver.location };
    await binding.claim({ domain: "https://cytu.be", channel: "Movies" }, options);
    await binding.claim({ domain: "https://CyTu.be/", channel: "movies" }, options);
    assert.deepEqual(await binding.get(), { domain: "https://cytu.be", channel: "Movies" });
    await write(watermark.moved(NOON_MS));
    await assert.rejects(binding.claim({ domain: "https://cytu.be", channel: "music" }, options), {
      code: "database.other_room",
      exit: "databaseRefused",
      message: /for channel music of https:\/\/cytu\.be: it is the memory of channel Movies of https/,
    });
    await assert.rejects(binding.claim({ domain: "http://localhost:8080", channel: "Movies" }, options));
    assert.equal((await rowsOf(driver, "room_binding")).length, 1);
  });

  test("a room of which nothing was remembered does not hold the memory", async (memory) => {
    const { repositories: { binding, users }, sink, write, driver } = memory;
    const claim = (channel: string, atMs: number) =>
      binding.claim({ domain: "cytu.be", channel }, { sink, atMs, location: driver.location });
    await write(users.joined({ name: "from_before", atMs: NOON_MS - 60_000 }));
    await claim("mvoies", NOON_MS);
    await claim("movies", NOON_MS + 1_000);
    assert.deepEqual(await binding.get(), { domain: "cytu.be", channel: "movies" });
    await write(users.joined({ name: "alice", atMs: NOON_MS + 2_000 }));
    await assert.rejects(claim("mvoies", NOON_MS + 3_000), { code: "database.other_room" });
    assert.deepEqual(await binding.get(), { domain: "cytu.be", channel: "movies" });
  });

  test("settings of plugins are kept as written", async ({ repositories: { pluginSettings }, write }) => {
    const quotes = { plugin: "quotes", enabled: false, settings: { max: 3, list: ["a"] } };
    await write(pluginSettings.changed({ ...quotes, enabled: true }, NOON_MS));
    await write(pluginSettings.changed(quotes, NOON_MS));
    const stats = { plugin: "stats", enabled: undefined, settings: undefined };
    await write(pluginSettings.changed(stats, NOON_MS));
    assert.deepEqual(await pluginSettings.list(), [quotes, stats]);
  });
}
