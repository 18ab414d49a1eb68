import assert from "node:assert/strict";
import { World } from "./recorded_site.ts";

const JOIN = [
  "setPermissions",
  "setPlaylistLocked",
  "emoteList",
  "drinkCount",
  "channelCSSJS",
  "setMotd",
  "channelOpts",
  "setPlaylistMeta",
  "playlist",
];

function loggedIn(world: World, name: string) {
  const visitor = world.connect().send("login", { name, pw: `${name}-pw` });
  world.clock.advance(45);
  visitor.take();
  return visitor;
}

Deno.test("join: an anonymous viewer gets the recorded frames in their order", () => {
  const visitor = new World().connect().send("joinChannel", { name: "TestRoom" });
  assert.deepEqual(visitor.takeEvents(), ["rank", ...JOIN, "userlist", "usercount"]);
});

Deno.test("join: who logged in first gets the channel rank first and the playlist twice", () => {
  const visitor = loggedIn(new World(), "rosey").send("joinChannel", { name: "testroom" });
  assert.deepEqual(visitor.takeEvents(), [
    "rank",
    ...JOIN,
    "setPlaylistMeta",
    "playlist",
    "userlist",
    "usercount",
    "listPlaylists",
  ]);
});

Deno.test("join: the rank can also come after the user list", () => {
  const world = new World({ settings: { channelRankArrives: "after" } });
  const visitor = loggedIn(world, "mod1").send("joinChannel", { name: "testroom" });
  const tail = visitor.takeEvents().slice(JOIN.length);
  assert.deepEqual(tail, [
    "userlist",
    "usercount",
    "listPlaylists",
    "userlist",
    "rank",
    "setPlaylistMeta",
    "playlist",
    "setUserRank",
  ]);
});

Deno.test("join: login and join sent at once bring the join first, then the login", () => {
  const world = new World();
  const visitor = world.connect().send("login", { name: "rosey", pw: "rosey-pw" })
    .send("joinChannel", { name: "testroom" });
  assert.deepEqual(visitor.takeAll("userlist"), [[]]);
  world.clock.advance(45);
  assert.deepEqual(visitor.takeEvents(), [
    "rank",
    "login",
    "addUser",
    "rank",
    "setPlaylistMeta",
    "playlist",
    "setUserRank",
  ]);
});

Deno.test("join: others hear of a registered newcomer's rank and person, of a guest's person only", () => {
  const world = new World();
  const watcher = world.enter("rosey");
  world.enter("mod1");
  assert.deepEqual(watcher.takeEvents(), ["setUserRank", "addUser"]);
  world.enterGuest("somebody");
  assert.deepEqual(watcher.takeEvents(), ["addUser"]);
  world.connect().send("joinChannel", { name: "testroom" });
  assert.deepEqual(watcher.takeEvents(), []);
});

Deno.test("join: a second join on one socket is ignored, an illegal name ends the connection", () => {
  const world = new World();
  const rosey = world.enter("rosey").send("joinChannel", { name: "floodroom" });
  assert.deepEqual(rosey.take(), []);
  const lost = world.connect();
  lost.take();
  lost.send("joinChannel", { name: "not a channel!" });
  assert.deepEqual(lost.takeEvents(), ["errorMsg", "kick"]);
  assert.equal(lost.ending, "disconnect");
});

Deno.test("join: a password is asked for, refused and taken at the door", () => {
  const visitor = loggedIn(new World(), "rosey").send("joinChannel", { name: "pwroom" });
  assert.deepEqual(visitor.take().at(-1), { event: "needPassword", args: [false] });
  visitor.send("channelPassword", "wrong").say("can anyone hear me");
  assert.deepEqual(visitor.take(), [{ event: "needPassword", args: [true] }]);
  visitor.send("channelPassword", "sesame");
  const events = visitor.takeEvents();
  assert.equal(events[0], "cancelNeedPassword");
  assert.ok(events.includes("userlist"));
});

Deno.test("join: a password in the join is enough, and moderators need none", () => {
  const world = new World();
  const right = loggedIn(world, "rosey").send("joinChannel", { name: "pwroom", pw: "sesame" }).takeEvents();
  assert.ok(right.includes("userlist") && !right.includes("needPassword"));
  const wrong = loggedIn(world, "alice").send("joinChannel", { name: "pwroom", pw: "x" }).take();
  assert.deepEqual(wrong.at(-1), { event: "needPassword", args: [true] });
  assert.ok(
    loggedIn(world, "owner").send("joinChannel", { name: "pwroom" }).takeEvents().includes("userlist"),
  );
});

Deno.test("join: a channel that wants names lets somebody in once they have one", () => {
  const world = new World();
  const visitor = world.connect().send("joinChannel", { name: "anonblock" });
  assert.deepEqual(visitor.takeAll("errorMsg"), [
    { msg: "This channel has blocked anonymous users. Please provide a user name to join." },
  ]);
  visitor.send("login", { name: "rosey", pw: "rosey-pw" });
  world.clock.advance(45);
  assert.ok(visitor.takeEvents().includes("userlist"));
});

Deno.test("join: a channel that nobody registered says so, is open, and remembers nothing", () => {
  const world = new World();
  const rosey = world.enter("rosey", "freeroom").say("hello");
  rosey.goAway();
  const again = loggedIn(world, "rosey").send("joinChannel", { name: "freeroom" }).take();
  assert.deepEqual(again.filter(({ event }) => event === "chatMsg"), []);
  assert.ok(again.some(({ event }) => event === "channelNotRegistered"));
  assert.deepEqual(again.find(({ event }) => event === "setPlaylistLocked")?.args, [false]);
});

Deno.test("join: eleven connections of one address are one too many", () => {
  const world = new World();
  const all = Array.from({ length: 11 }, () => world.connect("203.0.113.5"));
  assert.deepEqual(all[10]?.take(), [
    { event: "kick", args: [{ reason: "Too many connections from your IP address" }] },
  ]);
  assert.equal(all[10]?.ending, "cut");
  all[0]?.goAway();
  assert.deepEqual(world.connect("203.0.113.5").takeEvents(), ["rank"]);
});

Deno.test("join: the user count goes out at once, then at most every ten seconds", () => {
  const world = new World();
  const rosey = world.enter("rosey");
  world.enterGuest("one");
  world.enterGuest("two");
  assert.deepEqual(rosey.takeAll("usercount"), []);
  world.clock.advance(10_000);
  assert.deepEqual(rosey.takeAll("usercount"), [3]);
  world.clock.advance(10_000);
  assert.deepEqual(rosey.takeAll("usercount"), []);
});

Deno.test("join: who takes over the name of the only visitor is in a room that lives", () => {
  const world = new World();
  loggedIn(world, "rosey").send("joinChannel", { name: "testroom" });
  const second = loggedIn(world, "rosey").send("joinChannel", { name: "testroom" });
  second.take();
  second.send("chatMsg", { msg: "still here", meta: {} });
  assert.deepEqual(second.takeEvents(), ["chatMsg"]);
  const third = loggedIn(world, "alice").send("joinChannel", { name: "testroom" });
  assert.equal(third.takeEvents().includes("chatMsg"), true, "the third visitor is shown the line");
});
