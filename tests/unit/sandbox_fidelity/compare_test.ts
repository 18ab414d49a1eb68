import assert from "node:assert/strict";
import { compareFrames } from "../../integration/sandbox_fidelity/compare.ts";
import type { Frame } from "../../integration/sandbox_fidelity/frame.ts";
import { describeDifferences } from "../../integration/sandbox_fidelity/report.ts";

const EPOCHS = { expectedMs: 1_000_000, actualMs: 5_000_000 };

const event = (name: string, data?: unknown, atMs = 100): Frame => ({
  kind: "event",
  name,
  args: data === undefined ? [] : [data],
  atMs,
});
const sys = (name: string, data: unknown, atMs = 100): Frame => ({ kind: "sys", name, args: [data], atMs });
const chat = (msg: string, time: number, atMs = 100) =>
  event("chatMsg", { username: "alice", msg, meta: {}, time }, atMs);

const EXPECTED = [
  event("setMotd", "hi"),
  chat("one", 1_000_100),
  chat("two", 1_000_100),
  event("closePoll", null),
];
const SAME = [
  event("setMotd", "hi"),
  chat("one", 5_000_110),
  chat("two", 5_000_110),
  event("closePoll", null),
];

const kinds = (expected: readonly Frame[], actual: readonly Frame[]) =>
  compareFrames(expected, actual, EPOCHS).map((one) => one.kind);

Deno.test("fidelity: equal runs have no difference, whatever the clock says", () => {
  assert.deepEqual(compareFrames(EXPECTED, SAME, EPOCHS), []);
});

Deno.test("fidelity: a missing event is a difference", () => {
  for (const index of SAME.keys()) assert.deepEqual(kinds(EXPECTED, SAME.toSpliced(index, 1)), ["missing"]);
});

Deno.test("fidelity: an extra event is a difference, wherever it comes", () => {
  for (let index = 0; index <= SAME.length; index++) {
    assert.deepEqual(kinds(EXPECTED, SAME.toSpliced(index, 0, event("drinkCount", 1))), ["extra"]);
  }
});

Deno.test("fidelity: the same event twice is a difference", () => {
  assert.deepEqual(kinds(EXPECTED, SAME.toSpliced(1, 0, chat("one", 5_000_110))), ["extra"]);
});

Deno.test("fidelity: two events in another order are a difference", () => {
  const [motd, one, two, poll] = SAME;
  assert.ok(motd && one && two && poll);
  assert.deepEqual(kinds(EXPECTED, [motd, two, one, poll]), ["reordered"]);
});

Deno.test("fidelity: another text, another type, a field more or less, null for nothing: each a difference", () => {
  const cases: ReadonlyArray<readonly [unknown, unknown]> = [
    [{ msg: "a", meta: {} }, { msg: "b", meta: {} }],
    [{ count: 1 }, { count: "1" }],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: 1, b: 2 }, { a: 1 }],
    [{ a: null }, {}],
    [[1, 2], [1]],
    [[], {}],
    [null, undefined],
    [false, 0],
  ];
  for (const [expected, actual] of cases) {
    assert.deepEqual(
      kinds([event("x", expected)], [event("x", actual)]),
      ["reshaped"],
      `${JSON.stringify(expected)} against ${JSON.stringify(actual)}`,
    );
  }
});

Deno.test("fidelity: a server time that is no whole number, or off by a second, is a difference", () => {
  assert.deepEqual(kinds([chat("x", 1_000_100)], [chat("x", 5_001_100)]), ["reshaped"]);
  assert.deepEqual(kinds([chat("x", 1_000_100)], [chat("x", 5_000_100.5)]), ["reshaped"]);
});

Deno.test("fidelity: an event at another time is a difference", () => {
  assert.deepEqual(kinds([event("mediaUpdate", {}, 5000)], [event("mediaUpdate", {}, 6000)]), ["mistimed"]);
});

Deno.test("fidelity: the reason of a lost connection counts", () => {
  assert.deepEqual(
    kinds([sys("disconnect", { reason: "transport close" })], [
      sys("disconnect", { reason: "io server disconnect" }),
    ]),
    ["reshaped"],
  );
});

Deno.test("fidelity: racing events may change places, but not be lost, doubled or changed", () => {
  const expected = [event("rank", 1), event("login", {}), event("addUser", { name: "a" })];
  const [rank, login, addUser] = expected;
  assert.ok(rank && login && addUser);
  assert.deepEqual(kinds(expected, [addUser, login, rank]), []);
  assert.deepEqual(kinds(expected, [login, rank]), ["missing"]);
  assert.deepEqual(kinds(expected, [rank, rank, login, addUser]), ["extra"]);
  assert.deepEqual(kinds(expected, [event("rank", 2), login, addUser]), ["reshaped"]);
});

Deno.test("fidelity: a racing event far from its place is a difference", () => {
  assert.deepEqual(kinds([event("usercount", 2, 100)], [event("usercount", 2, 10_100)]), [
    "missing",
    "extra",
  ]);
});

const META = event("setPlaylistMeta", { count: 0 });
const LIST = event("playlist", []);
const USERS = event("userlist", [{ name: "rosey" }]);
const OPENING = [sys("connect", { id: "aaaaaaaaaaaaaaaaaaaa" }), event("setPermissions", {})];
const RANK_FIRST = [...OPENING.toSpliced(1, 0, event("rank", 1)), META, LIST, META, LIST, USERS];
const RANK_LATER = [...OPENING, META, LIST, USERS, event("rank", 1), META, LIST, event("setUserRank", {})];

Deno.test("fidelity: a join is the same whether the rank comes before or after it", () => {
  assert.deepEqual(kinds(RANK_FIRST, RANK_LATER), []);
  assert.deepEqual(kinds(RANK_LATER, RANK_FIRST), []);
});

Deno.test("fidelity: a join whose rank brings no playlist, or no rank after it, is a difference", () => {
  assert.deepEqual(kinds(RANK_FIRST, [...OPENING, event("rank", 1), META, LIST, USERS]), ["missing"]);
  assert.notDeepEqual(kinds(RANK_FIRST, RANK_LATER.slice(0, -1)), []);
});

Deno.test("fidelity: the user list that ends a join stands after the replay", () => {
  const line = chat("old", 1_000_000);
  const expected = [...OPENING, line, USERS];
  const replay = chat("old", 5_000_000);
  assert.deepEqual(kinds(expected, [...OPENING, replay, USERS]), []);
  assert.deepEqual(kinds(expected, [...OPENING, USERS, replay]), ["reordered"]);
});

Deno.test("fidelity: a report names the line, what was recorded and what came", () => {
  const expected = { ...event("setMotd", "hello"), line: 7 };
  const text = describeDifferences("z01", compareFrames([expected], [event("setMotd", "bye")], EPOCHS));
  assert.match(text, /z01\.jsonl:7: reshaped/);
  assert.match(text, /expected: setMotd "hello"/);
  assert.match(text, /got: {6}setMotd "bye"/);
});
