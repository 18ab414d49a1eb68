/** What the memory promises about everything that is to be said or done, on every database. */
import assert from "node:assert/strict";
import type { OutboxRequest } from "../../db/repositories/outbox.ts";
import type { RoomAction } from "../../src/domain/room_action.ts";
import type { Outgoing, SeenLine } from "../../src/domain/room_line.ts";
import { plainText } from "../../src/domain/text.ts";
import { type MakeDatabase, type Memory, NOON_MS, withMemory } from "./memory_under_test.ts";

const chat = (text: string): Outgoing => ({ kind: "chat", text: plainText(text) });

const ACTIONS: readonly RoomAction[] = [
  { kind: "queue", media: { type: "yt", id: "a" }, position: "next", temporary: true },
  { kind: "delete", uid: 3 },
  { kind: "move", uid: 3, after: 5 },
  { kind: "move", uid: 3, after: "prepend" },
  { kind: "jump", uid: 3 },
  { kind: "play_next" },
  { kind: "set_temporary", uid: 3, temporary: false },
  { kind: "shuffle" },
  { kind: "clear_playlist" },
  { kind: "lock_playlist", locked: true },
  { kind: "voteskip" },
  { kind: "lead", name: "alice" },
  { kind: "lead", name: undefined },
  { kind: "pause", paused: true },
  { kind: "open_poll", title: "?", options: ["a", "b"], hidden: false, timeoutSeconds: undefined },
  { kind: "open_poll", title: "?", options: [], hidden: true, timeoutSeconds: 60 },
  { kind: "close_poll" },
  { kind: "set_motd", html: "<b>hi</b>" },
  { kind: "kick", name: "bob", reason: "" },
  { kind: "ban", name: "bob", reason: "spam" },
  { kind: "mute", name: "bob", shadow: true },
  { kind: "unmute", name: "bob" },
  { kind: "clear_chat" },
  { kind: "afk", away: true },
  { kind: "unban", name: "bob" },
];

export function outboxContract(on: string, make: MakeDatabase): void {
  const test = (promise: string, run: (outbox: Outbox) => Promise<void>) =>
    Deno.test(`outbox on ${on}: ${promise}`, () => withMemory(make, (memory) => run(new Outbox(memory))));

  test("what is queued together comes back in its order, as it was", async ({ outbox, queue }) => {
    await queue("one", { outgoing: [chat("first"), chat("second")], producer: "quotes", class: "reply" });
    const [first, second] = await outbox.ofGroup("one");
    assert.deepEqual(first, {
      id: first?.id ?? 0,
      group: "one",
      part: 1,
      parts: 2,
      lane: "chat",
      class: "reply",
      producer: "quotes",
      outgoing: chat("first"),
      collapseKey: undefined,
      state: "queued",
      reason: undefined,
      detail: undefined,
      queuedAtMs: NOON_MS + 1,
      expiresAtMs: NOON_MS + 1 + 300_000,
      changedAtMs: NOON_MS + 1,
      intent: undefined,
      serverTimeMs: undefined,
      sends: 0,
      truncated: false,
      shadowed: false,
    });
    assert.deepEqual([second?.part, second?.outgoing], [2, chat("second")]);
    assert.ok((first?.id ?? 0) < (second?.id ?? 0));
  });

  test("PMs and every act come back as they were", async ({ outbox, queue }) => {
    await queue("pm", { outgoing: [{ kind: "pm", to: "alice", text: plainText("psst") }] });
    assert.deepEqual((await outbox.ofGroup("pm"))[0]?.outgoing, {
      kind: "pm",
      to: "alice",
      text: plainText("psst"),
    });
    await queue("acts", {
      outgoing: ACTIONS.map((action) => ({ kind: "action", action })),
      lane: "room",
      class: "action",
    });
    const read = await outbox.ofGroup("acts");
    assert.deepEqual(
      read.map(({ outgoing }) => outgoing),
      ACTIONS.map((action) => ({ kind: "action", action })),
    );
  });

  test("what cannot be read is said to be so", async ({ outbox, queue, sql }) => {
    await queue("odd", { outgoing: [{ kind: "action", action: { kind: "shuffle" } }] });
    for (const set of ["action = '{'", `action = '{"kind":"dance"}'`, "kind = 'wave'", "kind = 'pm'"]) {
      await sql(`update outbound_messages set ${set}`);
      assert.equal((await outbox.ofGroup("odd"))[0]?.outgoing, undefined, set);
    }
    await sql(
      "update outbound_messages set kind = 'chat', message = '/kick bob', intent_at_ms = 1, intent_seen = '['",
    );
    const [line] = await outbox.ofGroup("odd");
    assert.deepEqual(line?.outgoing, { kind: "chat", text: " /kick bob" });
    assert.deepEqual(line?.intent, { atMs: 1, seen: undefined });
  });

  test("a line of v0.5.0's queue is a message to everybody", async ({ outbox, memory }) => {
    const id = await memory.repositories.outbound.enqueue(memory.sink, {
      message: "hello",
      key: "a",
      atMs: NOON_MS,
    });
    const line = await outbox.find(id);
    assert.deepEqual(
      [line?.outgoing, line?.class, line?.producer, line?.lane, line?.queuedAtMs, line?.expiresAtMs],
      [chat("hello"), "message", "", "chat", NOON_MS, NOON_MS + 3_600_000],
    );
    assert.deepEqual(await outbox.waiting(), [
      { lane: "chat", class: "message", producer: "", lines: 1, newestId: id },
    ]);
  });

  test("v0.5.0's queue shows lines to everybody, and no PM", async ({ queue, memory }) => {
    await queue("pm", { outgoing: [{ kind: "pm", to: "alice", text: plainText("psst") }] });
    await queue("chat", { outgoing: [chat("hello")] });
    const unsent = await memory.repositories.outbound.unsent({ nowMs: NOON_MS + 60_000 });
    assert.deepEqual(unsent.map(({ message }) => message), ["hello"]);
  });

  test("a key that was used queues nothing, nor any part", async ({ outbox, queue }) => {
    await queue("one", { key: "k", producer: "cli", outgoing: [chat("a")] });
    await queue("two", { key: "k", producer: "cli", outgoing: [chat("b"), chat("c")] });
    await queue("three", { key: "k", producer: "token:1", outgoing: [chat("d")] });
    assert.deepEqual(await outbox.ofGroup("two"), []);
    assert.equal((await outbox.list()).length, 2);
  });

  test("a newer line with the same key replaces unsent ones, and nothing that is begun", async (outbox) => {
    const { queue, write, states } = outbox;
    const playing = { producer: "now", collapseKey: "playing" };
    await queue("begun", { ...playing, outgoing: [chat("1"), chat("2")] });
    await write(outbox.outbox.sending({ group: "begun", part: 1, parts: 2, atMs: NOON_MS, seen: undefined }));
    await queue("old", { ...playing, outgoing: [chat("3")] });
    await queue("of another", { ...playing, producer: "other", outgoing: [chat("4")] });
    await queue("new", { ...playing, outgoing: [chat("5")] });
    assert.deepEqual(await states(), {
      "begun/1": "sending",
      "begun/2": "queued",
      "old/1": "expired: replaced",
      "of another/1": "queued",
      "new/1": "queued",
    });
  });

  test("the way of a line that is said", async ({ outbox, queue, write }) => {
    await queue("a", { outgoing: [chat("hello")] });
    const seen: SeenLine = { user: "bob", html: "&lt;", text: "<", serverTimeMs: 7, own: false };
    await write(outbox.sending({ group: "a", part: 1, parts: 1, atMs: NOON_MS + 5, seen }));
    const [sending] = await outbox.unsettled();
    assert.deepEqual(sending?.intent, { atMs: NOON_MS + 5, seen });
    assert.equal(sending?.sends, 1);
    await write(outbox.sent({
      group: "a",
      part: 1,
      atMs: NOON_MS + 9,
      serverTimeMs: 11,
      truncated: true,
      shadowed: false,
    }));
    const [sent] = await outbox.lastConfirmed(5);
    assert.deepEqual(
      [sent?.state, sent?.serverTimeMs, sent?.truncated, sent?.changedAtMs],
      ["sent", 11, true, NOON_MS + 9],
    );
    await write(outbox.shadowed({ group: "a", part: 1 }));
    assert.equal((await outbox.ofGroup("a"))[0]?.shadowed, true);
    assert.deepEqual(await outbox.unsettled(), []);
  });

  test("what was put back counts as not tried", async ({ outbox, queue, write }) => {
    await queue("a", { outgoing: [chat("hello")] });
    await write(
      outbox.sending({ group: "a", part: 1, parts: 1, atMs: NOON_MS, seen: undefined }),
      outbox.putBack({ group: "a", part: 1, atMs: NOON_MS, reason: "muted", detail: "Rosey is muted" }),
    );
    const [line] = await outbox.ofGroup("a");
    assert.deepEqual([line?.state, line?.sends, line?.reason], ["queued", 0, "muted"]);
  });

  test("a change that does not fit the state does nothing", async ({ outbox, queue, write, states, sql }) => {
    const at = { group: "a", part: 1, atMs: NOON_MS };
    const why = { reason: "r", detail: "d" };
    const changes = {
      sending: outbox.sending({ ...at, parts: 1, seen: undefined }),
      sent: outbox.sent({ ...at, serverTimeMs: 1, truncated: false, shadowed: false }),
      putBack: outbox.putBack({ ...at, ...why }),
      abandoned: outbox.abandoned({ atMs: NOON_MS, ...why }),
      doubted: outbox.doubted({ ...at, ...why }),
      requeued: outbox.requeued({ ...at, ...why }),
      parked: outbox.parked({ ...at, ...why }),
      rejected: outbox.rejected({ ...at, ...why }),
      expired: outbox.expired({ ...at, ...why }),
      dead: outbox.dead({ ...at, ...why }),
    };
    const allowed: Readonly<Record<string, readonly string[]>> = {
      queued: ["sending", "parked", "rejected", "expired", "dead"],
      sending: ["sent", "putBack", "abandoned", "doubted", "rejected", "dead"],
      in_doubt: ["sent", "requeued", "parked"],
      parked: [],
      sent: [],
      rejected: [],
      expired: [],
      dead: [],
    };
    await queue("a", { outgoing: [chat("hello")] });
    for (const [state, names] of Object.entries(allowed)) {
      for (const [name, change] of Object.entries(changes)) {
        await sql(`update outbound_messages set state = '${state}'`);
        await write(change);
        const after = (await states())["a/1"]?.split(":")[0];
        assert.equal(after !== state, names.includes(name), `${name} of a row that is ${state}: ${after}`);
      }
    }
  });

  test("a person queues again what is parked or ended, and gives up what waits", async (all) => {
    const { outbox, queue, write, states, sql } = all;
    await queue("a", { outgoing: [chat("hello")] });
    const [line] = await outbox.ofGroup("a");
    assert.ok(line);
    for (const state of ["parked", "rejected", "expired", "dead"]) {
      await sql(`update outbound_messages set state = '${state}', sent = 1, expires_at_ms = 0`);
      await write(outbox.retried(line, NOON_MS + 60_000));
      assert.deepEqual(await states(), { "a/1": "queued: retried" });
      assert.equal((await outbox.find(line.id))?.expiresAtMs, NOON_MS + 60_000 + 3_600_000);
      assert.equal((await all.memory.repositories.outbound.unsent({ nowMs: NOON_MS })).length, 1);
    }
    for (const state of ["sent", "sending", "in_doubt"]) {
      await sql(`update outbound_messages set state = '${state}', reason = null`);
      await write(outbox.retried(line, NOON_MS));
      assert.deepEqual(await states(), { "a/1": state });
    }
    for (const state of ["queued", "in_doubt", "parked"]) {
      await sql(`update outbound_messages set state = '${state}'`);
      await write(outbox.dropped(line.id, NOON_MS));
      assert.deepEqual(await states(), { "a/1": "dead: dropped" });
    }
    await sql("update outbound_messages set state = 'sending', reason = null");
    await write(outbox.dropped(line.id, NOON_MS));
    assert.deepEqual(await states(), { "a/1": "sending" });
  });

  test("what waits is counted and read by producer", async ({ outbox, queue }) => {
    for (const text of ["1", "2", "3"]) await queue(text, { producer: "a", outgoing: [chat(text)] });
    await queue("reply", { producer: "a", class: "reply", outgoing: [chat("r")] });
    await queue("act", {
      producer: "b",
      lane: "room",
      outgoing: [{ kind: "action", action: { kind: "shuffle" } }],
    });
    const waiting = (await outbox.waiting()).map(({ lane, class: name, producer, lines }) =>
      `${lane} ${name} ${producer}: ${lines}`
    );
    assert.deepEqual(waiting.sort(), ["chat message a: 3", "chat reply a: 1", "room message b: 1"]);
    const first = await outbox.firstWaiting({ lane: "chat", class: "message", producer: "a" }, 2);
    assert.deepEqual(first.map(({ group }) => group), ["1", "2"]);
  });

  test("lists are filtered, newest first, and states are counted with their age", async ({ outbox, queue, write }) => {
    await queue("old", { producer: "a", atMs: NOON_MS - 60_000 });
    await queue("new", { producer: "b", atMs: NOON_MS });
    await write(outbox.parked({ group: "old", part: 1, atMs: NOON_MS, reason: "uncovered", detail: "?" }));
    const groups = async (filter: Parameters<typeof outbox.list>[0]) =>
      (await outbox.list(filter)).map(({ group }) => group);
    assert.deepEqual(await groups({}), ["new", "old"]);
    assert.deepEqual(await groups({ limit: 1 }), ["new"]);
    assert.deepEqual(await groups({ state: "parked" }), ["old"]);
    assert.deepEqual(await groups({ producer: "b" }), ["new"]);
    assert.deepEqual(await groups({ sinceMs: NOON_MS - 1000 }), ["new"]);
    assert.deepEqual(await outbox.counts(), [
      { state: "parked", lines: 1, oldestMs: NOON_MS - 60_000 },
      { state: "queued", lines: 1, oldestMs: NOON_MS },
    ]);
  });
}

/** The outbox of a memory, with what the tests do to it. */
class Outbox {
  readonly outbox: Memory["repositories"]["outbox"];
  readonly write: Memory["write"];

  constructor(readonly memory: Memory) {
    this.outbox = memory.repositories.outbox;
    this.write = memory.write;
  }

  readonly queue = (group: string, request: Partial<OutboxRequest>): Promise<void> =>
    this.write(this.outbox.queued({
      group,
      outgoing: [chat(group)],
      lane: "chat",
      class: "message",
      producer: "",
      atMs: NOON_MS + 1,
      ...request,
    }));

  readonly sql = (statement: string): Promise<void> =>
    this.memory.driver.transaction((session) => session.execute(statement), 0);

  /** Every row's state and reason, by its name. */
  readonly states = async (): Promise<Record<string, string>> =>
    Object.fromEntries(
      (await this.outbox.list({ limit: -1 })).map(({ group, part, state, reason }) => [
        `${group}/${part}`,
        reason === undefined ? state : `${state}: ${reason}`,
      ]),
    );
}
