import assert from "node:assert/strict";
import type { Driver, UnitOutcome } from "../../../db/drivers/driver.ts";
import { GroupCommit } from "../../../db/group_commit.ts";
import { RoseyError } from "../../../src/domain/errors.ts";
import type { Unit } from "../../../src/domain/memory.ts";

/** A database that commits when it is told to. */
class HeldDriver implements Pick<Driver, "location" | "apply" | "rest"> {
  readonly location = "held";
  readonly batches: string[][] = [];
  rests = 0;
  #commits: { resolve(outcomes: UnitOutcome[]): void; reject(reason: unknown): void; size: number }[] = [];
  #arrivals: (() => void)[] = [];

  apply(units: readonly Unit[]): Promise<UnitOutcome[]> {
    this.batches.push(units.map(({ id }) => id));
    return new Promise((resolve, reject) => {
      this.#commits.push({ resolve, reject, size: units.length });
      this.#arrivals.shift()?.();
    });
  }

  /** Resolves when a batch is in hand. */
  async batchArrives(): Promise<void> {
    if (this.#commits.length > 0) return;
    await new Promise<void>((resolve) => this.#arrivals.push(resolve));
  }

  /** Commits the batch in hand, refusing the units at these places. */
  async commit(...refused: number[]): Promise<void> {
    await this.batchArrives();
    const batch = this.#commits.shift();
    const error = new RoseyError("no", { code: "test.refused", exit: "bug" });
    batch?.resolve(
      Array.from(
        { length: batch.size },
        (_, index) => refused.includes(index) ? { status: "refused", error } : { status: "committed" },
      ),
    );
  }

  async fail(reason: Error): Promise<void> {
    await this.batchArrives();
    this.#commits.shift()?.reject(reason);
  }

  rest(): Promise<void> {
    this.rests++;
    return Promise.resolve();
  }
}

function unit(id: string, text = "x"): Unit {
  return { id, writes: [{ statement: "s", parameters: [text] }] };
}

function failOnReport(thrown: unknown): never {
  throw thrown;
}

Deno.test("group commit: what waits when a commit ends goes into the next, in order", async () => {
  const driver = new HeldDriver();
  const sink = new GroupCommit(driver, failOnReport);
  const first = [sink.commit(unit("a")), sink.commit(unit("b"))];
  await driver.batchArrives();
  const second = [sink.commit(unit("c")), sink.commit(unit("d")), sink.commit(unit("e"))];
  assert.deepEqual(sink.depth, { units: 3, bytes: 12 });
  await driver.commit();
  await Promise.all(first);
  await driver.commit();
  await Promise.all(second);
  assert.deepEqual(driver.batches, [["a", "b"], ["c", "d", "e"]]);
  assert.deepEqual(sink.depth, { units: 0, bytes: 0 });
  await sink.close();
  assert.equal(driver.rests, 1);
});

Deno.test("group commit: a batch has a limit", async () => {
  const driver = new HeldDriver();
  const sink = new GroupCommit(driver, failOnReport, { batchMax: 2 });
  const done = Promise.all(["a", "b", "c"].map((id) => sink.commit(unit(id))));
  await driver.commit();
  await driver.commit();
  await done;
  assert.deepEqual(driver.batches, [["a", "b"], ["c"]]);
  await sink.close();
});

Deno.test("group commit: a refused unit rejects alone", async () => {
  const driver = new HeldDriver();
  const sink = new GroupCommit(driver, failOnReport);
  const results = Promise.allSettled(["a", "b", "c"].map((id) => sink.commit(unit(id))));
  await driver.commit(1);
  assert.deepEqual((await results).map(({ status }) => status), ["fulfilled", "rejected", "fulfilled"]);
  await sink.close();
});

Deno.test("group commit: when the database fails the batch rejects, and the next one is tried", async () => {
  const driver = new HeldDriver();
  const sink = new GroupCommit(driver, failOnReport);
  const lost = Promise.allSettled([sink.commit(unit("a")), sink.commit(unit("b"))]);
  await driver.fail(new Error("away"));
  assert.deepEqual((await lost).map(({ status }) => status), ["rejected", "rejected"]);
  const next = sink.commit(unit("c"));
  await driver.commit();
  await next;
  await sink.close();
});

Deno.test("group commit: flush waits for what was there, and not for what comes later", async () => {
  const driver = new HeldDriver();
  const sink = new GroupCommit(driver, failOnReport);
  await sink.flush();
  const first = sink.commit(unit("a"));
  await driver.batchArrives();
  const flushed = sink.flush();
  const second = sink.commit(unit("b"));
  await driver.commit();
  await flushed;
  await first;
  assert.deepEqual(sink.depth.units, 1);
  await driver.commit();
  await second;
  await sink.close();
});

Deno.test("group commit: flush also ends when the units before it failed", async () => {
  const driver = new HeldDriver();
  const sink = new GroupCommit(driver, failOnReport);
  const lost = assert.rejects(sink.commit(unit("a")));
  const flushed = sink.flush();
  await driver.fail(new Error("away"));
  await flushed;
  await lost;
  await sink.close();
});

Deno.test("group commit: a full queue refuses at once, by number and by size", async () => {
  const driver = new HeldDriver();
  const sink = new GroupCommit(driver, failOnReport, { unitsMax: 2, bytesMax: 100 });
  const inHand = sink.commit(unit("a"));
  await driver.batchArrives();
  const waiting = [sink.commit(unit("b")), sink.commit(unit("c"))];
  await assert.rejects(sink.commit(unit("d")), {
    code: "memory.queue_full",
    exit: "databaseUnavailable",
    message: "Cannot store anything more: 2 changes (8 bytes) wait for held",
  });
  await driver.commit();
  await driver.commit();
  await Promise.all([inHand, ...waiting]);
  await assert.rejects(sink.commit(unit("e", "x".repeat(50))), { code: "memory.queue_full" });
  await sink.close();
});

Deno.test("group commit: after closing nothing is taken, and what was taken is stored", async () => {
  const driver = new HeldDriver();
  const sink = new GroupCommit(driver, failOnReport);
  const last = sink.commit(unit("a"));
  const closed = sink.close();
  await assert.rejects(sink.commit(unit("b")), { code: "memory.closed" });
  await driver.commit();
  await Promise.all([last, closed]);
});

Deno.test("group commit: failed housekeeping is reported and harms nobody", async () => {
  const driver = new HeldDriver();
  const trouble = new Error("no checkpoint");
  driver.rest = () => Promise.reject(trouble);
  const reported: unknown[] = [];
  const sink = new GroupCommit(driver, (thrown) => reported.push(thrown));
  const stored = sink.commit(unit("a"));
  await driver.commit();
  await stored;
  await sink.close();
  assert.deepEqual(reported, [trouble]);
});
