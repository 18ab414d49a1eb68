import assert from "node:assert/strict";
import polls from "../../../plugins/polls/plugin.ts";
import { parsePoll } from "../../../plugins/polls/poll_text.ts";
import type { Poll } from "../../../src/plugin/mod.ts";
import { testRoom } from "./test_room.ts";

function pollRoom() {
  return testRoom(polls, { users: [{ name: "mod", rank: 2 }, "alice"] });
}

const colours: Poll = {
  openedAtMs: 1,
  title: "Best colour?",
  options: [{ text: "red", votes: 3 }, { text: "/blue", votes: 1 }],
  hidden: false,
  openedBy: "owner",
};

Deno.test("polls: the examples of its commands hold", async () => {
  await using room = await pollRoom();
  assert.deepEqual(await room.failingExamples("polls"), []);
});

Deno.test("polls: a poll is read with its options, in any spacing", () => {
  assert.deepEqual(parsePoll(" Best  colour?|red |\tdark blue"), {
    title: "Best colour?",
    options: ["red", "dark blue"],
  });
});

Deno.test("polls: what the server would not take is refused with the part and the limit", () => {
  const cases: [string, RegExp][] = [
    ["| a | b", /the poll has no title/],
    ["t", /at least 2 options, separated by \|, and this one has 0/],
    ["t | a", /has 1$/],
    ["t | a | | c", /option 2 is empty/],
    [`${"t".repeat(256)} | a | b`, /the title may have 255 characters at most, and has 256/],
    [`t | a | ${"b".repeat(256)}`, /option 2 may have 255 characters at most, and has 256/],
    [`t${" | o".repeat(51)}`, /50 options at most, and this one has 51/],
  ];
  for (const [typed, reason] of cases) assert.throws(() => parsePoll(typed), reason, typed.slice(0, 20));
  assert.equal(parsePoll(`${"t".repeat(255)}${" | o".repeat(50)}`).options.length, 50);
});

Deno.test("polls: opening one is one act with what was typed, also when it looks like a command", async () => {
  await using room = await pollRoom();
  assert.deepEqual(await room.chat("mod", "!openpoll /kick bob? | /yes | no, never"), [
    "Poll opened: /kick bob? (2 options)",
  ]);
  assert.deepEqual(await room.pm("mod", "hiddenpoll Who? | us | them"), [
    "Poll opened: Who? (2 options, hidden votes)",
  ]);
  assert.deepEqual(room.acts, [
    {
      kind: "open_poll",
      title: "/kick bob?",
      options: ["/yes", "no, never"],
      hidden: false,
      timeoutSeconds: undefined,
    },
    { kind: "open_poll", title: "Who?", options: ["us", "them"], hidden: true, timeoutSeconds: undefined },
  ]);
});

Deno.test("polls: a new poll closes the open one, which is asked about first with its votes", async () => {
  await using room = await pollRoom();
  room.room.poll = colours;
  assert.match((await room.pm("mod", "openpoll t | a"))[0] ?? "", /^a poll needs at least 2 options/);
  assert.match(
    (await room.pm("mod", "openpoll Next? | a | b"))[0] ?? "",
    /^Close the poll "Best colour\?", which has 4 votes, and open "Next\?"\? Say confirm within 30 s/,
  );
  assert.deepEqual(room.acts, []);
  assert.deepEqual(await room.pm("mod", "confirm"), ["Poll opened: Next? (2 options)"]);
});

Deno.test("polls: whoever lacks the permission opens and closes none", async () => {
  await using room = await pollRoom();
  room.room.poll = colours;
  assert.match((await room.pm("alice", "openpoll t | a | b"))[0] ?? "", /"pollctl"/);
  assert.match((await room.pm("alice", "closepoll"))[0] ?? "", /"pollctl"/);
  assert.deepEqual(room.acts, []);
});

Deno.test("polls: the open poll is shown with its votes, and closing it tells them", async () => {
  await using room = await pollRoom();
  assert.deepEqual(await room.chat("alice", "!poll"), ["No poll is open."]);
  assert.deepEqual(await room.chat("mod", "!closepoll"), ["No poll is open."]);
  room.room.poll = colours;
  await room.advance("1m");
  const told = "Best colour? - 1. red: 3, 2. /blue: 1";
  assert.deepEqual(await room.chat("alice", "!poll"), [told]);
  assert.deepEqual(await room.chat("mod", "!closepoll"), [`Poll closed: ${told}`]);
  assert.deepEqual(room.acts, [{ kind: "close_poll" }]);
});

Deno.test("polls: hidden votes are told by PM to those alone whom the server shows them", async () => {
  await using room = await pollRoom();
  room.room.poll = { ...colours, hidden: true };
  const hidden = "Best colour? - 1. red, 2. /blue (the votes are hidden until it is closed)";
  assert.deepEqual(await room.chat("mod", "!poll"), [hidden]);
  assert.deepEqual(await room.pm("alice", "poll"), [hidden]);
  assert.deepEqual(await room.pm("mod", "poll"), [
    "Best colour? - 1. red: 3, 2. /blue: 1 (the votes are hidden until it is closed)",
  ]);
});

Deno.test("polls: words after poll are answered with how to open one, and open none", async () => {
  await using room = await pollRoom();
  assert.match((await room.pm("mod", "poll open t | a | b"))[0] ?? "", /^To open a poll: openpoll /);
  assert.deepEqual(room.acts, []);
});

Deno.test("polls: a poll that the server refuses is told with the server's reason", async () => {
  await using room = await pollRoom();
  room.fateOf = () => ({ outcome: "refused", reason: "server", message: "No more polls today." });
  assert.deepEqual(await room.chat("mod", "!openpoll t | a | b"), ["No more polls today."]);
});

Deno.test("polls: a poll of long options takes two lines of the room, and is whole by PM", async () => {
  await using room = await pollRoom();
  const options = Array.from({ length: 50 }, (_, index) => ({ text: `${index}`.repeat(50), votes: 0 }));
  room.room.poll = { ...colours, options };
  const told = await room.chat("mod", "!poll");
  assert.equal(told.length, 2);
  assert.match(told[1] ?? "", / and \d\d more$/);
  const whole = await room.pm("mod", "poll");
  assert.ok([...told, ...whole].every((line) => line.length <= 320));
  assert.equal(
    whole.join(" "),
    `Best colour? - ${options.map(({ text }, index) => `${index + 1}. ${text}: 0`).join(", ")}`,
  );
});

Deno.test("polls: a link in a poll is no link in what Rosey says of it", async () => {
  await using room = await pollRoom();
  const link = "https://spam.example/x";
  room.room.poll = {
    ...colours,
    title: `See ${link}`,
    options: [{ text: link, votes: 1 }, { text: "no", votes: 0 }],
  };
  const told = [
    ...await room.chat("alice", "!poll"),
    ...await room.chat("mod", `!openpoll Or ${link} | ${link} | no`),
    ...await room.chat("mod", "!confirm"),
    ...await room.pm("mod", "closepoll"),
  ];
  assert.equal(told.length, 4);
  for (const line of told) assert.match(line, /https: \/\/spam\.example/);
  for (const line of told) assert.doesNotMatch(line, /\w:\/\//);
  const [opened] = room.acts;
  assert.ok(opened?.kind === "open_poll" && opened.title === `Or ${link}`);
});
