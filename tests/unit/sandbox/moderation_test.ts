import assert from "node:assert/strict";
import { World } from "./recorded_site.ts";

function room() {
  const world = new World();
  const mod = world.enter("mod1");
  const alice = world.enter("alice");
  const rosey = world.enter("rosey");
  for (const visitor of [mod, alice, rosey]) visitor.take();
  return { world, mod, alice, rosey };
}

Deno.test("kick: with the reason typed, which may be empty; the others see somebody leave", () => {
  const { world, mod, alice, rosey } = room();
  mod.say("/kick rosey being a bot");
  assert.deepEqual(rosey.take(), [{ event: "kick", args: [{ reason: "being a bot" }] }]);
  assert.equal(rosey.ending, "disconnect");
  assert.deepEqual(alice.takeEvents(), ["userLeave"]);
  const again = world.enter("rosey");
  mod.say("/kick rosey ");
  assert.deepEqual(again.takeAll("kick"), [{ reason: "" }]);
});

Deno.test("kick: nobody of equal rank, nobody absent, and not oneself", () => {
  const { world, mod } = room();
  const owner = world.enter("owner");
  mod.take();
  mod.say("/kick owner").say("/kick nobody").say("/kick mod1");
  assert.deepEqual(mod.takeEvents(), ["errorMsg", "costanza"]);
  assert.equal(owner.ending, undefined);
});

const PRIVILEGED: readonly (readonly [string, unknown, string])[] = [
  ["setOptions", { allow_voteskip: false }, "Attempted setOptions as a non-moderator"],
  ["setPermissions", { chat: 0 }, "Attempted setPermissions as a non-admin"],
  ["setMotd", { motd: "x" }, "Attempted setMotd with insufficient permission"],
  ["setChannelCSS", { css: "x" }, "Attempted setChannelCSS as non-admin"],
  ["setChannelJS", { js: "x" }, "Attempted setChannelJS as non-admin"],
  ["assignLeader", { name: "rosey" }, "Attempted assignLeader without sufficient permission"],
  ["readChanLog", undefined, "Attempted readChanLog with insufficient permission"],
  ["initACP", undefined, "Attempted initACP from non privileged user.  This incident will be reported."],
];

for (const [event, data, reason] of PRIVILEGED) {
  Deno.test(`kick: ${event} without the rank ends the connection with the recorded reason`, () => {
    const { rosey } = room();
    rosey.send(event, data);
    assert.deepEqual(rosey.take(), [{ event: "kick", args: [{ reason }] }]);
  });
}

Deno.test("kick: other frames without the rank are not answered", () => {
  const { rosey } = room();
  const frames: [string, unknown][] = [
    ["delete", 0],
    ["moveMedia", { from: 0, after: "append" }],
    ["shufflePlaylist", undefined],
    ["clearPlaylist", undefined],
    ["togglePlaylistLock", undefined],
    ["closePoll", undefined],
    ["requestBanlist", undefined],
    ["requestChatFilters", undefined],
    ["requestChannelRanks", undefined],
    ["updateEmote", { name: ":x:", image: "https://e.example/x.png" }],
    ["setChannelRank", { name: "alice", rank: 2 }],
  ];
  for (const [event, data] of frames) rosey.send(event, data);
  assert.deepEqual(rosey.take(), []);
});

Deno.test("ban: by name the person goes, may not come back in either order, and may after an unban", () => {
  const { world, mod, rosey } = room();
  mod.say("/ban rosey spamming");
  assert.deepEqual(rosey.takeAll("kick"), [{ reason: "You're banned!" }]);
  const login = { name: "rosey", pw: "rosey-pw" };
  const first = world.connect().send("login", login);
  world.clock.advance(45);
  first.take();
  first.send("joinChannel", { name: "testroom" });
  assert.deepEqual(first.takeEvents(), ["rank", "kick"]);
  const second = world.connect().send("joinChannel", { name: "testroom" }).send("login", login);
  world.clock.advance(45);
  assert.deepEqual(second.take().at(-1), {
    event: "kick",
    args: [{ reason: "You are banned from this channel." }],
  });
  mod.take();
  mod.send("requestBanlist");
  assert.deepEqual(mod.takeAll("banlist"), [
    [{ id: 1, ip: "*", name: "rosey", reason: "spamming", bannedby: "mod1" }],
  ]);
  mod.send("unban", { id: 1, name: "rosey" });
  assert.deepEqual(mod.takeEvents(), ["banlistRemove", "chatMsg"]);
  assert.equal(world.enter("rosey").ending, undefined);
});

Deno.test("ban: by address nobody of it comes in, named or not, and the list shows it cloaked", () => {
  const world = new World();
  const mod = world.enter("mod1");
  const troll = world.connect("198.51.100.9").send("login", { name: "troll" }).send("joinChannel", {
    name: "testroom",
  });
  mod.say("/ipban troll range flooding");
  assert.equal(troll.ending, "disconnect");
  assert.match(JSON.stringify(mod.takeAll("chatMsg")), /mod1 namebanned troll.*mod1 banned \S+ \(troll\)/);
  const neighbour = world.connect("198.51.100.200").send("joinChannel", { name: "testroom" });
  assert.deepEqual(neighbour.takeAll("kick"), [{ reason: "You are banned from this channel." }]);
  assert.equal(world.connect("198.51.101.9").send("joinChannel", { name: "testroom" }).ending, undefined);
  mod.take();
  mod.send("requestBanlist");
  const [list] = mod.takeAll("banlist");
  assert.doesNotMatch(JSON.stringify(list), /198\.51/);
});

Deno.test("ban: the moderators are told as CyTube words it, by name and by address", () => {
  const { mod, alice } = room();
  mod.take();
  mod.say("/ban alice");
  mod.say("/ipban troll");
  const whispers = mod.send("unban", { id: 1, name: "alice" }).takeAll("chatMsg").map((line) =>
    JSON.stringify(line)
  );
  assert.equal(alice.ending, "disconnect");
  assert.match(whispers[0] ?? "", /"msg":"mod1 namebanned alice"/);
  assert.match(whispers[1] ?? "", /"msg":"mod1 namebanned troll"/);
});

Deno.test("mute: open, over a reconnect, and undone", () => {
  const { world, mod, alice, rosey } = room();
  mod.say("/mute rosey");
  assert.deepEqual(rosey.takeAll("setUserMeta"), [{ name: "rosey", meta: { afk: false, muted: true } }]);
  rosey.say("while muted");
  assert.deepEqual(rosey.takeAll("noflood"), [
    { action: "chat", msg: "You have been muted on this channel." },
  ]);
  rosey.goAway();
  const again = world.enter("rosey").say("still muted?");
  assert.deepEqual(again.takeEvents(), ["noflood"]);
  alice.take();
  mod.say("/unmute rosey");
  again.take();
  again.say("free again");
  assert.deepEqual(alice.takeEvents(), ["setUserMeta", "chatMsg"]);
});

Deno.test("shadow mute: the muted and the nameless see the line, moderators see it marked, others nothing", () => {
  const { world, mod, alice, rosey } = room();
  const viewer = world.connect().send("joinChannel", { name: "testroom" });
  mod.say("/smute rosey");
  for (const visitor of [mod, alice, viewer]) visitor.take();
  assert.deepEqual(rosey.take(), []);
  rosey.say("shadow");
  const metas = (frames: unknown[]) => frames.map((line) => Object(line).meta);
  assert.deepEqual(metas(rosey.takeAll("chatMsg")), [{}]);
  assert.deepEqual(metas(viewer.takeAll("chatMsg")), [{}]);
  assert.deepEqual(metas(mod.takeAll("chatMsg")), [{ shadow: true }]);
  assert.deepEqual(alice.take(), []);
  const late = world.connect().send("joinChannel", { name: "testroom" });
  assert.deepEqual(late.takeAll("chatMsg"), []);
});

Deno.test("ranks: a new moderator gets the list with addresses, the rank, and everybody hears", () => {
  const { world, alice, rosey } = room();
  const owner = world.enter("owner");
  for (const visitor of [alice, rosey]) visitor.take();
  owner.send("setChannelRank", { name: "rosey", rank: 2 });
  assert.deepEqual(rosey.takeEvents(), ["userlist", "rank", "setUserRank"]);
  assert.deepEqual(alice.takeEvents(), ["setUserRank"]);
  owner.take();
  owner.send("setChannelRank", { name: "bob", rank: 3 }).send("requestChannelRanks");
  assert.deepEqual(owner.take().map(({ args }) => args[0]), [
    { name: "bob", rank: 3, userrank: 5 },
    [
      { name: "bob", rank: 3, channel: "testroom" },
      { name: "mod1", rank: 2, channel: "testroom" },
      { name: "owner", rank: 5, channel: "testroom" },
      { name: "rosey", rank: 2, channel: "testroom" },
    ],
  ]);
});

Deno.test("ranks: nobody gives a rank equal to the own, nor to strangers or guests", () => {
  const { world } = room();
  world.enterGuest("somebody");
  const owner = world.enter("owner");
  for (const [name, rank] of [["alice", 5], ["nosuchuser", 2], ["somebody", 2], ["owner", 1]] as const) {
    owner.send("setChannelRank", { name, rank });
  }
  assert.deepEqual(owner.takeEvents(), Array.from({ length: 4 }, () => "channelRankFail"));
});
