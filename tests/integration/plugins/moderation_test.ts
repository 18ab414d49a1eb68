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
  assert.equal(await room.person("mod").asks("mute bob"), "bob is not here.");
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

Deno.test("moderation in a room: a ban keeps somebody out until it is lifted", async () => {
  await using room = await RoseyInSandbox.start(["mod", "bob"]);
  const mod = room.person("mod");
  assert.equal(await mod.insists("ban bob spam"), "Banned bob: spam");
  await room.person("bob").sees("kick");
  assert.match(await mod.asks("ban bob"), /bob is not here, so I cannot see whether mod outranks them/);
  await room.comes("owner");
  assert.equal(await room.person("owner").insists("ban bob again"), "bob was banned already");
  assert.equal(await mod.asks("unban BOB"), "Unbanned BOB");
  await room.comes("bob");
  assert.match(await mod.asks("users"), /\[1\] bob/);
  assert.equal(await mod.asks("unban bob"), "bob is not banned");
});

Deno.test("moderation in a room: a poll opens, is asked about before it is replaced, and closes", async () => {
  await using room = await RoseyInSandbox.start(["mod", "alice"]);
  const [mod, alice] = [room.person("mod"), room.person("alice")];
  assert.equal(await mod.asks("openpoll /kick bob? | yes | no"), "Poll opened: /kick bob? (2 options)");
  await alice.sees("newPoll", (poll) => JSON.stringify(poll).includes("/kick bob?"));
  assert.match(await mod.asks("hiddenpoll Who? | us | them"), /^Close the poll .* and open .*Who\?/);
  assert.equal(await mod.asks("confirm"), "Poll opened: Who? (2 options, hidden votes)");
  assert.equal(
    await alice.asks("poll"),
    "Who? - 1. us, 2. them (the votes are hidden until it is closed)",
  );
  alice.votes(1);
  await mod.sees("updatePoll", (poll) => JSON.stringify(poll).includes('"1?"'));
  assert.equal(await mod.asks("closepoll"), "Poll closed: Who? - 1. us: 0, 2. them: 1");
  await alice.sees("closePoll");
  assert.equal(await mod.asks("poll"), "No poll is open.");
});

Deno.test("moderation in a room: the message of the day is set as it was typed, without any HTML", async () => {
  await using room = await RoseyInSandbox.start(["owner", "alice"]);
  assert.equal(
    await room.person("owner").insists("setmotd <b>Film</b> & fun | at eight"),
    "The message of the day is set",
  );
  const html = "&lt;b&gt;Film&lt;/b&gt; &amp; fun<br />at eight";
  await room.person("alice").sees("setMotd", (motd) => motd === html);
  assert.equal(await room.person("alice").asks("motd"), "&lt;b&gt;Film&lt;/b&gt; &amp; fun");
});
