/** What the history promises on every database: searches in steps, stretches of counts, and the hours. */
import assert from "node:assert/strict";
import type { ChatSearch } from "../../db/repositories/mod.ts";
import {
  countsBetween,
  highestHour,
  lineCounted,
  sampleCounted,
  talkBetween,
} from "../../plugins/history/hours.ts";
import history from "../../plugins/history/plugin.ts";
import { type MakeDatabase, type Memory, NOON_MS, openMemory, withMemory } from "./memory_under_test.ts";

const NOON = NOON_MS / 1000;
const HOUR = 3_600;

/** Three lines in each second, by two people; every fifth is about a cat, and one is shadowed. */
const LINES = Array.from({ length: 60 }, (_, index) => ({
  atMs: NOON_MS + Math.floor(index / 3) * 1000,
  user: index % 2 === 0 ? "Ann" : "bob",
  text: index % 5 === 0 ? `a C_at ${index}` : `a dog ${index}`,
  shadow: index === 35,
}));

async function fillChat({ repositories: { chat }, write }: Memory): Promise<void> {
  const added = LINES.map((line, index) =>
    chat.added({
      ...line,
      serverTimeMs: line.atMs,
      html: line.text,
      style: "plain",
      replayed: false,
      eventId: `line ${index}`,
    })
  );
  // The first one is as v0.5.0 kept it.
  await write(chat.addedPlain({ ...LINES[0] ?? assert.fail(), html: "a c_at 0" }), ...added.slice(1));
}

/** All that a search finds, page by page; and how many pages that took. */
async function searchAll({ repositories: { chat } }: Memory, search: Omit<ChatSearch, "after">) {
  const found: number[] = [];
  let pages = 0;
  let after: ChatSearch["after"];
  do {
    const { lines, searchedTo } = await chat.search({ ...search, after });
    assert.ok(lines.length <= search.limit);
    found.push(...lines.map(({ id }) => id - 1));
    after = searchedTo;
    pages += 1;
  } while (after !== undefined);
  return { found, pages };
}

export function historyContract(on: string, make: MakeDatabase): void {
  const test = (promise: string, run: (memory: Memory) => Promise<void>) =>
    Deno.test(`history on ${on}: ${promise}`, () => withMemory(make, run, [history]));

  test("a search in steps finds what a look at every line finds, newest first", async (memory) => {
    await fillChat(memory);
    const all = LINES.map((line, index) => ({ ...line, index })).filter(({ shadow }) => !shadow).reverse();
    const cases: [Partial<ChatSearch>, (line: (typeof all)[number]) => boolean][] = [
      [{}, () => true],
      [{ text: "c_AT" }, ({ text }) => /c_at/i.test(text)],
      [{ text: "cat" }, () => false],
      [{ text: "%" }, () => false],
      [{ user: "BOB" }, ({ user }) => user === "bob"],
      [{ user: "ann", text: "dog 1" }, ({ user, text }) => user === "Ann" && text.includes("dog 1")],
      [{ fromMs: NOON_MS + 9_000 }, ({ atMs }) => atMs >= NOON_MS + 9_000],
      [
        { fromMs: NOON_MS + 9_000, text: "at" },
        ({ atMs, text }) => atMs >= NOON_MS + 9_000 && text.includes("at"),
      ],
    ];
    for (const [search, isMeant] of cases) {
      const expected = all.filter(isMeant).map(({ index }) => index);
      for (const [limit, scan] of [[1, 1], [3, 7], [200, 20], [4, 1_000]] as const) {
        const { found } = await searchAll(memory, { ...search, limit, scan });
        assert.deepEqual(found, expected, JSON.stringify({ search, limit, scan }));
      }
    }
  });

  test("a search looks at so many lines and no more", async (memory) => {
    await fillChat(memory);
    const { pages } = await searchAll(memory, { text: "no such line", limit: 10, scan: 20 });
    assert.equal(pages, 3);
    const bounded = await searchAll(memory, {
      text: "no such line",
      fromMs: NOON_MS + 15_000,
      limit: 10,
      scan: 20,
    });
    assert.equal(bounded.pages, 1);
  });

  test("samples are gathered in stretches with their sums and peaks", async ({ repositories: { counts }, write }) => {
    assert.deepEqual(await counts.buckets(0, NOON_MS, 600), []);
    assert.equal(await counts.highest(0, NOON_MS), undefined);
    const sample = (minute: number, chatUsers: number, connected: number) => ({
      atMs: NOON_MS + minute * 60_000,
      chatUsers,
      connected,
    });
    const samples = [sample(0, 1, 5), sample(5, 3, 4), sample(10, 2, 9), sample(20, 4, 9), sample(30, 4, 9)];
    await write(...samples.map((one) => counts.sampled(one)));
    assert.deepEqual(await counts.buckets(NOON_MS, NOON_MS + 1_800_000, 600), [
      { startMs: NOON_MS, samples: 2, chatUsers: 4, chatUsersMax: 3, connected: 9, connectedMax: 5 },
      {
        startMs: NOON_MS + 600_000,
        samples: 1,
        chatUsers: 2,
        chatUsersMax: 2,
        connected: 9,
        connectedMax: 9,
      },
      {
        startMs: NOON_MS + 1_200_000,
        samples: 1,
        chatUsers: 4,
        chatUsersMax: 4,
        connected: 9,
        connectedMax: 9,
      },
    ]);
    assert.deepEqual(await counts.highest(0, NOON_MS + 3_600_000), sample(20, 4, 9));
    assert.deepEqual(await counts.highest(0, NOON_MS + 600_000), sample(0, 1, 5));
  });

  test("hours add up, whatever was committed together", async ({ driver, write }) => {
    const at = (hours: number) => NOON_MS + hours * HOUR * 1000;
    const sample = (chatUsers: number, connected: number) => ({ atMs: at(0), chatUsers, connected });
    await write(lineCounted(at(0)), lineCounted(at(0.99)), lineCounted(at(1)), sampleCounted(sample(2, 9)));
    await write(sampleCounted(sample(5, 3)), lineCounted(at(0)));
    const span = { from: NOON, to: NOON + 2 * HOUR };
    assert.deepEqual(await talkBetween(driver, span), [{ start: NOON, lines: 3 }, {
      start: NOON + HOUR,
      lines: 1,
    }]);
    assert.deepEqual(await countsBetween(driver, span, HOUR), [
      { start: NOON, samples: 2, chatUsers: 7, chatUsersMax: 5, connected: 12, connectedMax: 9 },
    ]);
    assert.deepEqual(await talkBetween(driver, { from: NOON + 1, to: NOON + HOUR }), []);
    assert.deepEqual(await countsBetween(driver, { from: NOON + 1, to: NOON + HOUR }, HOUR), []);
  });

  test("hours are gathered in longer stretches, and the highest of them is found", async ({ driver, write }) => {
    const sample = (hour: number, chatUsers: number, connected: number) =>
      sampleCounted({ atMs: NOON_MS + hour * HOUR * 1000, chatUsers, connected });
    const start = NOON - NOON % (4 * HOUR);
    const offset = (start - NOON) / HOUR;
    const at = (hour: number) => hour + offset;
    await write(lineCounted(NOON_MS + at(9) * HOUR * 1000));
    assert.equal(await highestHour(driver, { from: start, to: start + 10 * HOUR }), undefined);
    await write(
      sample(at(0), 1, 5),
      sample(at(3), 6, 7),
      sample(at(4), 2, 9),
      sample(at(5), 3, 9),
      sample(at(6), 3, 9),
    );
    const all = { from: start, to: start + 10 * HOUR };
    assert.deepEqual(await countsBetween(driver, all, 4 * HOUR), [
      { start, samples: 2, chatUsers: 7, chatUsersMax: 6, connected: 12, connectedMax: 7 },
      { start: start + 4 * HOUR, samples: 3, chatUsers: 8, chatUsersMax: 3, connected: 27, connectedMax: 9 },
    ]);
    assert.deepEqual(await highestHour(driver, all), {
      start: start + 5 * HOUR,
      chatUsersMax: 3,
      connectedMax: 9,
    });
    assert.deepEqual(await highestHour(driver, { from: start, to: start + 4 * HOUR }), {
      start: start + 3 * HOUR,
      chatUsersMax: 6,
      connectedMax: 7,
    });
  });

  Deno.test(`history on ${on}: the hours of what was kept before are counted when the table is made`, async () => {
    const database = await make();
    if (database.target.kind === "sqlite" && database.target.path === ":memory:") return;
    try {
      const before = await openMemory(database.target);
      const { chat, counts } = before.repositories;
      const hour = (index: number) => NOON_MS + index * HOUR * 1000;
      const writes = [0, 0, 2].flatMap((index) =>
        chat.addedPlain({ atMs: hour(index) + 1, user: "Ann", html: "x" })
      );
      writes.push(...counts.sampled({ atMs: hour(0), chatUsers: 2, connected: 3 }));
      writes.push(...counts.sampled({ atMs: hour(1), chatUsers: 4, connected: 5 }));
      await before.sink.commit({ id: "before", writes });
      await before.close();
      const after = await openMemory(database.target, [history]);
      try {
        const span = { from: NOON, to: NOON + 9 * HOUR };
        assert.deepEqual(await talkBetween(after.driver, span), [
          { start: NOON, lines: 2 },
          { start: NOON + 2 * HOUR, lines: 1 },
        ]);
        assert.deepEqual(await countsBetween(after.driver, span, HOUR), [
          { start: NOON, samples: 1, chatUsers: 2, chatUsersMax: 2, connected: 3, connectedMax: 3 },
          { start: NOON + HOUR, samples: 1, chatUsers: 4, chatUsersMax: 4, connected: 5, connectedMax: 5 },
        ]);
      } finally {
        await after.close();
      }
    } finally {
      await database.dispose();
    }
  });
}
