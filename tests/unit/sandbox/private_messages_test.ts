import assert from "node:assert/strict";
import { World } from "./recorded_site.ts";

Deno.test("pm: both sides get it, in the spelling of the name, with text left as typed", () => {
  const world = new World();
  const alice = world.enter("alice");
  const rosey = world.enter("rosey");
  alice.take();
  rosey.send("pm", { to: "ALICE", msg: "/me *waves*\nto <you>", meta: {} });
  const [message] = rosey.takeAll("pm");
  assert.deepEqual(message, {
    username: "rosey",
    to: "alice",
    msg: "/me <strong>waves</strong>\nto &lt;you&gt;",
    meta: {},
    time: world.clock.now(),
  });
  assert.deepEqual(alice.takeAll("pm"), [message]);
});

Deno.test("pm: an empty one is delivered, a green one is green", () => {
  const world = new World();
  world.enter("alice");
  const rosey = world.enter("rosey").send("pm", { to: "alice", msg: "" }).send("pm", {
    to: "alice",
    msg: ">x",
  });
  const sent = rosey.takeAll("pm").map((message) => [Object(message).msg, Object(message).meta]);
  assert.deepEqual(sent, [["", {}], ["&gt;x", { addClass: "greentext" }]]);
});

Deno.test("pm: every failure has the server's words", () => {
  const rosey = new World().enter("rosey");
  for (const to of ["NoSuchUser", "rosey", "not a name!"]) rosey.send("pm", { to, msg: "x" });
  assert.deepEqual(rosey.takeAll("errorMsg"), [
    { msg: "PM failed: nosuchuser isn't connected to this channel." },
    { msg: "You can't PM yourself!" },
    { msg: "PM failed: not a name! isn't a valid username." },
  ]);
});

Deno.test("pm: anonymous viewers are told to sign in", () => {
  const viewer = new World().connect().send("joinChannel", { name: "testroom" });
  viewer.take();
  viewer.send("pm", { to: "alice", msg: "x" });
  assert.deepEqual(viewer.take(), [{
    event: "errorMsg",
    args: [{ msg: "You must be signed in to send PMs" }],
  }]);
});

Deno.test("pm: shares the allowance of chat, also when it fails", () => {
  const rosey = new World().enter("rosey");
  for (let message = 0; message < 21; message++) rosey.send("pm", { to: "nobody", msg: "x" });
  rosey.say("chat");
  assert.deepEqual(rosey.takeEvents().slice(20), ["cooldown", "cooldown"]);
});

Deno.test("pm: a muted person can still write, and nothing is replayed", () => {
  const world = new World();
  world.enter("alice");
  const rosey = world.enter("rosey");
  world.enter("mod1").say("/mute rosey");
  rosey.take();
  rosey.send("pm", { to: "alice", msg: "still here" });
  assert.deepEqual(rosey.takeEvents(), ["pm"]);
  const late = world.connect().send("joinChannel", { name: "testroom" });
  assert.ok(!late.takeEvents().includes("pm"));
});
