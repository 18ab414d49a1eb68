import assert from "node:assert/strict";
import moderation from "../../../plugins/moderation/plugin.ts";
import { testRoom } from "./test_room.ts";

/** Rosey is an admin here; alice and Bob are ordinary users. */
async function moderatedRoom(bob = "Bob") {
  const room = await testRoom(moderation, {
    users: [{ name: "mod", rank: 2 }, { name: "boss", rank: 3 }, "alice", bob],
  });
  room.room.put({ name: "Rosey", rank: 3 });
  return room;
}

Deno.test("moderation: the examples of its commands hold", async () => {
  await using room = await moderatedRoom("bob");
  assert.deepEqual(await room.failingExamples("moderation"), []);
});

Deno.test("moderation: a kick names who asked for it, and is answered in the server's spelling", async () => {
  await using room = await moderatedRoom();
  assert.deepEqual(await room.chat("mod", "!kick bob /no  more"), ["Kicked Bob: /no more"]);
  assert.deepEqual(await room.pm("mod", "kick @alice"), ["Kicked alice"]);
  assert.deepEqual(room.acts, [
    { kind: "kick", name: "Bob", reason: "by mod: /no more" },
    { kind: "kick", name: "alice", reason: "by mod" },
  ]);
});

Deno.test("moderation: a reason is one line, and one that the server would cut is refused", async () => {
  await using room = await moderatedRoom();
  await room.pm("mod", "kick bob one\n/clear\u0007 two");
  assert.deepEqual(room.acts, [{ kind: "kick", name: "Bob", reason: "by mod: one /clear two" }]);
  assert.match(
    (await room.pm("mod", `kick bob ${"x".repeat(201)}`))[0] ?? "",
    /the reason may have 200 characters at most, and has 201\. Usage: kick <user> \[reason\.\.\.\]/,
  );
  assert.equal(room.acts.length, 1);
});

Deno.test("moderation: whoever is not here is neither kicked nor muted", async () => {
  await using room = await moderatedRoom();
  for (const command of ["kick", "mute", "smute", "unmute"]) {
    for (const caller of ["boss", "mod"]) {
      assert.deepEqual(await room.pm(caller, `${command} carol`), ["carol is not here."], command);
    }
    assert.deepEqual(await room.pm("mod", `${command} alise`), ["alise is not here. Did you mean alice?"]);
  }
  assert.deepEqual(room.acts, []);
});

Deno.test("moderation: what the server refuses is answered with its reason, and not as done", async () => {
  await using room = await moderatedRoom();
  room.fateOf = () => ({
    outcome: "refused",
    reason: "server",
    message: "You do not have permission to kick Bob",
  });
  assert.deepEqual(await room.chat("mod", "!kick bob"), ["You do not have permission to kick Bob"]);
});

Deno.test("moderation: whoever lacks the channel permission is refused, whatever their rank in Rosey's eyes", async () => {
  await using room = await moderatedRoom();
  room.room.permissions.set("kick", 3);
  assert.match((await room.pm("mod", "kick bob"))[0] ?? "", /"kick"/);
  assert.deepEqual(room.acts, []);
});

Deno.test("moderation: nobody is reached whom the caller or Rosey does not outrank, and not Rosey", async () => {
  await using room = await moderatedRoom();
  for (const command of ["kick", "mute", "smute", "unmute", "ban"]) {
    for (
      const [caller, target, reason] of [
        ["mod", "boss", /boss has rank 3 and mod 2/],
        ["mod", "mod", /mod does not outrank themselves/],
        ["boss", "Rosey", /not do that to myself/],
        ["owner", "boss", /boss has rank 3 and I have 3/],
      ] as const
    ) {
      if (caller === "owner") room.room.put({ name: "owner", rank: 5 });
      assert.match((await room.pm(caller, `${command} ${target}`))[0] ?? "", reason, `${command} ${target}`);
    }
  }
  assert.deepEqual(room.acts, []);
});

Deno.test("moderation: whoever is not here is banned for those alone who have Rosey's own rank", async () => {
  await using room = await moderatedRoom();
  assert.match(
    (await room.pm("mod", "ban carol"))[0] ?? "",
    /carol is not here, so I cannot see whether mod/,
  );
  assert.deepEqual(await room.pm("mod", "confirm"), ["There is nothing to confirm."]);
  await room.pm("boss", "ban carol /spam");
  assert.deepEqual(await room.pm("boss", "confirm"), ["Banned carol: /spam"]);
  assert.deepEqual(await room.pm("mod", "unban carol"), ["Unbanned carol"]);
  assert.deepEqual(room.acts, [
    { kind: "ban", name: "carol", reason: "by boss: /spam" },
    { kind: "unban", name: "carol" },
  ]);
});

Deno.test("moderation: a ban that there is already is told as that", async () => {
  await using room = await moderatedRoom();
  room.fateOf = () => ({ outcome: "done", item: undefined, warning: "carol was banned already" });
  await room.pm("boss", "ban carol another reason");
  assert.deepEqual(await room.pm("boss", "confirm"), ["carol was banned already"]);
});

Deno.test("moderation: a ban, a cleared chat and a new message of the day are asked about first", async () => {
  await using room = await moderatedRoom();
  for (
    const [typed, question, act] of [
      ["ban bob spam", /^Ban bob for "spam"\?/, { kind: "ban", name: "Bob", reason: "by boss: spam" }],
      ["clear", /^Clear the chat\?/, { kind: "clear_chat" }],
      ["setmotd a <b> | c", /^Set the message of the day to "a <b> \| c"\?/, {
        kind: "set_motd",
        html: "a &lt;b&gt;<br>c",
      }],
    ] as const
  ) {
    assert.match((await room.pm("boss", typed))[0] ?? "", question);
    assert.deepEqual(room.acts, [], typed);
    await room.pm("boss", "confirm");
    assert.deepEqual(room.acts.splice(0), [act]);
  }
});

Deno.test("moderation: mutes are one act each, a shadow mute only by PM", async () => {
  await using room = await moderatedRoom();
  assert.deepEqual(await room.chat("mod", "!mute bob"), ["Muted Bob"]);
  assert.deepEqual(await room.pm("mod", "smute alice"), ["Shadow-muted alice"]);
  assert.match((await room.chat("mod", "!smute alice"))[0] ?? "", /by PM only/);
  assert.deepEqual(await room.pm("mod", "unmute alice"), ["Unmuted alice"]);
  assert.deepEqual(room.acts, [
    { kind: "mute", name: "Bob", shadow: false },
    { kind: "mute", name: "alice", shadow: true },
    { kind: "unmute", name: "alice" },
  ]);
});

Deno.test("moderation: the message of the day is read as people see it", async () => {
  await using room = await moderatedRoom();
  room.room.motd = '<h1>Welcome</h1> to <a href="https://example.com">here</a><br />A &amp; B &lt;3';
  assert.deepEqual(await room.chat("alice", "!motd"), ["Welcome | to here | A & B <3"]);
  await room.advance("10s");
  assert.deepEqual(await room.pm("alice", "motd"), ["Welcome", "to here", "A & B <3"]);
  room.room.motd = "x".repeat(2_000);
  await room.advance("10s");
  assert.equal((await room.chat("alice", "!motd"))[0]?.length, 303);
  for (const nothing of ["<p></p>", "<p>\u200b</p>"]) {
    room.room.motd = nothing;
    await room.advance("10s");
    assert.deepEqual(await room.chat("mod", "!motd"), ["There is no message of the day."]);
  }
});
