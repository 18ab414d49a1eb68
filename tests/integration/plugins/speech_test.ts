import assert from "node:assert/strict";
import { about } from "./person.ts";
import { RoseyInSandbox } from "./rosey_in_sandbox.ts";

Deno.test("speech in a room: words that look like a command are said, and run nothing", async () => {
  await using room = await RoseyInSandbox.start(["owner", "alice"]);
  assert.equal(await room.person("owner").asks("say /clear"), "Sent: /clear");
  await room.person("alice").hears(" /clear");
  assert.equal(await room.person("owner").asks("pm alice /me waves"), "PM sent to alice: /me waves");
  await room.person("alice").sees("pm");
  assert.deepEqual(room.person("alice").seen("clearchat"), []);
});

Deno.test("speech in a room: Rosey goes AFK on purpose, and comes back", async () => {
  await using room = await RoseyInSandbox.start(["mod"]);
  const mod = room.person("mod");
  assert.equal(await mod.asks("afk on"), "AFK: yes");
  await mod.sees("setUserMeta", about("rosey", "afk", true));
  assert.equal(await mod.asks("afk"), "AFK: yes");
  assert.equal(await mod.asks("afk off"), "AFK: no");
  await mod.sees("setUserMeta", about("rosey", "afk", false));
});
