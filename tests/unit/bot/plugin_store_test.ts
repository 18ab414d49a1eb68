import assert from "node:assert/strict";
import { z } from "zod";
import { RoseyError } from "../../../src/domain/errors.ts";
import { definePlugin, type PluginStore } from "../../../src/plugin/mod.ts";
import { TestKit } from "../../../src/plugin/test_kit.ts";
import { rowsOf } from "../../contract/memory_under_test.ts";
import { openMemoryDatabase } from "../plugins/memory_database.ts";

interface Stores {
  readonly kit: TestKit;
  readonly mine: PluginStore;
  readonly others: PluginStore;
  readonly rows: () => Promise<Record<string, unknown>[]>;
}

/** Two plugins with a store each, on a real memory. */
async function withStores(test: (stores: Stores) => Promise<void>): Promise<void> {
  const stores: Partial<Record<string, PluginStore>> = {};
  const keeping = (name: string) =>
    definePlugin({
      name,
      summary: "Keeps its store for the test",
      settings: z.strictObject({}),
      setup: (rosey) => {
        stores[name] = rosey.store;
        rosey.record("user.joined", ({ user }) => rosey.store.writes.set(`joined ${user.name}`, true));
      },
    });
  await using memory = await openMemoryDatabase();
  const kit = await TestKit.start({ plugins: [keeping("mine"), keeping("others")], ...memory });
  const { mine, others } = stores;
  assert.ok(mine !== undefined && others !== undefined);
  await test({ kit, mine, others, rows: () => rowsOf(memory.database, "plugin_values") });
  await kit.stop();
}

Deno.test("store: a value comes back as its schema reads it, and a plugin sees its own alone", () =>
  withStores(async ({ mine, others }) => {
    const schema = z.object({ when: z.number(), who: z.array(z.string()) });
    assert.equal(await mine.get("last", schema), undefined);
    await mine.set("last", { when: 5, who: ["a\0b"] });
    assert.deepEqual(await mine.get("last", schema), { when: 5, who: ["a\0b"] });
    assert.equal(await others.get("last", schema), undefined);
    await others.delete("last");
    assert.deepEqual(await mine.list(), ["last"]);
    await mine.delete("last");
    assert.deepEqual(await mine.list(), []);
  }));

Deno.test("store: a value with a time is gone after it, and cleared away soon", () =>
  withStores(async ({ kit, mine, rows }) => {
    await mine.set("short", 1, { ttl: "90s" });
    await mine.set("long", 2, { ttl: "1d" });
    await kit.advance("89s");
    assert.deepEqual(await mine.list(), ["long", "short"]);
    await kit.advance("1s");
    assert.deepEqual(await mine.list(), ["long"]);
    assert.equal((await rows()).length, 2);
    await kit.advance("5m");
    assert.deepEqual((await rows()).map(({ key }) => key), ["long"]);
  }));

Deno.test("store: more than one slice of what is over is cleared away at one time", () =>
  withStores(async ({ kit, mine, rows }) => {
    for (let key = 0; key < 1_001; key++) await mine.set(`${key}`, 0, { ttl: "1s" });
    await kit.advance("5m");
    assert.equal((await rows()).length, 0);
  }));

Deno.test("store: a value is kept in one unit with what an event writes", () =>
  withStores(async ({ kit, mine, others }) => {
    await kit.joins("bob");
    assert.equal(await mine.get("joined bob", z.boolean()), true);
    assert.deepEqual(await others.list({ prefix: "joined " }), ["joined bob"]);
  }));

Deno.test("store: keys are listed in pages", () =>
  withStores(async ({ mine }) => {
    for (const key of ["a2", "b1", "a1", "a3"]) await mine.set(key, 0);
    assert.deepEqual(await mine.list({ prefix: "a", limit: 2 }), ["a1", "a2"]);
    assert.deepEqual(await mine.list({ prefix: "a", limit: 2, after: "a2" }), ["a3"]);
  }));

Deno.test("store: what cannot be kept is refused with its plugin, its key and the reason", () =>
  withStores(async ({ mine }) => {
    const refusal = (code: string, message: RegExp) => (thrown: unknown) => {
      assert.ok(thrown instanceof RoseyError && thrown.code === code, String(thrown));
      assert.match(thrown.message, message);
      return true;
    };
    await mine.set("big", "x".repeat(64 * 1024 - 2));
    await assert.rejects(
      mine.set("big", "x".repeat(64 * 1024 - 1)),
      refusal(
        "store.unfit_value",
        /"mine" cannot keep the value of "big": it has 65537 bytes as JSON, and 65536/,
      ),
    );
    await assert.rejects(mine.set("no", undefined), refusal("store.unfit_value", /undefined is no JSON/));
    for (const key of ["", "a\nb", "x".repeat(257)]) {
      await assert.rejects(
        mine.set(key, 1),
        refusal("store.unfit_key", /The plugin "mine" cannot keep anything/),
      );
      await assert.rejects(mine.get(key, z.unknown()), refusal("store.unfit_key", /under the key/));
    }
    assert.throws(() => mine.writes.set("", 1), refusal("store.unfit_key", /under the key/));
    await mine.set("old", { version: 1 });
    await assert.rejects(
      mine.get("old", z.object({ version: z.string() })),
      refusal(
        "store.unexpected_value",
        /"mine" finds "old" to be another thing than it keeps there: .*expected string/,
      ),
    );
  }));
