import assert from "node:assert/strict";
import { done, furnishedRoom, refused } from "./furnished_room.ts";

type Kit = Awaited<ReturnType<typeof furnishedRoom>>;

/** The lead and the pause are taken over as the server would. */
function leadLikeTheServer(kit: Kit): void {
  kit.fateOf = (act) => {
    const { playback } = kit.room;
    if (act.kind === "pause" && kit.room.leader !== "Rosey") return refused("only the leader can pause");
    if (act.kind === "lead") kit.room.leader = act.name;
    const paused = act.kind === "pause" && act.paused;
    if (playback !== undefined) kit.room.playback = { ...playback, paused };
    return done();
  };
}

Deno.test("playlist: Rosey leads while something is paused, and gives the lead back when it goes on", async () => {
  await using kit = await furnishedRoom();
  leadLikeTheServer(kit);
  assert.deepEqual(await kit.chat("mod", "!pause"), ["Paused at 10s; resume goes on from there."]);
  assert.deepEqual(await kit.chat("mod", "!pause"), ["It is paused already."]);
  assert.deepEqual(await kit.chat("mod", "!resume"), ["Going on."]);
  assert.deepEqual(kit.acts, [
    { kind: "lead", name: "Rosey" },
    { kind: "pause", paused: true },
    { kind: "pause", paused: false },
    { kind: "lead", name: undefined },
  ]);
  assert.deepEqual(await kit.chat("mod", "!resume"), ["Nothing is paused."]);
});

Deno.test("playlist: what cannot be paused is not tried", async () => {
  await using kit = await furnishedRoom();
  const { playback } = kit.room;
  assert.ok(playback !== undefined);
  kit.room.leader = "bob";
  assert.deepEqual(await kit.chat("mod", "!pause"), ["bob leads: only they can pause."]);
  kit.room.leader = undefined;
  kit.room.playback = { ...playback, positionSeconds: -3, paused: true };
  assert.deepEqual(await kit.chat("mod", "!pause"), ["It begins just now; try again in a moment."]);
  await kit.advance("1m");
  kit.room.playback = { ...playback, media: { ...playback.media, seconds: 0 } };
  assert.deepEqual(await kit.chat("mod", "!pause"), ["That is live and cannot be paused."]);
  kit.room.playback = undefined;
  assert.deepEqual(await kit.chat("mod", "!pause"), ["Nothing is playing."]);
  assert.deepEqual(kit.acts, []);
});

Deno.test("playlist: a pause that fails keeps no lead", async () => {
  await using kit = await furnishedRoom();
  kit.fateOf = (act) => {
    if (act.kind === "lead") kit.room.leader = act.name;
    return act.kind === "pause" ? refused("the server did not take it") : done();
  };
  assert.deepEqual(await kit.chat("mod", "!pause"), ["the server did not take it"]);
  assert.deepEqual(kit.acts.at(-1), { kind: "lead", name: undefined });
});

Deno.test("playlist: another media ends the pause, and a lead that nobody needs is given back", async () => {
  await using kit = await furnishedRoom();
  leadLikeTheServer(kit);
  const { playback } = kit.room;
  assert.ok(playback !== undefined);
  await kit.chat("mod", "!pause");
  await kit.emit({ kind: "leader.changed", name: "Rosey" });
  assert.equal(kit.acts.length, 2);
  await kit.emit({ kind: "media.changed", playback });
  assert.deepEqual(kit.acts.slice(2), [{ kind: "lead", name: undefined }]);
  kit.room.leader = "Rosey";
  await kit.emit({ kind: "leader.changed", name: "Rosey" });
  assert.deepEqual(kit.acts.slice(3), [{ kind: "lead", name: undefined }]);
});

Deno.test("playlist: a leader who may not give the lead back says so in the log", async () => {
  await using kit = await furnishedRoom();
  kit.room.permissions.set("leaderctl", 3);
  kit.room.leader = "Rosey";
  await kit.emit({ kind: "leader.changed", name: "Rosey" });
  assert.deepEqual(kit.acts, []);
  assert.match(kit.complaints.join(), /may not give it back/);
});

Deno.test("playlist: switched off, it lets go on what was paused, and what is being paused just then", async () => {
  await using kit = await furnishedRoom();
  leadLikeTheServer(kit);
  await kit.chat("mod", "!pause");
  await kit.bot.switchPlugin("playlist", false, "mod");
  await kit.idle();
  assert.deepEqual(kit.acts.slice(2), [{ kind: "lead", name: undefined }]);
  assert.equal(kit.room.playback?.paused, false);

  await kit.bot.switchPlugin("playlist", true, "mod");
  let answer = () => {};
  kit.holdActs = new Promise<void>((resolve) => answer = resolve);
  const asked = kit.chat("mod", "!pause");
  while (kit.acts.length < 4) await new Promise<void>((resolve) => setImmediate(resolve));
  await kit.bot.switchPlugin("playlist", false, "mod");
  answer();
  assert.match((await asked)[0] ?? "", /^(I was switched off meanwhile|only the leader can pause)/);
  assert.equal(kit.room.leader, undefined);
  assert.equal(kit.room.playback?.paused, false);
  assert.deepEqual(kit.complaints, []);
});

Deno.test("playlist: at the end of Rosey nothing is left to be done about a pause: she leaves, and leads no more", async () => {
  await using kit = await furnishedRoom();
  leadLikeTheServer(kit);
  await kit.chat("mod", "!pause");
  await kit.stop();
  assert.equal(kit.acts.length, 2);
  assert.deepEqual(kit.complaints, []);
});
