/** What the values that plugins keep promise on every database. */
import assert from "node:assert/strict";
import { type MakeDatabase, type Memory, NOON_MS, rowsOf, withMemory } from "./memory_under_test.ts";

const MINUTE = 60_000;

export function pluginValuesContract(on: string, make: MakeDatabase): void {
  const test = (promise: string, run: (memory: Memory) => Promise<void>) =>
    Deno.test(`plugin values on ${on}: ${promise}`, () => withMemory(make, run));

  test("a value is kept by its plugin's key, and replaced", async ({ repositories: { values }, driver, write }) => {
    const set = (plugin: string, value: string, atMs: number) =>
      values.set({ plugin, key: "count", value, expiresMs: undefined }, atMs);
    await write(set("dice", "1", NOON_MS), set("seen", '"other"', NOON_MS));
    await write(set("dice", '{"a":[1,"日本"]}', NOON_MS + MINUTE));
    assert.equal(await values.get("dice", "count", NOON_MS), '{"a":[1,"日本"]}');
    assert.equal(await values.get("seen", "count", NOON_MS), '"other"');
    assert.equal(await values.get("seen", "Count", NOON_MS), undefined);
    assert.deepEqual(
      (await rowsOf(driver, "plugin_values", "plugin")).map((
        { created_at, updated_at },
      ) => [created_at, updated_at]),
      [[NOON_MS / 1000, NOON_MS / 1000 + 60], [NOON_MS / 1000, NOON_MS / 1000]],
    );
    await write(values.deleted("dice", "count"), values.deleted("dice", "none"));
    assert.equal(await values.get("dice", "count", NOON_MS), undefined);
    assert.equal(await values.get("seen", "count", NOON_MS), '"other"');
  });

  test("what is over is not there, to the millisecond", async ({ repositories: { values }, write }) => {
    const entry = { plugin: "dice", key: "short", value: "1" };
    await write(values.set({ ...entry, expiresMs: NOON_MS + 5 }, NOON_MS));
    const keys = (nowMs: number) => values.keys("dice", { prefix: "", after: undefined, limit: 10, nowMs });
    assert.equal(await values.get("dice", "short", NOON_MS + 4), "1");
    assert.deepEqual(await keys(NOON_MS + 4), ["short"]);
    assert.equal(await values.get("dice", "short", NOON_MS + 5), undefined);
    assert.deepEqual(await keys(NOON_MS + 5), []);
    await write(values.set({ ...entry, expiresMs: undefined }, NOON_MS));
    assert.equal(await values.get("dice", "short", NOON_MS + 5), "1", "kept anew, it stays");
  });

  test("a prefix is meant as it stands", async ({ repositories: { values }, write }) => {
    const all = [
      "a",
      "a%",
      "a%b",
      "a_",
      "aXb",
      "a\u{1f600}",
      "a\u{1f600}b",
      "A%",
      "b",
      "\\a",
      "日本",
      "日本語",
    ];
    for (const key of all) {
      await write(values.set({ plugin: "dice", key, value: "1", expiresMs: undefined }, NOON_MS));
    }
    await write(values.set({ plugin: "seen", key: "a%c", value: "1", expiresMs: undefined }, NOON_MS));
    const keys = (prefix: string, after?: string, limit = 100) =>
      values.keys("dice", { prefix, after, limit, nowMs: NOON_MS });
    assert.deepEqual(await keys("a%"), ["a%", "a%b"]);
    assert.deepEqual(await keys("a_"), ["a_"]);
    assert.deepEqual(await keys("a\u{1f600}"), ["a\u{1f600}", "a\u{1f600}b"]);
    assert.deepEqual(await keys("日本"), ["日本", "日本語"]);
    assert.deepEqual(await keys("\\"), ["\\a"]);
    assert.deepEqual(await keys("%"), []);
    assert.equal((await keys("")).length, all.length);
    const whole = await keys("a");
    const paged: string[] = [];
    for (let page = await keys("a", undefined, 2); page.length > 0; page = await keys("a", page.at(-1), 2)) {
      paged.push(...page);
    }
    assert.deepEqual(paged, whole);
    assert.equal(whole.length, 7);
  });

  test("values that are over are removed in slices, the oldest first", async ({ repositories: { values }, driver, write }) => {
    for (const minutes of [3, 1, 2, undefined, 9]) {
      const expiresMs = minutes === undefined ? undefined : NOON_MS + minutes * MINUTE;
      await write(values.set({ plugin: "dice", key: `in ${minutes}`, value: "1", expiresMs }, NOON_MS));
    }
    const nowMs = NOON_MS + 3 * MINUTE;
    assert.equal(await values.countExpired(nowMs), 3);
    await write(values.expiredRemoved({ nowMs, limit: 2 }));
    const left = async () => (await rowsOf(driver, "plugin_values", '"key"')).map(({ key }) => key);
    assert.deepEqual(await left(), ["in 3", "in 9", "in undefined"]);
    await write(values.expiredRemoved({ nowMs, limit: 2 }));
    assert.deepEqual(await left(), ["in 9", "in undefined"]);
    assert.equal(await values.countExpired(nowMs), 0);
  });
}
