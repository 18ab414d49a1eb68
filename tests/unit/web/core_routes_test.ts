import assert from "node:assert/strict";
import { membersOf, objectsIn, textIn } from "../../json_values.ts";
import { webUnderTest } from "./web_under_test.ts";

Deno.test("token routes: one is made, shown once, listed by its beginning, and revoked, with the shapes of v0.5.0", async () => {
  await using web = await webUnderTest();
  const token = await web.issue("admin", ["admin"]);
  const made = await web.ask("/api/tokens", { method: "POST", token, body: { description: "phone" } });
  assert.equal(made.status, 200);
  const { token: told, description, created_at: createdAt } = await made.json();
  const shown = textIn(told);
  assert.match(shown, /^[\w-]{43}$/);
  assert.equal(description, "phone");
  assert.equal(typeof createdAt, "number");
  const { tokens } = await (await web.ask("/api/tokens", { token })).json();
  const phone = objectsIn(tokens).find(({ name }) => name === "phone");
  assert.deepEqual(phone?.["scopes"], ["say", "read"]);
  assert.equal(phone?.["token_preview"], `${shown.slice(0, 8)}...`);
  assert.ok(!JSON.stringify(tokens).includes(shown), "a list shows no token");
  assert.equal((await web.ask("/api/v1/outbox", { token: shown })).status, 200);
  const revoked = await web.ask(`/api/tokens/${shown.slice(0, 8)}`, { method: "DELETE", token });
  assert.deepEqual(await revoked.json(), { revoked: 1 });
  const nothing = await web.ask("/api/tokens/nothing_", { method: "DELETE", token });
  assert.deepEqual([nothing.status, (await nothing.json()).error], [404, "Token not found"]);
  assert.equal((await web.ask("/api/v1/outbox", { token: shown })).status, 401);
});

Deno.test("token routes: a member that is not known makes no token that is good for more than was meant", async () => {
  await using web = await webUnderTest();
  const token = await web.issue("admin", ["admin"]);
  for (
    const [name, body] of [["scope", { scope: ["read"] }], ["expires_in_day", { expires_in_day: 1 }]] as const
  ) {
    const refused = await web.ask("/api/v1/tokens", { method: "POST", token, body });
    assert.equal(refused.status, 400);
    assert.match((await refused.json()).detail, new RegExp(`"${name}"`));
  }
  const { tokens } = await (await web.ask("/api/v1/tokens", { token })).json();
  assert.equal(objectsIn(tokens).length, 1);
});

Deno.test("token routes: a token revoked by its name is in the audit by its beginning", async () => {
  await using web = await webUnderTest();
  const token = await web.issue("admin", ["admin"]);
  const phone = await web.issue("typo in the name", ["read"]);
  await web.ask("/api/v1/tokens/typo%20in%20the%20name", { method: "DELETE", token });
  const { entries } = await (await web.ask("/api/v1/audit?kind=api_token_revoked", { token })).json();
  assert.deepEqual(membersOf(entries, "details"), [`${phone.slice(0, 8)}...`]);
});

Deno.test("token routes: a name that is taken is refused with what to do", async () => {
  await using web = await webUnderTest();
  const token = await web.issue("admin", ["admin"]);
  const again = await web.ask("/api/v1/tokens", { method: "POST", token, body: { description: "admin" } });
  assert.equal(again.status, 422);
});

Deno.test("plugin routes: the list, a switch and a setting; null takes a setting back", async () => {
  await using web = await webUnderTest();
  const token = await web.issue("admin", ["admin"]);
  const { plugins } = await (await web.ask("/api/v1/plugins", { token })).json();
  assert.deepEqual(objectsIn(plugins).map(({ name, enabled }) => [name, enabled]), [
    ["stats", true],
    ["audit", true],
  ]);
  const change = (body: unknown) => web.ask("/api/v1/plugins/stats", { method: "PATCH", token, body });
  assert.equal((await (await change({ enabled: false })).json()).enabled, false);
  await change({ settings: { a: 1, b: null } });
  assert.deepEqual(web.switched, ["stats off", 'stats {"a":1}']);
  assert.equal((await change({ enabled: "no" })).status, 400);
});

Deno.test("plugin routes: what Rosey needs has no switch, and its settings stay, too, when one is asked for", async () => {
  await using web = await webUnderTest();
  const token = await web.issue("admin", ["admin"]);
  const body = { enabled: false, settings: { a: 1 } };
  const answer = await web.ask("/api/v1/plugins/audit", { method: "PATCH", token, body });
  assert.equal(answer.status, 422);
  assert.match((await answer.json()).detail, /"audit" cannot be switched off: Rosey needs it/);
  assert.deepEqual(web.switched, []);
});

Deno.test("plugin routes: each change is audited once, with its outcome and without the values", async () => {
  await using web = await webUnderTest();
  const token = await web.issue("admin", ["admin"]);
  const change = (name: string, body: unknown) =>
    web.ask(`/api/v1/plugins/${name}`, { method: "PATCH", token, body });
  await change("stats", { enabled: false });
  await change("stats", { settings: { key: "hunter2" } });
  await change("stats", { settings: { wrong: "hunter2" }, enabled: true });
  await change("audit", { enabled: false });
  const entries = await web.memory.repositories.actions.list({ kind: "api_plugin_changed" });
  assert.deepEqual(entries.map(({ user, details }) => [user, details]).toReversed(), [
    ["token:admin", "cmd=plugin, args: off stats, result: success"],
    ["token:admin", "cmd=plugin, args: set stats key, result: success"],
    [
      "token:admin",
      "cmd=plugin, args: set stats wrong; on stats, result: refused, error: stats.wrong is not a setting",
    ],
    [
      "token:admin",
      'cmd=plugin, args: off audit, result: refused, error: the plugin "audit" cannot be switched off: Rosey needs it',
    ],
  ]);
});

Deno.test("system routes: health as it is, and the database in figures", async () => {
  await using web = await webUnderTest();
  const token = await web.issue("admin", ["admin"]);
  assert.equal((await (await web.ask("/api/v1/health", { token })).json()).status, "ok");
  const database = await (await web.ask("/api/v1/database", { token })).json();
  assert.deepEqual(database.migrations, [{ line: "core", applied: 5, pending: 0, newest: "20261128000000" }]);
  assert.deepEqual(database.tables, [{ name: "recent_chat", rows: 0 }]);
  assert.equal(database.at, Math.floor(web.clock.now() / 1000));
});
