import assert from "node:assert/strict";
import { lookAlikeKey } from "../../../src/sandbox/model/names.ts";
import { World } from "./recorded_site.ts";

const INVALID =
  "Invalid username.  Usernames must be 1-20 characters long and consist only of characters a-z, A-Z, 0-9, -, or _.";

const REFUSALS: readonly (readonly [string, { name: string; pw?: string }, string])[] = [
  ["a wrong password", { name: "rosey", pw: "no" }, "Invalid username/password combination"],
  ["a registered name without password", { name: "rosey" }, "That username is registered."],
  ["a name that looks like a registered one", { name: "r0sey" }, "That username is registered."],
  ["an account that does not exist", { name: "nosuchuser", pw: "x" }, "User does not exist"],
  ["illegal characters", { name: "has space" }, INVALID],
  ["twenty-one characters", { name: "a".repeat(21) }, INVALID],
  ["a reserved name", { name: "admin" }, "That username is reserved."],
  ["an illegal name with a password", { name: "has space", pw: "x" }, 'Invalid username "has space"'],
];

for (const [what, frame, error] of REFUSALS) {
  Deno.test(`login: ${what} is refused in the server's words`, () => {
    const world = new World();
    const visitor = world.connect();
    visitor.take();
    visitor.send("login", frame);
    world.clock.advance(45);
    assert.deepEqual(visitor.takeAll("login"), [{ success: false, error }]);
  });
}

Deno.test("login: the right password gives rank and name in the registered spelling, after 45 ms", () => {
  const world = new World();
  const visitor = world.connect().send("login", { name: "ROSEY", pw: "rosey-pw" });
  world.clock.advance(44);
  assert.deepEqual(visitor.takeEvents(), ["rank"]);
  visitor.send("login", { name: "alice", pw: "alice-pw" });
  world.clock.advance(100);
  assert.deepEqual(visitor.take(), [
    { event: "rank", args: [1] },
    { event: "login", args: [{ success: true, name: "rosey" }] },
  ]);
});

Deno.test("login: what has no name gets no answer, what is no object is told so", () => {
  const visitor = new World().connect();
  visitor.take();
  visitor.send("login", {}).send("login", { name: 5 });
  assert.deepEqual(visitor.take(), []);
  visitor.send("login", "rosey");
  assert.deepEqual(visitor.takeAll("errorMsg"), [{ msg: "Invalid login frame" }]);
});

Deno.test("login: a second guest of one address within 60 s is refused, after it is let in", () => {
  const world = new World();
  const guest = (name: string) => {
    const visitor = world.connect("198.51.100.7").send("login", { name });
    return visitor.takeAll("login");
  };
  assert.deepEqual(guest("one"), [{ success: true, name: "one", guest: true }]);
  const error = "Guest logins are restricted to one per IP address per 60 seconds.";
  assert.deepEqual(guest("two"), [{ success: false, error }]);
  world.clock.advance(60_000);
  assert.deepEqual(guest("two"), [{ success: true, name: "two", guest: true }]);
});

Deno.test("login: a guest name is taken only for those in the same channel, and a newcomer wins it", () => {
  const world = new World();
  const first = world.enterGuest("visitor");
  const inside = world.connect().send("joinChannel", { name: "testroom" });
  inside.take();
  inside.send("login", { name: "Visitor" });
  assert.deepEqual(inside.takeAll("login"), [
    { success: false, error: "That name is already in use on this channel." },
  ]);
  const outside = world.connect().send("login", { name: "VISITOR" });
  outside.take();
  outside.send("joinChannel", { name: "testroom" });
  assert.deepEqual(first.takeAll("kick"), [{ reason: "Duplicate login" }]);
  assert.equal(first.ending, "disconnect");
  assert.equal(outside.takeEvents()[0], "userLeave");
});

Deno.test("login: look-alikes have one key, others have their own", () => {
  for (const name of ["r0sey", "ROSEY", "rosey"]) assert.equal(lookAlikeKey(name), lookAlikeKey("rosey"));
  assert.equal(lookAlikeKey("bi11-y"), lookAlikeKey("blli_y"));
  assert.notEqual(lookAlikeKey("rosy"), lookAlikeKey("rosey"));
});
