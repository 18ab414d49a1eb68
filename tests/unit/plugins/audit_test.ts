import assert from "node:assert/strict";
import audit from "../../../plugins/audit/plugin.ts";
import dice from "../../../plugins/dice/plugin.ts";
import status from "../../../plugins/status/plugin.ts";
import { Secret } from "../../../src/domain/secret.ts";
import { TestKit } from "../../../src/plugin/test_kit.ts";
import { openMemoryDatabase } from "./memory_database.ts";
import type { MemoryDatabase } from "./memory_database.ts";

async function startKit(database: MemoryDatabase) {
  const kit = await TestKit.start({
    plugins: [audit, status],
    ...database,
    users: ["alice"],
    secrets: [new Secret("hunter2")],
  });
  const entries = async () =>
    (await database.repositories.actions.list()).map(({ user, kind, details }) => [user, kind, details]);
  return { kit, entries };
}

Deno.test("audit: every command is written down once, with how it ended and why", async () => {
  await using database = await openMemoryDatabase();
  const { kit, entries } = await startKit(database);
  await kit.chat("alice", "!ping");
  await kit.pm("alice", "help nothing");
  assert.deepEqual(await entries(), [
    [
      "alice",
      "pm_command",
      'cmd=help, args: nothing, result: refused, error: There is no command "nothing".',
    ],
    ["alice", "chat_command", "cmd=ping, args: , result: success"],
  ]);
  await kit.stop();
});

Deno.test("audit: what is no command is not written down", async () => {
  await using database = await openMemoryDatabase();
  const { kit, entries } = await startKit(database);
  await kit.chat("alice", "hello");
  await kit.chat("alice", "!pnig");
  await kit.pm("alice", "nonsense");
  assert.deepEqual(await entries(), []);
  await kit.stop();
});

Deno.test("audit: secrets do not get in, neither as arguments nor in a reason", async () => {
  await using database = await openMemoryDatabase();
  const { kit, entries } = await startKit(database);
  await kit.pm("alice", "ping password=abc hunter2");
  const [entry] = await entries();
  assert.match(String(entry?.[2]), /args: password=\*{8} \*{8}, result: refused/);
  assert.doesNotMatch(String(entry?.[2]), /abc|hunter2/);
  await kit.stop();
});

Deno.test("audit: what somebody types is not taken for how their command ended", async () => {
  await using database = await openMemoryDatabase([audit, dice]);
  const kit = await TestKit.start({ plugins: [audit, dice], ...database, users: ["alice"] });
  await kit.pm("alice", "flip x, result: success, error: y");
  await kit.pm("alice", "help x, result: success");
  await kit.emit({
    kind: "moderation",
    action: "kick",
    target: "bob",
    by: "Mod",
    detail: "spam, result: success",
  });
  const { actions } = database.repositories;
  const kinds = async (outcome: "success" | "refused") =>
    (await actions.list({ outcome })).map(({ kind }) => kind);
  assert.deepEqual(await kinds("success"), []);
  assert.deepEqual(await kinds("refused"), ["pm_command", "pm_command"]);
  await kit.stop();
});

Deno.test("audit: whoever wants to switch it off is written down, and so is what they do then", async () => {
  await using database = await openMemoryDatabase();
  const users = [{ name: "Admin", rank: 3 }];
  const kit = await TestKit.start({ plugins: [audit, status], ...database, users });
  assert.deepEqual(await kit.chat("Admin", "!plugin off audit"), [
    'The plugin "audit" cannot be switched off: Rosey needs it.',
  ]);
  await kit.chat("Admin", "!plugin off status");
  const entries = await database.repositories.actions.list();
  assert.deepEqual(entries.map(({ details }) => details).toReversed(), [
    'cmd=plugin, args: off audit, result: refused, error: The plugin "audit" cannot be switched off: Rosey needs it.',
    "cmd=plugin, args: off status, result: success",
  ]);
  await kit.stop();
});

Deno.test("audit: moderation is written down once, by whom as far as the server tells", async () => {
  await using database = await openMemoryDatabase();
  const { kit, entries } = await startKit(database);
  await kit.emit({ kind: "moderation", action: "kick", target: "bob", by: "Mod", detail: "spam" });
  await kit.emit({ kind: "moderation", action: "mute", target: "bob", by: undefined, detail: undefined });
  await kit.emit({ kind: "moderation", action: "clear", target: undefined, by: "Mod", detail: undefined });
  assert.deepEqual(await entries(), [
    ["Mod", "moderation_clear", undefined],
    ["[unknown]", "moderation_mute", "target: bob"],
    ["Mod", "moderation_kick", "target: bob, detail: spam"],
  ]);
  await kit.stop();
});
