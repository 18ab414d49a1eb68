import assert from "node:assert/strict";
import { World } from "./recorded_site.ts";

/** What rosey's own line comes back as: text and marks, or the names of other events. */
function spoken(name: string, lines: readonly string[], channel = "testroom") {
  const world = new World();
  const visitor = world.enter(name, channel);
  for (const line of lines) visitor.say(line);
  return visitor.take().map(({ event, args }) => {
    const line = args[0];
    if (event !== "chatMsg" || typeof line !== "object" || line === null) return event;
    return "msg" in line && "meta" in line ? [line.msg, line.meta] : event;
  });
}

const LINES: readonly (readonly [string, unknown])[] = [
  ["/me waves", ["waves", { addClass: "action", action: true }]],
  ["/me", ["", { addClass: "action", action: true }]],
  ["/sp a spoiler", ["a spoiler", { addClass: "spoiler" }]],
  [">implying", ["&gt;implying", { addClass: "greentext" }]],
  [" >not green", [" &gt;not green", {}]],
  ["multi\nline\ttab \u0007bell", ["multi line tab  bell", {}]],
  ["\u0000\u0001control first", [" control first", {}]],
  ["/unknowncommand foo", ["/unknowncommand foo", {}]],
  ["/ slash space", ["/ slash space", {}]],
  ["/AFK is not /afk", ["/AFK is not /afk", {}]],
  ["/afkish is not a command", ["/afkish is not a command", {}]],
  ["/d3 cheers", ["/d3 cheers", {}]],
  ["  spaces stay  ", ["  spaces stay  ", {}]],
];

for (const [typed, expected] of LINES) {
  Deno.test(`chat: ${JSON.stringify(typed)} comes back as recorded`, () => {
    assert.deepEqual(spoken("rosey", [typed]), [expected]);
  });
}

Deno.test("chat: what a user may not do, and blank lines, are not answered", () => {
  const silent = [
    "",
    "   ",
    "/say x",
    "/kick alice",
    "/mute alice",
    "/poll Q,a,b",
    "/rank alice 2",
    "/clear",
  ];
  assert.deepEqual(spoken("rosey", silent), []);
});

Deno.test("chat: a long line is cut", () => {
  assert.deepEqual(spoken("rosey", ["x".repeat(400)]), [["x".repeat(320), {}]]);
});

Deno.test("chat: anonymous viewers cannot speak and are not told", () => {
  const visitor = new World().connect().send("joinChannel", { name: "testroom" });
  visitor.take();
  assert.deepEqual(visitor.say("hello").take(), []);
});

Deno.test("chat: frames of a wrong shape are named in the server's words", () => {
  const rosey = new World().enter("rosey");
  for (
    const frame of ["just a string", { msg: 5 }, {}, undefined, { msg: "x", meta: null }, {
      msg: "x",
      meta: [],
    }]
  ) {
    rosey.send("chatMsg", frame);
  }
  rosey.send("pm", { to: "alice" }).send("nosuchevent", { a: 1 });
  assert.deepEqual(rosey.takeAll("errorMsg").map((error) => Object.values(Object(error))[0]), [
    "Unexpected error for message chatMsg: Expected type object, got string",
    "Unexpected error for message chatMsg: Expected key msg to be of type string, instead got number",
    "Unexpected error for message chatMsg: Missing key: string:msg",
    "Unexpected error for message chatMsg: Expected type object, got undefined",
    "Unexpected error for message chatMsg: Expected key meta to be of type object,optional, instead got null",
    "Unexpected error for message chatMsg: Expected key meta to be of type object,optional, instead got array",
    "Unexpected error for message pm: Missing key: string:msg",
  ]);
});

Deno.test("chat: only a moderator's flair that equals the rank survives, of all meta", () => {
  const world = new World();
  const owner = world.enter("owner");
  owner.say("a", { modflair: 5 }).say("b", { modflair: 2 }).say("c", { addClass: "shout" });
  world.enter("rosey").say("d", { modflair: 1, action: true });
  const metas = owner.takeAll("chatMsg").map((line) => Object(line).meta);
  assert.deepEqual(metas.filter((meta) => meta.addClass !== "server-whisper"), [{ modflair: 5 }, {}, {}, {}]);
});

Deno.test("chat: a blacklisted domain ends in a kick without a reason", () => {
  const rosey = new World().enter("rosey").say("see http://blacklisted.example/");
  assert.deepEqual(rosey.take(), [{ event: "kick", args: [{}] }]);
  assert.equal(rosey.ending, "disconnect");
});

Deno.test("chat: the twenty-first line of a burst is refused and lost", () => {
  const world = new World();
  const rosey = world.enter("rosey");
  for (let line = 0; line < 22; line++) rosey.say(`line ${line}`);
  assert.deepEqual(rosey.takeEvents(), [
    ...Array.from({ length: 20 }, () => "chatMsg"),
    "cooldown",
    "cooldown",
  ]);
  world.clock.advance(100);
  assert.deepEqual(rosey.say("again").takeEvents(), ["chatMsg"]);
});

Deno.test("chat: in a channel with its own flood limit two /me use up four lines, and a pm none of it", () => {
  const world = new World();
  const rosey = world.enter("rosey", "floodroom");
  for (let line = 0; line < 3; line++) rosey.say(`/me ${line}`);
  rosey.send("pm", { to: "nobody", msg: "x" });
  assert.deepEqual(rosey.take().map(({ event, args }) => [event, event === "cooldown" ? args[0] : ""]), [
    ["chatMsg", ""],
    ["chatMsg", ""],
    ["cooldown", 1000],
    ["errorMsg", ""],
  ]);
});

Deno.test("chat: the newest fifteen lines are replayed to whoever joins, before the user list", () => {
  const world = new World();
  const alice = world.enter("alice");
  for (let line = 0; line < 18; line++) alice.say(`line ${line}`);
  const late = world.connect().send("joinChannel", { name: "testroom" }).take();
  const lines = late.filter(({ event }) => event === "chatMsg").map(({ args }) => Object(args[0]).msg);
  assert.deepEqual(lines, Array.from({ length: 15 }, (_, index) => `line ${index + 3}`));
  const events = late.map(({ event }) => event);
  assert.ok(events.lastIndexOf("chatMsg") < events.indexOf("drinkCount"));
});

Deno.test("chat: /clear empties the buffer and everybody is told", () => {
  const world = new World();
  const mod = world.enter("mod1").say("secret").say("/clear");
  assert.deepEqual(mod.takeEvents(), ["chatMsg", "clearchat", "chatMsg"]);
  const late = world.connect().send("joinChannel", { name: "testroom" });
  assert.deepEqual(late.takeAll("chatMsg"), []);
});

Deno.test("chat: drinks are counted, and whatever begins with /d is a drink", () => {
  const world = new World();
  const owner = world.enter("owner");
  const drinks = (line: string) => {
    const frames = owner.say(line).take();
    return frames.map(({ args }) => typeof args[0] === "number" ? args[0] : Object(args[0]).msg);
  };
  assert.deepEqual(drinks("/d"), [1, " drink!"]);
  assert.deepEqual(drinks("/d cheers"), [2, "cheers drink!"]);
  assert.deepEqual(drinks("/d5 round"), [7, "round drink! (x5)"]);
  assert.deepEqual(drinks("/d-2"), [5]);
  assert.deepEqual(drinks("/dance"), [6, "ance drink!"]);
});

Deno.test("chat: silence makes people away, in the recorded order, and a line brings them back", () => {
  const world = new World();
  const owner = world.enter("owner");
  const rosey = world.enter("rosey");
  owner.send("setOptions", { afk_timeout: 3 });
  rosey.take();
  world.clock.advance(3000);
  assert.deepEqual(rosey.takeEvents().filter((event) => event !== "usercount"), [
    "setUserMeta",
    "setAFK",
    "clearVoteskipVote",
    "setUserMeta",
    "setAFK",
  ]);
  rosey.say("I am here");
  assert.deepEqual(rosey.takeEvents(), ["setUserMeta", "setAFK", "chatMsg"]);
  rosey.say("/afk").say("text with /afk inside").say("/afk");
  assert.deepEqual(rosey.takeEvents(), [
    "clearVoteskipVote",
    "setUserMeta",
    "setAFK",
    "chatMsg",
    "setUserMeta",
    "setAFK",
  ]);
});

Deno.test("chat: too many frames of any kind are a kick, where the site says so", () => {
  const world = new World({ settings: { frameRateLimit: { burst: 20, perSecond: 10 } } });
  const rosey = world.enter("rosey");
  for (let frame = 0; frame < 19; frame++) rosey.send("playerReady");
  assert.deepEqual(rosey.takeAll("kick"), [{ reason: "Rate limit exceeded" }]);
});
