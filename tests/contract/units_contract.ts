/** What the memory promises about units, on every database. */
import assert from "node:assert/strict";
import { RoseyError } from "../../src/domain/errors.ts";
import { type MakeDatabase, type Memory, NOON_MS, rowsOf, withMemory } from "./memory_under_test.ts";

/** PostgreSQL and SQLite refuse it alike: a column that must not be NULL. */
const REFUSED_WRITE = {
  statement: "recent_chat.added",
  parameters: [1, null, "x", null, null, null, 0, 0, null],
};

export function unitsContract(on: string, make: MakeDatabase): void {
  const test = (promise: string, run: (memory: Memory) => Promise<void>) =>
    Deno.test(`units on ${on}: ${promise}`, () => withMemory(make, run));

  test("a unit is stored whole or not at all", async ({ repositories: { users }, sink }) => {
    const writes = [...users.joined({ name: "Alice", atMs: NOON_MS }), REFUSED_WRITE];
    await assert.rejects(sink.commit({ id: "half", writes }), (thrown) => {
      assert.ok(thrown instanceof RoseyError);
      assert.equal(thrown.code, "memory.unit_refused");
      assert.match(thrown.message, /Cannot store the unit half: /);
      return true;
    });
    assert.equal(await users.count(), 0);
  });

  test("a unit that fails does not undo its neighbours", async ({ repositories: { users }, sink }) => {
    const join = (name: string) => sink.commit({ id: name, writes: users.joined({ name, atMs: NOON_MS }) });
    const results = await Promise.allSettled([
      join("Alice"),
      sink.commit({ id: "bad", writes: [REFUSED_WRITE] }),
      join("Bob"),
      sink.commit({ id: "unknown", writes: [{ statement: "no.such", parameters: [] }] }),
      join("Carol"),
    ]);
    assert.deepEqual(results.map(({ status }) => status), [
      "fulfilled",
      "rejected",
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
    assert.deepEqual((await users.inSession()).map(({ name }) => name), ["Alice", "Bob", "Carol"]);
  });

  test("a unit that comes again changes nothing", async ({ repositories: { users }, sink, write }) => {
    await write(users.joined({ name: "Alice", atMs: NOON_MS }));
    const unit = { id: "line 1", writes: users.said({ name: "Alice", atMs: NOON_MS }) };
    await Promise.all([sink.commit(unit), sink.commit(unit)]);
    await sink.commit(unit);
    assert.equal((await users.find("Alice"))?.chatLines, 1);
  });

  test("a unit that failed may come again under its id", async ({ repositories: { users }, sink }) => {
    await assert.rejects(sink.commit({ id: "again", writes: [REFUSED_WRITE] }));
    await sink.commit({ id: "again", writes: users.joined({ name: "Alice", atMs: NOON_MS }) });
    assert.equal(await users.count(), 1);
  });

  test("units are stored in the order of the calls", async ({ repositories: { chat }, sink }) => {
    const lines = Array.from({ length: 1_200 }, (_, index) => `line ${index}`);
    await Promise.all(
      lines.map((html) =>
        sink.commit({ id: html, writes: chat.addedPlain({ html, user: "Alice", atMs: NOON_MS }) })
      ),
    );
    assert.deepEqual((await chat.recent(2_000)).map(({ html }) => html), lines);
  });

  test("the ids of old units are forgotten in the end", async ({ repositories: { watermark }, driver, sink }) => {
    const units = Array.from({ length: 21_500 }, (_, index) => ({
      id: `unit ${index}`,
      writes: watermark.moved(index),
    }));
    await Promise.all(units.map((unit) => sink.commit(unit)));
    const kept = (await rowsOf(driver, "applied_units", "sequence")).map((row) => row["unit_id"]);
    assert.ok(kept.length >= 20_000 && kept.length < 21_500, `${kept.length} are kept`);
    assert.equal(kept.at(-1), "unit 21499");
  });

  test("a transaction that throws leaves nothing, and nothing open", async ({ repositories: { users }, driver, write }) => {
    const work = driver.transaction(async (session) => {
      await session.execute("insert into user_stats (username, first_seen, last_seen) values ('Half', 1, 1)");
      throw new Error("in the middle");
    }, 0);
    await assert.rejects(work, /in the middle/);
    await write(users.joined({ name: "Alice", atMs: NOON_MS }));
    assert.deepEqual((await users.inSession()).map(({ name }) => name), ["Alice"]);
    assert.equal(await users.count(), 1);
  });

  test("whole numbers beyond 2^53 are read as the nearest number", async ({ repositories: { users }, driver }) => {
    await driver.transaction((session) =>
      session.execute(
        "insert into user_stats (username, first_seen, last_seen, total_chat_lines) values ('Huge', 1, 1, 9223372036854775807)",
      ), 0);
    assert.equal((await users.find("Huge"))?.chatLines, 2 ** 63);
  });
}
