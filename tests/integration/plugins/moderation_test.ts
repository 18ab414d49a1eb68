import assert from "node:assert/strict";
import { about } from "./person.ts";
import { RoseyInSandbox } from "./rosey_in_sandbox.ts";

Deno.test("moderation in a room: a kick reaches the person with who asked and why", async () => {
  await using room = await RoseyInSandbox.start(["mod", "bob"]);
  assert.equal(await room.person("mod").asks("kick BOB /spam"), "Kicked bob: /spam");
  assert.deepEqual(await room.person("bob").sees("kick"), { reason: "by mod: /spam" });
});

Deno.test("moderation in a room: whoever lacks the rank has nothing done, and whom it was for stays", async () => {
  await using room = await RoseyInSandbox.start(["alice", "bob"]);
  for (const command of ["kick bob", "mute bob", "ban bob", "clear", "openpoll t | a | b", "setmotd x"]) {
    assert.match(
      await room.person("alice").asks(command),
      /is for rank|needs the channel permission/,
      command,
    );
  }
  for (const event of ["kick", "clearchat", "newPoll"]) {
    assert.deepEqual(room.person("bob").seen(event), [], event);
  }
});

Deno.test("moderation in a room: a Rosey without the rank says so, and does nothing", async () => {
  await using room = await RoseyInSandbox.start(["owner", "bob"], 1);
  for (const command of ["kick bob", "mute bob", "ban bob", "clear", "openpoll t | a | b", "setmotd x"]) {
    assert.match(
      await room.person("owner").asks(command),
      /^I need the channel permission "\w+" \(rank [\d.]+\) for that and have rank 1/,
      command,
    );
  }
  assert.deepEqual(room.person("bob").seen("kick"), []);
});

Deno.test("moderation in a room: a higher rank and an absent name are out of reach", async () => {
  await using room = await RoseyInSandbox.start(["owner", "mod"]);
  assert.match(await room.person("mod").asks("kick owner"), /owner has rank 5 and mod 2/);
  assert.match(await room.person("mod").asks("mute bob"), /bob is not here/);
  assert.equal(await room.person("owner").asks("kick bob"), "bob is not here.");
  assert.match(await room.person("owner").asks("why ban mod"), /mod/);
  assert.deepEqual(room.person("owner").seen("kick"), []);
});

Deno.test("moderation in a room: a mute silences, openly or not, until it is taken back", async () => {
  await using room = await RoseyInSandbox.start(["mod", "bob"]);
  const [mod, bob] = [room.person("mod"), room.person("bob")];
  assert.equal(await mod.asks("mute bob"), "Muted bob");
  await bob.sees("setUserMeta", about("bob", "muted", true));
  bob.says("can you hear me");
  await bob.sees("noflood");
  assert.equal(await mod.asks("unmute bob"), "Unmuted bob");
  await bob.sees("setUserMeta", about("bob", "muted", false));
  assert.equal(await mod.asks("smute bob"), "Shadow-muted bob");
  await mod.sees("setUserMeta", about("bob", "smuted", true));
  assert.match(await mod.asks("users"), /\[1\] bob \[SHADOW-MUTED\]/);
  assert.equal(await mod.asks("unmute bob"), "Unmuted bob");
  bob.says("and now");
  await mod.hears("and now");
  assert.equal(bob.seen("noflood").length, 1);
});

Deno.test("moderation in a room: the chat is cleared in Rosey's name, once that was confirmed", async () => {
  await using room = await RoseyInSandbox.start(["mod", "alice"]);
  assert.match(await room.person("mod").asks("clear"), /^Clear the chat\?/);
  assert.equal(await room.person("mod").asks("confirm"), "Chat cleared");
  assert.deepEqual(await room.person("alice").sees("clearchat"), { clearedBy: "rosey" });
  assert.equal(room.person("alice").seen("clearchat").length, 1);
});
