/** What is kept of a person, given out and forgotten, on every database. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { sql } from "kysely";
import { countOfPerson, forgetPerson } from "../../db/people/forget_person.ts";
import type { PeopleTable } from "../../db/people/people_columns.ts";
import { rowsNaming } from "../../db/people/person_rows.ts";
import { spellingsOf } from "../../db/people/spellings.ts";
import { statementBuilder } from "../../db/drivers/dialect.ts";
import type { Driver } from "../../db/drivers/driver.ts";
import playlist from "../../plugins/playlist/plugin.ts";
import quotes from "../../plugins/quotes/plugin.ts";
import { tablesWith } from "../../src/cli/program_tables.ts";
import { type MakeDatabase, type Memory, rowsOf, withMemory } from "./memory_under_test.ts";

/** A row of any of the tables below, with its columns that are asked for here. */
type AnyRow = {
  readonly [
    Column in
      | "id"
      | "username"
      | "message"
      | "details"
      | "recipient"
      | "sent"
      | "author"
      | "text"
      | "added_by"
      | "quote_id"
      | "voter_key"
      | "person_key"
      | "saved_by"
      | "timestamp"
      | "first_seen"
      | "last_seen"
  ]?: unknown;
};
type Rows = AnyRow[];
type Tables = Record<string, Rows>;

const PLUGINS = [quotes, playlist];
const PEOPLE = tablesWith(PLUGINS).people;

/** Names that are easily taken for one another. */
const NAMES = ["alice", "Alice", "alice-2", "al_ce", "malice", "bob", "kick", "forgotten"];

const name = fc.constantFrom(...NAMES);
const words = fc.array(fc.constantFrom(...NAMES, "and", "(", "said"), { maxLength: 4 })
  .map((words) => words.join(" "));
const rows = (row: fc.Arbitrary<AnyRow>) => fc.array(row, { maxLength: 8 });

/** Rows of every kind of table that names people, without what the database fills in. */
const memories: fc.Arbitrary<Tables> = fc.record({
  user_stats: fc.uniqueArray(name).map((names) =>
    names.map((username, index) => ({ username, first_seen: 1, last_seen: index }))
  ),
  recent_chat: rows(fc.record({ timestamp: fc.constant(1), username: name, message: words })),
  user_actions: rows(
    fc.record({ timestamp: fc.constant(1), username: name, action_type: fc.constant("x"), details: words }),
  ),
  outbound_messages: rows(fc.record({
    timestamp: fc.constant(1),
    message: words,
    recipient: fc.option(name),
    sent: fc.constantFrom(0, 1),
  })),
  quotes: rows(fc.record({ author: name, text: words, added_by: name })).map((rows) =>
    rows.map((row, index) => ({
      ...row,
      id: index + 1,
      entry_key: `key ${index}`,
      author_key: String(row.author).toLowerCase(),
      search_text: row.text,
      added_at: 1,
    }))
  ),
  quotes_votes: fc.uniqueArray(
    fc.record({
      quote_id: fc.integer({ min: 1, max: 8 }),
      voter_key: name.map((name) => name.toLowerCase()),
      vote: fc.constantFrom(-1, 1),
    }),
    { selector: ({ quote_id, voter_key }) => `${quote_id} ${voter_key}` },
  ),
  quotes_optouts: fc.uniqueArray(name.map((name) => name.toLowerCase())).map((names) =>
    names.map((person_key) => ({ person_key, since: 1 }))
  ),
  playlist_snapshots: rows(fc.record({ saved_by: name })).map((rows) =>
    rows.map((row, index) => ({
      ...row,
      name_key: `s${index}`,
      name: `S${index}`,
      saved_at: 1,
      items: 0,
    }))
  ),
});

async function fill({ driver }: Memory, tables: Tables): Promise<void> {
  const db = statementBuilder(driver.dialect);
  await driver.transaction(async (session) => {
    for (const table of Object.keys(tables)) {
      await session.execute(`delete from ${table}`);
      for (const row of tables[table] ?? []) {
        const columns = Object.keys(row);
        const { sql: text, parameters } = sql`insert into ${sql.table(table)}
          (${sql.join(columns.map((column) => sql.ref(column)))})
          values (${sql.join(Object.values(row).map((value) => sql`${value}`))})`.compile(db);
        await session.execute(
          text,
          parameters.map((value) => typeof value === "number" ? value : textOf(value)),
        );
      }
    }
  }, 10_000);
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

async function dump(driver: Driver, names: readonly string[]): Promise<Tables> {
  const tables: Tables = {};
  for (const table of names) tables[table] = await rowsOf(driver, table, "1, 2");
  return tables;
}

const is = (value: unknown, person: string) =>
  typeof value === "string" && value.toLowerCase() === person.toLowerCase();
const has = (text: unknown, person: string) => String(text).split(" ").some((word) => is(word, person));
const without = (text: unknown, person: string) =>
  String(text).split(" ").map((word) => is(word, person) ? "[forgotten]" : word).join(" ");

/** For each table, whether a row names the person; written down a second time, in other words. */
const NAMING: Record<string, (row: AnyRow, person: string) => boolean> = {
  user_stats: (row, person) => is(row.username, person),
  recent_chat: (row, person) => is(row.username, person),
  user_actions: (row, person) => is(row.username, person) || has(row.details, person),
  outbound_messages: (row, person) => is(row.recipient, person) || has(row.message, person),
  quotes: (row, person) => is(row.author, person) || is(row.added_by, person),
  quotes_votes: (row, person) => is(row.voter_key, person),
  quotes_optouts: (row, person) => is(row.person_key, person),
  playlist_snapshots: (row, person) => is(row.saved_by, person),
};

/** What is left of the rows when the person is forgotten. */
function afterwards(before: Tables, person: string): Tables {
  const blank = (value: unknown) => is(value, person) ? "[forgotten]" : value;
  const of = (table: string) => before[table] ?? [];
  const gone = of("quotes").filter(({ author }) => is(author, person)).map(({ id }) => id);
  return {
    user_stats: of("user_stats").filter(({ username }) => !is(username, person)),
    recent_chat: of("recent_chat").filter(({ username }) => !is(username, person)),
    user_actions: of("user_actions").map((row) => ({
      ...row,
      username: blank(row.username),
      details: without(row.details, person),
    })),
    outbound_messages: of("outbound_messages")
      .filter(({ sent, recipient }) => sent === 0 || !is(recipient, person))
      .map((row) => row.sent === 0 ? row : { ...row, message: without(row.message, person) }),
    quotes: of("quotes").filter(({ author }) => !is(author, person))
      .map((row) => ({ ...row, added_by: blank(row.added_by) })),
    quotes_votes: of("quotes_votes").filter(({ quote_id, voter_key }) =>
      !is(voter_key, person) && !gone.includes(quote_id)
    ),
    quotes_optouts: of("quotes_optouts"),
    playlist_snapshots: of("playlist_snapshots").map((row) => ({ ...row, saved_by: blank(row.saved_by) })),
  };
}

async function given(driver: Driver, people: readonly PeopleTable[], person: string): Promise<Tables> {
  const tables: Tables = {};
  for (const table of people) {
    for await (const page of rowsNaming(driver, table, person)) {
      (tables[table.name] ??= []).push(...page.map(({ row }) => ({ ...row })));
    }
  }
  return tables;
}

export function peopleContract(on: string, make: MakeDatabase): void {
  const test = (promise: string, run: (memory: Memory) => Promise<void>) =>
    Deno.test(`people on ${on}: ${promise}`, () => withMemory(make, run, PLUGINS));

  test("whoever is given out gets every row that names them, and none of others", async (memory) => {
    await fc.assert(
      fc.asyncProperty(memories, name, async (tables, person) => {
        await fill(memory, tables);
        const all = await dump(memory.driver, Object.keys(tables));
        const expected = Object.entries(all)
          .map(([table, rows]) => [table, rows.filter((row) => NAMING[table]?.(row, person))] as const)
          .filter(([, rows]) => rows.length > 0);
        const got = await given(memory.driver, PEOPLE, person);
        const inOrder = (rows: Rows) =>
          rows.map((row) => JSON.stringify(Object.entries(row).toSorted())).toSorted();
        assert.deepEqual(Object.keys(got).toSorted(), expected.map(([table]) => table).toSorted());
        for (const [table, rows] of expected) {
          assert.deepEqual(inOrder(got[table] ?? []), inOrder(rows), table);
        }
      }),
      { numRuns: 15 },
    );
  });

  test("whoever is forgotten is in no table, others are as before, and the counts were told", async (memory) => {
    await fc.assert(
      fc.asyncProperty(memories, name, async (tables, person) => {
        await fill(memory, tables);
        const before = await dump(memory.driver, Object.keys(tables));
        const told = await countOfPerson(memory.driver, PEOPLE, person);
        assert.deepEqual(await dump(memory.driver, Object.keys(tables)), before);
        assert.deepEqual(await forgetPerson(memory.driver, PEOPLE, person), told);
        const after = await dump(memory.driver, Object.keys(tables));
        assert.deepEqual(after, afterwards(before, person));
        for (const { table, removed } of told) {
          assert.equal((before[table] ?? []).length - (after[table] ?? []).length, removed, table);
        }
        const left = await countOfPerson(memory.driver, PEOPLE, person);
        assert.ok(left.every(({ removed, blanked }) => removed + blanked === 0));
      }),
      { numRuns: 15 },
    );
  });

  test("many rows go page by page", async (memory) => {
    const lines = Array.from({ length: 1_203 }, (_, index) => ({
      timestamp: index,
      username: index % 600 === 0 ? "bob" : "alice",
      message: "hi",
    }));
    await fill(memory, { recent_chat: lines });
    const slices: number[] = [];
    assert.deepEqual(
      await forgetPerson(memory.driver, PEOPLE, "ALICE", (count) => slices.push(count)),
      [{ table: "recent_chat", removed: 1_200, blanked: 0, kept: 0, waiting: 0 }],
    );
    assert.deepEqual(slices, [500, 500, 200]);
    assert.deepEqual((await rowsOf(memory.driver, "recent_chat")).map(({ timestamp }) => timestamp), [
      0,
      600,
      1_200,
    ]);
  });

  test("a name is the exact one, else the one seen last, and all spellings are told", async (memory) => {
    await fill(memory, {
      user_stats: [
        { username: "alice", first_seen: 1, last_seen: 5 },
        { username: "Alice", first_seen: 1, last_seen: 9 },
        { username: "alice-2", first_seen: 1, last_seen: 10 },
      ],
    });
    const spellings = ["Alice", "alice"];
    assert.deepEqual(await spellingsOf(memory.driver, "alice"), { name: "alice", spellings });
    assert.deepEqual(await spellingsOf(memory.driver, "ALICE"), { name: "Alice", spellings });
    assert.deepEqual(await spellingsOf(memory.driver, "carol"), { name: "carol", spellings: [] });
  });
}
