import assert from "node:assert/strict";
import { type Visitor, World } from "./recorded_site.ts";

const counts = (visitor: Visitor, event = "updatePoll") =>
  visitor.takeAll(event).map((poll) => Object(poll).counts);
const poll = (more: object = {}) => ({ title: "Q?", opts: ["a", "b"], obscured: false, ...more });

function room() {
  const world = new World();
  const owner = world.enter("owner");
  const alice = world.enter("alice");
  const rosey = world.enter("rosey");
  for (const visitor of [owner, alice, rosey]) visitor.take();
  return { world, owner, alice, rosey };
}

Deno.test("polls: votes are counted by address, moved, and taken back by leaving", () => {
  const { owner, alice, rosey } = room();
  owner.send("newPoll", poll());
  assert.deepEqual(counts(rosey, "newPoll"), [[0, 0]]);
  alice.send("vote", { option: 0 });
  rosey.send("vote", { option: 1 }).send("vote", { option: 0 }).send("vote", { option: 9 });
  assert.deepEqual(counts(rosey), [[1, 0], [1, 1], [2, 0]]);
  alice.goAway();
  assert.deepEqual(rosey.takeEvents(), ["userLeave", "updatePoll"]);
});

Deno.test("polls: hidden counts are marks to users and marked numbers to moderators, shown at the close", () => {
  const { owner, rosey } = room();
  owner.say("/hpoll Secret?,yes,no");
  assert.deepEqual(rosey.take().map(({ args }) => [Object(args[0]).title, Object(args[0]).counts]), [
    [" Secret?", ["?", "?"]],
  ]);
  rosey.send("vote", { option: 0 });
  assert.deepEqual(counts(owner), [["1?", "0?"]]);
  rosey.take();
  owner.send("closePoll");
  assert.deepEqual(rosey.take().map(({ event, args }) => [event, Object(args[0]).counts]), [
    ["updatePoll", [1, 0]],
    ["closePoll", undefined],
  ]);
});

Deno.test("polls: a timer closes, a new poll closes the old one, and votes may be kept", () => {
  const { world, owner, alice, rosey } = room();
  owner.send("newPoll", poll({ timeout: 2, retainVotes: true }));
  alice.send("vote", { option: 1 });
  alice.goAway();
  assert.deepEqual(rosey.takeEvents(), ["newPoll", "updatePoll", "userLeave"]);
  owner.send("newPoll", poll({ timeout: 2 }));
  assert.deepEqual(rosey.takeEvents(), ["closePoll", "newPoll"]);
  world.clock.advance(2000);
  assert.deepEqual(rosey.takeEvents(), ["closePoll"]);
});

Deno.test("polls: acknowledgements tell success and failure; without the right none comes", () => {
  const { owner, rosey } = room();
  rosey.send("newPoll", poll(), { acknowledged: true });
  assert.deepEqual(rosey.take(), []);
  owner.send("newPoll", poll(), { acknowledged: true });
  assert.deepEqual(owner.takeAll("(ack)"), [{}]);
  const wrong = [
    poll({ title: "x".repeat(256) }),
    poll({ timeout: 0.5 }),
    poll({ opts: Array.from({ length: 51 }, () => "o") }),
  ];
  for (const one of wrong) owner.send("newPoll", one, { acknowledged: true });
  assert.deepEqual(owner.takeAll("(ack)").map((answer) => Object(answer).error.message), [
    "Poll title must be no more than 255 characters long.",
    "Poll timeout must be between 1 and 86400 seconds",
    "Polls are limited to a maximum of 50 options.",
  ]);
  owner.send("newPoll", poll({ opts: [""] }));
  assert.deepEqual(owner.takeAll("errorMsg"), [{ msg: "Poll options must be 1-255 characters long." }]);
});

Deno.test("polls: the open poll is shown to whoever joins, before the user list", () => {
  const { world, owner } = room();
  owner.send("newPoll", poll());
  const events = world.connect().send("joinChannel", { name: "testroom" }).takeEvents();
  assert.equal(events[events.indexOf("userlist") - 1], "newPoll");
});
