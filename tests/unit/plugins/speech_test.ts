import assert from "node:assert/strict";
import speech from "../../../plugins/speech/plugin.ts";
import { testRoom } from "./test_room.ts";

function speechRoom() {
  return testRoom(speech, { users: [{ name: "mod", rank: 2 }, "alice"] });
}

Deno.test("speech: the examples of its commands hold", async () => {
  await using room = await speechRoom();
  assert.deepEqual(await room.failingExamples("speech"), []);
});

Deno.test("speech: what is to be said is said as it stands, and by PM confirmed", async () => {
  await using room = await speechRoom();
  assert.deepEqual(await room.chat("mod", "!say /clear  and !kick"), [" /clear  and !kick"]);
  assert.deepEqual(await room.pm("mod", "say one\n\n/two"), ["Sent: one", " /two"]);
  assert.deepEqual(room.said.filter(({ to }) => to === undefined).map(({ text }) => text), [
    " /clear  and !kick",
    "one",
    " /two",
  ]);
  assert.deepEqual(room.acts, []);
});

Deno.test("speech: an announcement is said", async () => {
  await using room = await speechRoom();
  assert.deepEqual(await room.chat("mod", "!announce at eight"), ["at eight"]);
  assert.deepEqual(await room.pm("mod", "announce at nine"), ["Announced: at nine"]);
});

Deno.test("speech: nobody below a moderator speaks through Rosey", async () => {
  await using room = await speechRoom();
  for (const line of ["say hi", "pm mod hi", "announce hi", "afk on"]) {
    await room.advance("10s");
    assert.match((await room.pm("alice", line))[0] ?? "", /rank 2 \(moderator\) and up/);
  }
  assert.deepEqual(room.said.filter(({ to }) => to !== "alice"), []);
  assert.deepEqual(room.acts, []);
});

Deno.test("speech: a PM reaches whoever is here under the server's spelling, and the room does not read it", async () => {
  await using room = await speechRoom();
  assert.deepEqual(await room.chat("mod", "!pm ALICE the /secret"), ["PM sent to alice."]);
  assert.deepEqual(await room.pm("mod", "pm @alice another"), ["PM sent to alice: another"]);
  assert.deepEqual(room.said.filter(({ to }) => to === "alice").map(({ text }) => text), [
    "the /secret",
    "another",
  ]);
});

Deno.test("speech: a PM to nobody, to Rosey or without a text is refused", async () => {
  await using room = await speechRoom();
  assert.deepEqual(await room.pm("mod", "pm bob hi"), ["bob is not here."]);
  assert.deepEqual(await room.pm("mod", "pm rosey hi"), ["I do not write to myself."]);
  assert.match(
    (await room.pm("mod", "pm alice"))[0] ?? "",
    /text is missing\. Usage: pm <user> <text\.\.\.>/,
  );
  assert.deepEqual(room.said.filter(({ to }) => to !== "mod"), []);
});

Deno.test("speech: afk tells the state, changes it, and does not undo it by answering in the room", async () => {
  await using room = await speechRoom();
  assert.deepEqual(await room.pm("mod", "afk"), ["AFK: no"]);
  assert.deepEqual(await room.chat("mod", "!afk YES"), []);
  assert.deepEqual(room.acts, [{ kind: "afk", away: true }]);
  await room.changes({ name: "Rosey", afk: true });
  assert.deepEqual(room.acts.length, 1, "an AFK on purpose is not taken back");
  assert.deepEqual(await room.pm("mod", "afk"), ["AFK: yes"]);
  assert.deepEqual(await room.pm("mod", "afk off"), ["AFK: no"]);
  assert.deepEqual(room.acts.at(-1), { kind: "afk", away: false });
});

Deno.test("speech: an AFK mark that the server does not change is said", async () => {
  await using room = await speechRoom();
  room.fateOf = () => ({ outcome: "refused", reason: "permission", message: "speaking needs rank 3" });
  assert.deepEqual(await room.pm("mod", "afk on"), ["speaking needs rank 3"]);
});

Deno.test("speech: what cannot be said is refused with the reason, and not called sent", async () => {
  await using room = await speechRoom();
  assert.deepEqual(await room.pm("mod", "say \u0007"), ["a blank text cannot be said"]);
  assert.deepEqual(await room.pm("mod", "pm alice \u0007"), ["a blank text cannot be said"]);
  assert.match(
    (await room.pm("mod", `say ${"x ".repeat(2_000)}`))[0] ?? "",
    /^a text of 13 lines cannot be said/,
  );
  assert.deepEqual(room.said.filter(({ to }) => to !== "mod"), []);
});
