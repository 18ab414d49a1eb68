import assert from "node:assert/strict";
import { join } from "node:path";
import type { Driver } from "../../../../db/drivers/driver.ts";
import type { OutageWatch } from "../../../../db/outage/outage.ts";
import { Spill } from "../../../../db/outage/spill.ts";
import { SpillingDriver } from "../../../../db/outage/spilling_driver.ts";
import { ManualClock } from "../../../../src/domain/clock.ts";
import { errorText, RoseyError } from "../../../../src/domain/errors.ts";
import { AWAY, MoodyDriver } from "./moody_driver.ts";
import { OWNER, unitOf, withFolder } from "./units.ts";

const QUESTION = { sql: "select 1", parameters: [] };

interface Bridge {
  readonly database: MoodyDriver;
  readonly driver: SpillingDriver;
  readonly spill: Spill;
  readonly clock: ManualClock;
  /** What was told of the outage. */
  readonly told: string[];
  /** Lets time pass, in small steps, until something is so. */
  until(holds: () => boolean): Promise<void>;
  apply(...ids: string[]): Promise<string[]>;
}

interface Changes {
  readonly dialect?: Driver["dialect"];
  readonly bytesMax?: number;
}

function test(promise: string, run: (bridge: Bridge) => Promise<void>, changes: Changes = {}): void {
  Deno.test(`spilling driver: ${promise}`, () =>
    withFolder(async (folder) => {
      const clock = new ManualClock();
      const told: string[] = [];
      const watch: OutageWatch = {
        away: (reason) => told.push(`away: ${errorText(reason)}`),
        back: ({ replayed }) => told.push(`back: ${replayed}`),
        stuck: (reason) => told.push(`stuck: ${reason instanceof RoseyError ? reason.code : reason}`),
        refused: (error) => told.push(`refused: ${error.message}`),
        damaged: ({ lines }) => told.push(`damaged: ${lines}`),
      };
      const database = new MoodyDriver(changes.dialect);
      const limits = changes.bytesMax === undefined ? {} : { bytesMax: changes.bytesMax };
      const spill = await Spill.open({ folder: join(folder, "spill"), owner: OWNER, limits });
      const driver = new SpillingDriver({ driver: database, clock, random: () => 0, spill, watch });
      await run({
        database,
        driver,
        spill,
        clock,
        told,
        until: async (holds) => {
          while (!holds()) await clock.advanceAsync(50);
        },
        apply: async (...ids) => {
          const outcomes = await driver.apply(ids.map((id) => unitOf(id)));
          return outcomes.map(({ status }) => status);
        },
      });
      database.mood = "there";
      await driver.close();
      assert.equal(database.isClosed, true);
      assert.equal(clock.pendingTimers, 0);
    }));
}

test("while the database is there, nothing is put aside", async ({ apply, driver, database, told }) => {
  assert.deepEqual(await apply("a", "b"), ["committed", "committed"]);
  assert.deepEqual(await driver.read(QUESTION), []);
  assert.deepEqual(database.stored, ["a", "b"]);
  assert.deepEqual(driver.condition, { isAway: false, spilled: { units: 0, bytes: 0 } });
  assert.deepEqual(told, []);
});

test("one failure is no outage: it is tried again at once", async ({ apply, driver, database, told }) => {
  database.failures = 1;
  assert.deepEqual(await apply("a"), ["committed"]);
  database.failures = 1;
  assert.deepEqual(await driver.read(QUESTION), []);
  assert.deepEqual(told, []);
});

test("units are put aside while it is away, and come into it in their order", async (bridge) => {
  const { apply, database, driver, told, until } = bridge;
  await apply("a");
  database.mood = "away";
  assert.deepEqual(await apply("b", "c"), ["spilled", "spilled"]);
  assert.deepEqual(await apply("d"), ["spilled"]);
  assert.equal(driver.condition.isAway, true);
  assert.equal(driver.condition.spilled.units, 3);
  database.mood = "there";
  await until(() => !driver.condition.isAway);
  assert.deepEqual(await apply("e"), ["committed"]);
  assert.deepEqual(database.stored, ["a", "b", "c", "d", "e"]);
  assert.deepEqual(told, [`away: ${AWAY.message}`, "back: 3"]);
});

test("units that come while the spill is stored go behind it", async (bridge) => {
  const { apply, database, driver, until } = bridge;
  database.mood = "away";
  const all: string[] = [];
  const add = async (count: number) => {
    const ids = Array.from({ length: count }, (_, index) => `unit ${all.length + index}`);
    all.push(...ids);
    await apply(...ids);
  };
  for (let batch = 0; batch < 10; batch++) await add(500);
  database.mood = "there";
  // One is always on its way, also at the moment in which the spill is empty.
  const adding = async () => {
    while (driver.condition.isAway) await add(1);
  };
  await Promise.all([adding(), until(() => !driver.condition.isAway)]);
  await add(1);
  assert.deepEqual(database.stored, all);
  assert.equal(driver.condition.spilled.bytes, 0);
});

test("when it goes away again while the spill is stored, the rest stays", async (bridge) => {
  const { database, driver, told, until } = bridge;
  database.mood = "away";
  const ids = Array.from({ length: 1_700 }, (_, number) => `unit ${number}`);
  await bridge.apply(...ids);
  for (const goodFor of [1, 2, 3]) {
    const { operations } = database;
    database.goodFor = goodFor;
    database.mood = "there";
    await until(() => database.operations > operations + goodFor);
  }
  assert.equal(driver.condition.spilled.units, ids.length);
  assert.ok(database.stored.length > 0 && database.stored.length < ids.length);
  database.goodFor = Infinity;
  database.mood = "there";
  await until(() => !driver.condition.isAway);
  assert.deepEqual(database.stored, ids);
  assert.deepEqual(told, [`away: ${AWAY.message}`, `back: ${ids.length}`]);
});

test("it is asked again soon at first, and every 4 s at last", async ({ apply, database, clock, until }) => {
  database.mood = "away";
  await apply("a");
  const asked: number[] = [];
  let seen = database.operations;
  await until(() => {
    if (database.operations > seen) asked.push(clock.monotonic());
    seen = database.operations;
    return asked.length === 9;
  });
  const pauses = asked.map((at, index) => at - (asked[index - 1] ?? 0));
  assert.ok((pauses[0] ?? 0) <= 250, String(pauses));
  assert.ok(pauses.every((pause, index) => pause >= (pauses[index - 1] ?? 0)), String(pauses));
  assert.ok(pauses.every((pause) => pause <= 4_050), String(pauses));
});

test("reads of a server that is away are refused at once", async ({ apply, driver, database }) => {
  database.mood = "silent";
  const pending = assert.rejects(driver.read(QUESTION), { code: "database.away" });
  database.mood = "away";
  await apply("a");
  await pending;
  const before = database.operations;
  await assert.rejects(driver.read(QUESTION), {
    code: "database.away",
    exit: "databaseUnavailable",
    message: /^Cannot read from the database moody: it is away \(.*nothing listens there\)$/,
  });
  await assert.rejects(driver.snapshot(() => Promise.resolve()), { code: "database.away" });
  assert.equal(database.operations, before);
});

test("a file that cannot be written is still read, within a second", async (bridge) => {
  const { apply, driver, database, clock } = bridge;
  database.mood = "away";
  await apply("a");
  database.mood = "there";
  assert.deepEqual(await driver.read(QUESTION), []);
  database.mood = "silent";
  const hanging = assert.rejects(driver.read(QUESTION), { code: "database.away" });
  await clock.advanceAsync(1_000);
  await hanging;
}, { dialect: "sqlite" });

test("a read that fails twice finds the outage, and it heals", async ({ driver, database, told, until }) => {
  database.mood = "away";
  await assert.rejects(driver.read(QUESTION), { code: "database.away" });
  assert.equal(driver.condition.isAway, true);
  database.mood = "there";
  await until(() => !driver.condition.isAway);
  assert.deepEqual(told, [`away: ${AWAY.message}`, "back: 0"]);
});

test("a database that does not answer is away after 2 s, and its units are safe", async (bridge) => {
  const { apply, database, driver, clock, told, until } = bridge;
  database.mood = "silent";
  const outcome = apply("a");
  await clock.advanceAsync(1_999);
  assert.equal(driver.condition.isAway, false);
  await clock.advanceAsync(1);
  assert.deepEqual(await outcome, ["spilled"]);
  assert.match(told[0] ?? "", /it has not answered for 2 s/);
  database.mood = "there";
  await until(() => !driver.condition.isAway);
  assert.deepEqual(database.stored, ["a"]);
});

test("a bug is no outage", async ({ apply, driver, database }) => {
  database.apply = () => Promise.reject(new TypeError("a bug"));
  await assert.rejects(apply("a"), new TypeError("a bug"));
  assert.equal(driver.condition.isAway, false);
});

test("a unit that the database will never take is kept, and its neighbours are stored", async (bridge) => {
  const { apply, database, spill, driver, told, until } = bridge;
  database.mood = "away";
  await apply("a", "bad", "b");
  database.refuses.add("bad");
  database.mood = "there";
  await until(() => !driver.condition.isAway);
  assert.deepEqual(database.stored, ["a", "b"]);
  assert.deepEqual(told.slice(1), ["refused: no bad", "back: 3"]);
  assert.match(await Deno.readTextFile(join(spill.folder, "refused.jsonl")), /"id":"bad"/);
});

test("when the spill is full, units wait for the database, and it is told once", async (bridge) => {
  const { apply, database, driver, told, until, clock } = bridge;
  database.mood = "away";
  await apply("a");
  let outcome: string[] | undefined;
  const waiting = apply("b").then((statuses) => outcome = statuses);
  await until(() => told.length === 2);
  await clock.advanceAsync(30_000);
  assert.deepEqual(told, [`away: ${AWAY.message}`, "stuck: memory.spill_full"]);
  assert.equal(outcome, undefined);
  database.mood = "there";
  await until(() => outcome !== undefined);
  await waiting;
  await until(() => !driver.condition.isAway);
  assert.deepEqual(database.stored, ["a", "b"]);
}, { bytesMax: 80 });

test(
  "at the end nothing waits: what has no place is refused",
  async ({ apply, driver, database, told, until }) => {
    database.mood = "away";
    await apply("a");
    const lost = assert.rejects(apply("b"), { code: "memory.lost", exit: "databaseUnavailable" });
    await until(() => told.length === 2);
    driver.stopWaiting();
    await lost;
  },
  { bytesMax: 80 },
);

test("what an earlier run has left is stored first", async ({ driver, spill, apply, database }) => {
  await spill.append([unitOf("left 1"), unitOf("left 2")]);
  assert.equal(await driver.recover(), 2);
  await apply("new");
  assert.deepEqual(database.stored, ["left 1", "left 2", "new"]);
  assert.equal(await driver.recover(), 0);
});

test("what an earlier run has left stays when the database is away", async ({ driver, spill, database }) => {
  await spill.append([unitOf("left")]);
  database.mood = "away";
  await assert.rejects(driver.recover(), AWAY);
  assert.equal(spill.depth.units, 1);
});
