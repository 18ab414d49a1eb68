/** Values that other programs keep. */
import assert from "node:assert/strict";
import { doorTest, withDoor } from "./service_door.ts";

doorTest("a value is kept by a key until it is forgotten, by either form of the subject", async (door) => {
  const token = await door.token("storage:weather");
  const old = { token, plugin_name: "weather" };
  const value = { city: "Oslo", temperatures: [1, -2.5, null], "\u0000": "\ud83d" };
  assert.deepEqual(await door.ask("rosey.db.kv.weather.set", { token, key: "now", value }), {
    success: true,
    data: {},
  });
  const there = { success: true, data: { exists: true, value } };
  assert.deepEqual(await door.ask("rosey.db.kv.weather.get", { token, key: "now" }), there);
  assert.deepEqual(await door.ask("rosey.db.kv.get", { ...old, key: "now" }), there);
  await door.ask("rosey.db.kv.set", { ...old, key: "now", value: null });
  assert.deepEqual(await door.ask("rosey.db.kv.weather.get", { token, key: "now" }), {
    success: true,
    data: { exists: true, value: null },
  });
  const deleted = (yes: boolean) => ({ success: true, data: { deleted: yes } });
  assert.deepEqual(await door.ask("rosey.db.kv.weather.delete", { token, key: "now" }), deleted(true));
  assert.deepEqual(await door.ask("rosey.db.kv.delete", { ...old, key: "now" }), deleted(false));
  assert.deepEqual(await door.ask("rosey.db.kv.get", { ...old, key: "now" }), {
    success: true,
    data: { exists: false },
  });
});

doorTest("a program has its values to itself, and Rosey's plugins have theirs", async (door) => {
  const { values } = door.repositories;
  const [weather, news, admin] = [
    await door.token("storage:weather", "read"),
    await door.token("storage:news"),
    await door.token("admin"),
  ];
  await door.ask("rosey.db.kv.weather.set", { token: weather, key: "k", value: 1 });
  await door.ask("rosey.db.kv.quotes.set", { token: admin, key: "k", value: 2 });
  assert.equal(await values.get("quotes", "k", door.clock.now()), undefined);
  for (
    const [subject, payload] of [
      ["rosey.db.kv.weather.get", { token: news, key: "k" }],
      ["rosey.db.kv.get", { token: news, plugin_name: "weather", key: "k" }],
      ["rosey.db.kv.weather.set", { token: news, key: "k", value: 3 }],
      ["rosey.db.kv.weather.delete", { key: "k" }],
      ["rosey.db.kv.weather.list", { token: "nonsense" }],
      ["rosey.db.row.weather.search", { token: news, table: "t" }],
      ["rosey.db.row.weather.schema.drop", { table: "t" }],
    ] as const
  ) {
    const { code, message } = await door.refused(subject, payload);
    assert.equal(code, "UNAUTHORIZED", subject);
    assert.ok(!message.includes(news), "a token was told");
  }
  const { data } = Object(await door.ask("rosey.db.kv.weather.get", { token: admin, key: "k" }));
  assert.equal(data.value, 1);
  await door.repositories.tokens.revoke(door.sink, weather, door.clock.now());
  assert.match(
    (await door.refused("rosey.db.kv.weather.get", { token: weather, key: "k" })).message,
    /revoked/,
  );
  for (const program of ["", "A", "a b", "x".repeat(65), "-a"]) {
    const { code } = await door.refused(`rosey.db.kv.${program}.get`, { token: admin, key: "k" });
    assert.equal(code, "INVALID_SUBJECT");
    const by = await door.refused("rosey.db.kv.get", { token: admin, plugin_name: program, key: "k" });
    assert.match(by.message, /^plugin_name: /);
  }
});

doorTest("a value may be kept for a while", async (door) => {
  const token = await door.token("storage:weather");
  for (const [key, ttl_seconds] of Object.entries({ short: 60, ever: 0, always: -5, also: null })) {
    await door.ask("rosey.db.kv.weather.set", { token, key, value: key, ttl_seconds });
  }
  const keys = async () => Object(await door.ask("rosey.db.kv.weather.list", { token })).data.keys;
  door.clock.advance(59_999);
  assert.deepEqual(await keys(), ["also", "always", "ever", "short"]);
  door.clock.advance(1);
  assert.deepEqual(await keys(), ["also", "always", "ever"]);
});

doorTest("keys are listed by how they begin, exactly, and page by page", async (door) => {
  const token = await door.token("storage:weather");
  for (const key of ["a%", "a%b", "ab", "a_c", "A%", "b"]) {
    await door.ask("rosey.db.kv.weather.set", { token, key, value: 1 });
  }
  const list = (payload: object) => door.ask("rosey.db.kv.weather.list", { token, ...payload });
  const answer = (keys: string[], truncated: boolean) => ({
    success: true,
    data: { keys, count: keys.length, truncated },
  });
  assert.deepEqual(await list({ prefix: "a%" }), answer(["a%", "a%b"], false));
  assert.deepEqual(await list({ prefix: "a_" }), answer(["a_c"], false));
  assert.deepEqual(await list({ limit: 2 }), answer(["A%", "a%"], true));
  assert.deepEqual(await list({ limit: 4, after: "a%" }), answer(["a%b", "a_c", "ab", "b"], false));
});

doorTest("what is no value, or too large, is refused", async (door) => {
  const token = await door.token("storage:weather");
  const set = (payload: object) => door.refused("rosey.db.kv.weather.set", { token, key: "k", ...payload });
  assert.match((await set({})).message, /^value: .*received undefined/);
  assert.equal((await set({ value: "x".repeat(65_535) })).code, "VALUE_TOO_LARGE");
  await door.ask("rosey.db.kv.weather.set", { token, key: "k", value: "x".repeat(65_534) });
  for (const key of ["", "x".repeat(257), "a\nb", 7]) {
    assert.equal((await set({ key, value: 1 })).code, "VALIDATION_ERROR");
  }
});

Deno.test("services: a program keeps as many values as it may, and may change those", () =>
  withDoor(async (door) => {
    const token = await door.token("storage:weather");
    const set = { token, value: 1 };
    for (const key of ["a", "b"]) await door.ask("rosey.db.kv.weather.set", { ...set, key });
    assert.equal((await door.refused("rosey.db.kv.weather.set", { ...set, key: "c" })).code, "LIMIT_REACHED");
    await door.ask("rosey.db.kv.weather.set", { ...set, key: "b", value: 2 });
    await door.ask("rosey.db.kv.weather.delete", { token, key: "a" });
    await door.ask("rosey.db.kv.weather.set", { ...set, key: "c" });
  }, { external: { values_per_program: 2 } }));

doorTest("with the plugin off, nobody's storage opens", async (door) => {
  door.off.add("external");
  const token = await door.token("admin");
  assert.equal((await door.refused("rosey.db.kv.weather.list", { token })).code, "PLUGIN_OFF");
});
