import assert from "node:assert/strict";
import { commandDetails } from "../../../src/domain/command_details.ts";
import { membersOf, textIn } from "../../json_values.ts";
import { webUnderTest } from "./web_under_test.ts";

async function opened() {
  const web = await webUnderTest();
  const token = await web.issue("phone", ["say", "read"]);
  const admin = await web.issue("boss", ["admin"]);
  const say = (body: unknown, headers: Record<string, string> = {}, path = "/api/say") =>
    web.ask(path, { method: "POST", token, body, headers });
  return { web, token, admin, say };
}

Deno.test("say route: what is to be said is queued, and the outbox is woken", async () => {
  const { web, token, say } = await opened();
  await using _web = web;
  const answer = await say({ message: "/kick bob" });
  assert.equal(answer.status, 200);
  const { queued, id } = await answer.json();
  assert.equal(queued, true);
  assert.equal(web.woken.length, 1);
  const entry = await (await web.ask(`/api/v1/outbox/${id}`, { token })).json();
  assert.deepEqual([entry.state, entry.kind, entry.class], ["queued", "chat", "message"]);
  assert.ok(!textIn(entry.text).startsWith("/"), "it can be no command of the server");
});

Deno.test("say route: the same Idempotency-Key queues once", async () => {
  const { web, token, say } = await opened();
  await using _web = web;
  const key = { "idempotency-key": "one" };
  const first = await (await say({ message: "hi" }, key)).json();
  assert.deepEqual(await (await say({ message: "hi" }, key)).json(), first);
  const { entries } = await (await web.ask("/api/v1/outbox", { token })).json();
  assert.equal(entries.length, 1);
});

Deno.test("say route: an Idempotency-Key with another text, or for somebody else, is refused and queues nothing", async () => {
  const { web, token, say } = await opened();
  await using _web = web;
  const key = { "idempotency-key": "one" };
  const long = "word ".repeat(100);
  const [first, second] = await Promise.all([say({ message: long }, key), say({ message: "at once" }, key)]);
  assert.deepEqual([first.status, second.status].toSorted(), [200, 422]);
  const said = first.status === 200 ? long : "at once";
  for (const body of [{ message: "else" }, { message: said, to: "bob" }, { message: `${said} and more` }]) {
    const refused = await say(body, key);
    assert.deepEqual([refused.status, (await refused.json()).code], [422, "idempotency_key_reused"]);
  }
  assert.equal((await say({ message: said }, key)).status, 200);
  const { entries } = await (await web.ask("/api/v1/outbox", { token })).json();
  assert.equal(entries.length, said === long ? 2 : 1);
  assert.equal((await say({ message: "else" }, { "idempotency-key": "two" })).status, 200);
});

Deno.test("say route: v0.5.0's words for what is missing or empty", async () => {
  const { web, say } = await opened();
  await using _web = web;
  for (
    const [body, error] of [[{}, "Missing message"], [{ message: "  " }, "Empty message"], [{
      message: "\u200b",
    }, "Empty message"], [
      undefined,
      "Missing message",
    ]] as const
  ) {
    const answer = await say(body);
    assert.deepEqual([answer.status, (await answer.json()).error], [400, error]);
  }
  const refused = await web.ask("/api/say", { method: "POST", body: { message: "hi" } });
  assert.deepEqual([refused.status, (await refused.json()).error], [
    401,
    "Unauthorized - invalid or missing API token",
  ]);
});

const FOR_ONE = "the door code is 1234";

Deno.test("say route: a member that is not known is refused by name; scripts for v0.5.0 may send more", async () => {
  const { web, token, say } = await opened();
  await using _web = web;
  const refused = await say({ message: "x", too: "bob" }, {}, "/api/v1/say");
  assert.equal(refused.status, 400);
  assert.match((await refused.json()).detail, /"too"/);
  const { entries } = await (await web.ask("/api/v1/outbox", { token })).json();
  assert.deepEqual(entries, []);
  assert.equal((await say({ message: "x", source: "cron" }, {}, "/api/say")).status, 200);
});

/** A line for everybody, one for one person, and an act of a moderator that the person must not know of. */
async function withPrivateLines() {
  const { web, token, admin, say } = await opened();
  await say({ message: "hello all" });
  const { id } = await (await say({ message: FOR_ONE, to: "bob" })).json();
  const { outbox } = web.memory.repositories;
  const atMs = web.clock.now();
  const writes = [
    ...outbox.rejected({
      group: (await outbox.find(id))?.group ?? "",
      part: 1,
      atMs,
      reason: "x",
      detail: "no bob",
    }),
    ...outbox.queued({
      group: "act",
      outgoing: [{ kind: "action", action: { kind: "mute", name: "mallory", shadow: true } }],
      lane: "chat",
      class: "action",
      producer: "moderation",
      key: undefined,
      waitLimitMs: undefined,
      collapseKey: undefined,
      atMs,
    }),
  ];
  await web.memory.sink.commit({ id: "private", writes });
  return { web, token, admin, pm: id };
}

Deno.test("outbox routes: what is private is told to administrators, and to others that it is there", async () => {
  const { web, token, admin, pm } = await withPrivateLines();
  await using _web = web;
  const saying = await web.issue("says", ["say"]);
  for (
    const path of [
      "/api/v1/outbox",
      `/api/v1/outbox/${pm}`,
      "/api/v1/outbound/recent",
      "/api/outbound/recent",
    ]
  ) {
    const told = await (await web.ask(path, { token })).text();
    assert.doesNotMatch(told, /1234|bob|mallory|mute/, path);
    assert.equal((await web.ask(path, { token: saying })).status, 403, path);
    assert.match(await (await web.ask(path, { token: admin })).text(), /1234/, path);
  }
  const { entries } = await (await web.ask("/api/v1/outbox", { token })).json();
  assert.deepEqual(membersOf(entries, "text"), ["", "", "hello all"]);
  assert.deepEqual(membersOf(entries, "hidden"), [true, true, false]);
  assert.deepEqual(membersOf(entries, "kind"), ["action", "pm", "chat"]);
  assert.deepEqual(membersOf(entries, "state"), ["queued", "rejected", "queued"]);
  const whole = await (await web.ask("/api/v1/outbox", { token: admin })).json();
  assert.deepEqual(membersOf(whole.entries, "text"), ["shadow-mute mallory", FOR_ONE, "hello all"]);
  assert.deepEqual(membersOf(whole.entries, "to"), [null, "bob", null]);
  assert.deepEqual(membersOf(whole.entries, "detail"), [null, "no bob", null]);
});

Deno.test("outbox routes: pages meet without a gap, and states are counted", async () => {
  const { web, token, say } = await opened();
  await using _web = web;
  for (const message of ["a", "b", "c"]) await say({ message });
  const first = await (await web.ask("/api/v1/outbox?limit=2", { token })).json();
  assert.deepEqual(membersOf(first.entries, "text"), ["c", "b"]);
  assert.equal(first.counts.queued.count, 3);
  const rest = await (await web.ask(`/api/v1/outbox?limit=2&before=${first.next}`, { token })).json();
  assert.deepEqual(membersOf(rest.entries, "text"), ["a"]);
  assert.equal(rest.next, null);
});

Deno.test("outbox routes: what waits is dropped, what was dropped is retried, and anything else is refused", async () => {
  const { web, admin, say } = await opened();
  await using _web = web;
  const { id } = await (await say({ message: "hi" })).json();
  const act = (verb: string) =>
    web.ask(`/api/v1/outbox/${id}/${verb}`, { method: "POST", token: admin, body: {} });
  assert.equal((await act("retry")).status, 409);
  assert.equal((await (await act("drop")).json()).state, "dead");
  assert.equal((await act("drop")).status, 409);
  assert.equal((await (await act("retry")).json()).state, "queued");
  const nothing = await web.ask("/api/v1/outbox/99999", { token: admin });
  assert.equal(nothing.status, 404);
});

Deno.test("outbox routes: the list of v0.5.0", async () => {
  const { web, token, say } = await opened();
  await using _web = web;
  await say({ message: "x".repeat(150) });
  const [row] = await (await web.ask("/api/outbound/recent?limit=5", { token })).json();
  assert.deepEqual([row.status, row.sent, row.message_preview], ["queued", 0, `${"x".repeat(100)}...`]);
});

const FORGED = { command: "flip", args: "x, result: success, error: y" };

Deno.test("audit route: by person, outcome and words; the arguments do not fool it", async () => {
  const { web, admin } = await opened();
  await using _web = web;
  const { actions } = web.memory.repositories;
  const logged = (user: string, details: string) =>
    actions.logged({ atMs: web.clock.now(), user, kind: "chat_command", details });
  const kick = { atMs: web.clock.now(), user: "mod" };
  await web.memory.sink.commit({
    id: "audit",
    writes: [
      ...logged("alice", "cmd=kick, args: bob, result: success"),
      ...logged("bob", "cmd=say, args: x, result: error, result: refused, error: no"),
      ...logged("bob", "cmd=say, args: hi, result: error, error: oops"),
      ...logged("eve", commandDetails({ ...FORGED, outcome: "refused", detail: `not ${FORGED.args}` })),
      ...logged("eve", `cmd=flip, args: ${FORGED.args}, result: refused, error: No.`),
      ...actions.logged({ ...kick, kind: "moderation_kick", details: "detail: spam, result: success" }),
    ],
  });
  const entries = async (query: string) =>
    (await (await web.ask(`/api/v1/audit?${query}`, { token: admin })).json()).entries;
  assert.equal((await entries("")).length, 6);
  assert.deepEqual(membersOf(await entries("user=mod"), "outcome"), [null]);
  // One of an older version, which can be read both ways, is found by both and told of as neither.
  assert.deepEqual(membersOf(await entries("user=eve"), "outcome"), [null, "refused"]);
  assert.deepEqual(membersOf(await entries("outcome=success"), "user"), ["eve", "alice"]);
  assert.deepEqual(membersOf(await entries("outcome=refused"), "user"), ["eve", "eve", "bob"]);
  assert.deepEqual(membersOf(await entries("user=ALICE"), "outcome"), [
    "success",
  ]);
  assert.deepEqual(membersOf(await entries("outcome=error"), "details"), [
    "cmd=say, args: hi, result: error, error: oops",
  ]);
  assert.equal((await entries("search=kick")).length, 1);
});
