/** What the memory promises about lines to be said and about tokens, on every database. */
import assert from "node:assert/strict";
import { type MakeDatabase, type Memory, NOON_MS, withMemory } from "./memory_under_test.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export function outboundContract(on: string, make: MakeDatabase): void {
  const test = (promise: string, run: (memory: Memory) => Promise<void>) =>
    Deno.test(`outbound on ${on}: ${promise}`, () => withMemory(make, run));

  test("a line is queued once for each key, and numbers are never given twice", async (memory) => {
    const { repositories: { outbound }, driver, sink } = memory;
    const enqueue = (message: string, key: string) => outbound.enqueue(sink, { message, key, atMs: NOON_MS });
    const ids = await Promise.all([enqueue("one", "a"), enqueue("two", "b"), enqueue("one", "a")]);
    assert.equal(ids[0], ids[2]);
    assert.notEqual(ids[0], ids[1]);
    await driver.transaction((session) => session.execute("delete from outbound_messages"), 0);
    const next = await enqueue("three", "c");
    assert.ok(next > Math.max(...ids));
    assert.deepEqual((await outbound.inState("queued")).map(({ message }) => message), ["three"]);
  });

  test("the delay counts from the failure, and doubles", async ({ repositories: { outbound }, sink, write }) => {
    const id = await outbound.enqueue(sink, { message: "hello", key: "a", atMs: NOON_MS });
    const due = async (atMs: number, maxRetries = 9) =>
      (await outbound.unsent({ nowMs: atMs, maxRetries })).length === 1;
    assert.ok(await due(NOON_MS));
    let failedMs = NOON_MS + 30 * MINUTE;
    for (const minutes of [2, 4, 8, 16]) {
      await write(outbound.failed({ id, error: "throttled", atMs: failedMs }));
      assert.ok(!await due(failedMs + minutes * MINUTE - 1000), `${minutes} minutes are not over`);
      assert.ok(await due(failedMs + minutes * MINUTE), `${minutes} minutes are over`);
      failedMs += minutes * MINUTE;
    }
    assert.ok(!await due(failedMs, 4));
    assert.deepEqual(await outbound.find(id), {
      id,
      atMs: NOON_MS,
      message: "hello",
      state: "queued",
      sentMs: undefined,
      retries: 4,
      lastError: "throttled",
      lastAttemptMs: failedMs - 16 * MINUTE,
    });
  });

  test("sent and given up are ends, and say which", async ({ repositories: { outbound }, sink, write }) => {
    const enqueue = (key: string) => outbound.enqueue(sink, { message: key, key, atMs: NOON_MS });
    const [said, failed] = [await enqueue("said"), await enqueue("failed")];
    await write(
      outbound.failed({ id: said, error: "once", atMs: NOON_MS }),
      outbound.sent({ id: said, atMs: NOON_MS + 1000 }),
      outbound.failed({ id: failed, error: "muted", atMs: NOON_MS, forGood: true }),
    );
    assert.deepEqual(await outbound.unsent({ nowMs: NOON_MS + DAY }), []);
    assert.equal((await outbound.find(said))?.state, "sent");
    assert.equal((await outbound.find(failed))?.state, "dead");
  });

  test("a limit and a number of tries must be whole numbers", async ({ repositories: { outbound }, sink }) => {
    for (const key of ["a", "b"]) await outbound.enqueue(sink, { message: key, key, atMs: NOON_MS });
    const count = async (limit: number) => (await outbound.unsent({ nowMs: NOON_MS, limit })).length;
    assert.deepEqual([await count(0), await count(1), await count(-1)], [0, 1, 2]);
    await assert.rejects(outbound.unsent({ nowMs: NOON_MS, limit: 0.5 }), TypeError);
    await assert.rejects(outbound.unsent({ nowMs: NOON_MS, maxRetries: NaN }), TypeError);
  });

  test("only what is parked can be released", async ({ repositories: { outbound }, driver, sink, write }) => {
    const id = await outbound.enqueue(sink, { message: "old", key: "a", atMs: NOON_MS });
    await driver.transaction(
      (session) => session.execute("update outbound_messages set state = 'parked'"),
      0,
    );
    assert.deepEqual(await outbound.unsent({ nowMs: NOON_MS }), []);
    await write(outbound.released(id));
    assert.deepEqual((await outbound.unsent({ nowMs: NOON_MS })).map((line) => line.id), [id]);
    await write(outbound.sent({ id, atMs: NOON_MS }), outbound.released(id));
    assert.equal((await outbound.find(id))?.state, "sent");
  });
}
