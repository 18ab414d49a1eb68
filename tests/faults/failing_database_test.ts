/** Each operation of a database fails once, in each way: every unit is stored once and whole, in order. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { GroupCommit } from "../../db/group_commit.ts";
import { openDriver } from "../../db/open_driver.ts";
import type { OutageWatch } from "../../db/outage/outage.ts";
import { Spill } from "../../db/outage/spill.ts";
import { SpillingDriver } from "../../db/outage/spilling_driver.ts";
import { allWrites, openRepositories } from "../../db/repositories/mod.ts";
import { parseDatabaseTarget } from "../../src/config/database_target.ts";
import { systemClock } from "../../src/domain/clock.ts";
import { type MakeDatabase, openMemory } from "../contract/memory_under_test.ts";
import { startPostgres } from "../services/postgres.ts";
import { FailingDriver, type Fault, FAULTS } from "./failing_driver.ts";
import { hastyClock } from "./hasty_clock.ts";
import { joinUnit, lineUnit, numbersTo, storedLines } from "./lines.ts";

const OWNER = { domain: "https://cytu.be", channel: "movies" };
const LINES = 60;
/** Units on their way at once. */
const IN_FLIGHT = 7;

const NOTHING_HAPPENS: OutageWatch = {
  away: (reason) => assert.fail(String(reason)),
  back: () => assert.fail("it is back"),
  stuck: (reason) => assert.fail(String(reason)),
  refused: (error) => assert.fail(error.message),
  damaged: ({ path }) => assert.fail(path),
};

/** Stores the lines through a driver whose `first` batch fails; answers whether that was ever met. */
async function survives(make: MakeDatabase, fault: Fault, first: number): Promise<boolean> {
  const database = await make();
  const folder = await Deno.makeTempDir();
  try {
    await (await openMemory(database.target)).close();
    const { driver } = openDriver({
      target: database.target,
      clock: systemClock,
      writes: allWrites(),
      mayCreate: false,
    });
    const failing = new FailingDriver(driver, fault, first);
    const back = Promise.withResolvers<void>();
    const spill = await Spill.open({ folder: join(folder, "spill"), owner: OWNER });
    const spilling = new SpillingDriver({
      driver: failing,
      clock: hastyClock(20),
      random: () => 0,
      spill,
      watch: {
        ...NOTHING_HAPPENS,
        away: () => {},
        back: () => {
          failing.endFault();
          back.resolve();
        },
      },
    });
    const sink = new GroupCommit(spilling, (thrown) => assert.fail(String(thrown)));
    const repositories = openRepositories(spilling);
    await sink.commit(joinUnit(repositories));
    let next = 0;
    const linesTo = (end: number) => {
      const lane = async () => {
        while (next < end) await sink.commit(lineUnit(repositories, next++));
      };
      return Promise.all(Array.from({ length: IN_FLIGHT }, lane));
    };
    await linesTo(LINES / 2);
    // Half of the runs go on with a database that is back, the others end without it.
    if (first % 2 === 0 && spilling.condition.isAway) await back.promise;
    await linesTo(LINES);
    await sink.close();
    await spilling.close();
    // In hasty time it may have been given up.
    await driver.close();
    const { driver: after, close } = await openMemory(database.target);
    // What is left is stored by the next start.
    const left = await Spill.open({ folder: join(folder, "spill"), owner: OWNER });
    await new SpillingDriver({
      driver: after,
      clock: systemClock,
      random: () => 0,
      spill: left,
      watch: NOTHING_HAPPENS,
    }).recover();
    await left.close();
    assert.deepEqual(await storedLines(after), numbersTo(LINES), `${fault.name}, batch ${first}`);
    await close();
    return failing.hasFailed;
  } finally {
    await Deno.remove(folder, { recursive: true });
    await database.dispose();
  }
}

async function survivesAll(make: MakeDatabase, fault: Fault): Promise<void> {
  let first = 1;
  while (await survives(make, fault, first)) first++;
  assert.ok(first > LINES / IN_FLIGHT, `only ${first} operations were made`);
}

for (const fault of FAULTS) {
  Deno.test(`faults on SQLite: ${fault.name}, at every batch`, () =>
    survivesAll(async () => {
      const folder = await Deno.makeTempDir();
      return {
        target: { kind: "sqlite", path: join(folder, "rosey.db") },
        dispose: () => Deno.remove(folder, { recursive: true }),
      };
    }, fault));

  Deno.test(`faults on PostgreSQL: ${fault.name}, at every batch`, async () => {
    await using server = await startPostgres();
    await survivesAll(async () => {
      const database = await server.createDatabase();
      return {
        target: parseDatabaseTarget(database.url),
        dispose: async () => await database[Symbol.asyncDispose](),
      };
    }, fault);
  });
}
