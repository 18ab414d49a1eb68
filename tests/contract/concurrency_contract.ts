/** What the memory promises to many who write at once, on every database. */
import assert from "node:assert/strict";
import type { OpenDatabase } from "../../db/open_database.ts";
import { type MakeDatabase, NOON_MS, openMemory, rowsOf } from "./memory_under_test.ts";

/** PostgreSQL and SQLite refuse it alike: a column that must not be NULL. */
const REFUSED_WRITE = {
  statement: "recent_chat.added",
  parameters: [1, null, "x", null, null, null, 0, 0, null],
};

const CALLERS = 100;

export function concurrencyContract(on: string, make: MakeDatabase): void {
  /** The test is given the memory of one Rosey, and of several on the same database where that can be. */
  const test = (promise: string, run: (memories: readonly OpenDatabase[]) => Promise<void>) =>
    Deno.test(`many at once on ${on}: ${promise}`, async () => {
      const database = await make();
      const opened: OpenDatabase[] = [];
      try {
        const { target } = database;
        const isShared = target.kind === "postgres" || target.path !== ":memory:";
        for (let number = 0; number < (isShared ? 4 : 1); number++) opened.push(await openMemory(target));
        await run(opened);
      } finally {
        for (const memory of opened) await memory.close();
        await database.dispose();
      }
    });

  /** Has many callers commit at once, each by one of the memories; answers how each ended. */
  const commitAll = (
    memories: readonly OpenDatabase[],
    writesOf: (
      memory: OpenDatabase,
      caller: number,
    ) => Parameters<OpenDatabase["sink"]["commit"]>[0]["writes"],
  ) =>
    Promise.allSettled(Array.from({ length: CALLERS }, async (_, caller) => {
      const memory = memories[caller % memories.length];
      if (memory === undefined) throw new Error("there is no memory");
      await memory.sink.commit({ id: `caller ${caller}`, writes: writesOf(memory, caller) });
    }));

  test("joins of one new name make one row", async (memories) => {
    const results = await commitAll(
      memories,
      ({ repositories: { users } }) => users.joined({ name: "Alice", atMs: NOON_MS }),
    );
    assert.deepEqual(results.filter(({ status }) => status !== "fulfilled"), []);
    for (const { repositories: { users } } of memories) {
      assert.equal(await users.count(), 1);
      assert.equal((await users.find("Alice"))?.sessionStartMs, NOON_MS);
    }
  });

  test("every line of one person is counted", async (memories) => {
    const [first] = memories;
    const { users } = first?.repositories ?? assert.fail();
    await first?.sink.commit({ id: "join", writes: users.joined({ name: "Alice", atMs: NOON_MS }) });
    const results = await commitAll(
      memories,
      ({ repositories }) => repositories.users.said({ name: "Alice", atMs: NOON_MS }),
    );
    assert.deepEqual(results.filter(({ status }) => status !== "fulfilled"), []);
    assert.equal((await users.find("Alice"))?.chatLines, CALLERS);
  });

  test("one unit that many bring is stored once, and all are told so", async (memories) => {
    const [first] = memories;
    const { users } = first?.repositories ?? assert.fail();
    await first?.sink.commit({ id: "join", writes: users.joined({ name: "Alice", atMs: NOON_MS }) });
    for (let round = 0; round < 10; round++) {
      const units = Array.from({ length: 10 }, (_, number) => ({
        id: `round ${round} unit ${number}`,
        writes: users.said({ name: "Alice", atMs: NOON_MS }),
      }));
      await Promise.all(memories.flatMap(({ sink }) => units.map((unit) => sink.commit(unit))));
    }
    assert.equal((await users.find("Alice"))?.chatLines, 100);
  });

  test("a caller's failure undoes its own changes alone, and leaves no transaction open", async (memories) => {
    const fails = (caller: number) => caller % 3 === 1;
    const results = await commitAll(memories, ({ repositories: { users } }, caller) => [
      ...users.joined({ name: `user${String(caller).padStart(2, "0")}`, atMs: NOON_MS }),
      ...(fails(caller) ? [REFUSED_WRITE] : []),
    ]);
    assert.deepEqual(
      results.map(({ status }) => status),
      results.map((_, caller) => fails(caller) ? "rejected" : "fulfilled"),
    );
    const stored = results.flatMap((_, caller) =>
      fails(caller) ? [] : [`user${String(caller).padStart(2, "0")}`]
    );
    for (const { driver, repositories: { users } } of memories) {
      assert.deepEqual((await users.inSession()).map(({ name }) => name), stored);
      // Whoever had left a transaction open would hold this up.
      await driver.transaction(() => Promise.resolve(), 0);
      if (driver.dialect === "postgres") assert.deepEqual(await openTransactions(driver), []);
    }
    const [first] = memories;
    const notes = first === undefined ? [] : await rowsOf(first.driver, "applied_units");
    assert.equal(notes.length, stored.length);
  });
}

/** Transactions in this database that have begun and wait for nothing but their owner. */
async function openTransactions(driver: OpenDatabase["driver"]): Promise<unknown[]> {
  return await driver.read({
    sql: "select query from pg_stat_activity where datname = current_database() and state like 'idle in %'",
    parameters: [],
  });
}
