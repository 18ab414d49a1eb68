/** What the memory promises about lines of chat, on every database. */
import assert from "node:assert/strict";
import type { NewChatLine } from "../../db/repositories/mod.ts";
import { type MakeDatabase, type Memory, NOON_MS, rowsOf, withMemory } from "./memory_under_test.ts";

function line(changes: Partial<NewChatLine> = {}): NewChatLine {
  return {
    atMs: NOON_MS + 400,
    serverTimeMs: NOON_MS + 123,
    user: "Alice",
    html: "a &lt;b&gt;",
    text: "a <b>",
    style: "plain",
    replayed: false,
    shadow: false,
    eventId: "e1",
    ...changes,
  };
}

export function recentChatContract(on: string, make: MakeDatabase): void {
  const test = (promise: string, run: (memory: Memory) => Promise<void>) =>
    Deno.test(`chat on ${on}: ${promise}`, () => withMemory(make, run));

  test("a line is stored as sent and as plain text", async ({ repositories: { chat }, driver, write }) => {
    await write(chat.added(line()));
    assert.deepEqual(await rowsOf(driver, "recent_chat"), [{
      id: 1,
      timestamp: NOON_MS / 1000,
      username: "Alice",
      message: "a &lt;b&gt;",
      server_time_ms: NOON_MS + 123,
      text: "a <b>",
      style: "plain",
      replayed: 0,
      shadow: 0,
      event_id: "e1",
    }]);
  });

  test("a replayed line has the server's second and its mark", async ({ repositories: { chat }, write }) => {
    await write(chat.added(line({ replayed: true, serverTimeMs: NOON_MS - 60_001 })));
    const [stored] = await chat.recent();
    assert.deepEqual([stored?.atMs, stored?.replayed], [NOON_MS - 61_000, true]);
  });

  test("shadow-muted lines are stored, and shown in no list", async ({ repositories: { chat }, write }) => {
    await write(chat.added(line({ shadow: true })));
    assert.deepEqual(await chat.recent(), []);
    assert.deepEqual(await chat.page(), []);
    assert.deepEqual(await chat.since(0), []);
    assert.equal((await chat.storedBetween(NOON_MS, NOON_MS + 500)).length, 1);
  });

  test("order within one second is the order said, and the newest survive a limit", async (memory) => {
    const { repositories: { chat }, write } = memory;
    for (const text of ["1", "2", "3", "4"]) await write(chat.added(line({ text })));
    await write(chat.added(line({ text: "0", atMs: NOON_MS - 5_000 })));
    const texts = (lines: readonly { text: string | undefined }[]) => lines.map(({ text }) => text);
    assert.deepEqual(texts(await chat.recent()), ["0", "1", "2", "3", "4"]);
    assert.deepEqual(texts(await chat.recent(2)), ["3", "4"]);
    assert.deepEqual(texts(await chat.since(NOON_MS)), ["1", "2", "3", "4"]);
    assert.deepEqual(texts(await chat.since(NOON_MS, 3)), ["2", "3", "4"]);
    assert.deepEqual(texts(await chat.page({ limit: 2, offset: 1 })), ["3", "2"]);
    assert.deepEqual(texts(await chat.recent(-1)), ["0", "1", "2", "3", "4"]);
    assert.deepEqual(texts(await chat.recent(0)), []);
  });

  test("pages that follow each other meet without a gap, also within one second", async (memory) => {
    const { repositories: { chat }, write } = memory;
    for (const text of ["1", "2", "3", "4", "5"]) {
      await write(chat.added(line({ text, atMs: NOON_MS + (Number(text) > 3 ? 1000 : 0) })));
    }
    const seen: (string | undefined)[] = [];
    for (let page = await chat.page({ limit: 2 }); page.length > 0;) {
      seen.push(...page.map(({ text }) => text));
      const after = page.at(-1);
      page = after === undefined ? [] : await chat.page({ limit: 2, after });
    }
    assert.deepEqual(seen, ["5", "4", "3", "2", "1"]);
  });

  test("any text is kept, NUL as its picture", async ({ repositories: { chat }, write }) => {
    const texts = ["", " ", "ελ 😀 \n 'x' \\ %_", "x".repeat(5_000), "a\0b"];
    for (const html of texts) await write(chat.added(line({ html })));
    const stored = (await chat.recent()).map(({ html }) => html);
    assert.deepEqual(stored, [...texts.slice(0, 4), "a\u2400b"]);
  });

  test("stored lines are found by server time, lines of old by their second", async (memory) => {
    const { repositories: { chat }, write } = memory;
    await write(
      chat.added(line({ serverTimeMs: NOON_MS, text: "first" })),
      chat.added(line({ serverTimeMs: NOON_MS + 10, text: "last" })),
      chat.added(line({ serverTimeMs: NOON_MS + 11, text: "after" })),
      chat.addedPlain({ atMs: NOON_MS, user: "Bob", html: "old" }),
      chat.addedPlain({ atMs: NOON_MS - 1_000, user: "Bob", html: "older" }),
    );
    const found = await chat.storedBetween(NOON_MS, NOON_MS + 10);
    assert.deepEqual(found.map(({ text, html }) => text ?? html), ["first", "last", "old"]);
    assert.deepEqual(found.map(({ serverTimeMs }) => serverTimeMs), [NOON_MS, NOON_MS + 10, undefined]);
  });

  test("a purge takes the oldest, in slices, and nothing at the bound", async (memory) => {
    const { repositories: { chat }, write } = memory;
    for (const seconds of [3, 1, 2, 4]) {
      await write(chat.added(line({ atMs: seconds * 1000, text: `${seconds}` })));
    }
    assert.equal(await chat.countBefore(4_000), 3);
    await write(chat.purged({ beforeMs: 4_000, limit: 2 }));
    assert.deepEqual((await chat.recent()).map(({ text }) => text), ["3", "4"]);
    await write(chat.purged({ beforeMs: 4_000, limit: 2 }));
    assert.deepEqual((await chat.recent()).map(({ text }) => text), ["4"]);
    assert.equal(await chat.countBefore(4_000), 0);
  });
}
