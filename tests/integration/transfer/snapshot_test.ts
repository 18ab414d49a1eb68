/** A snapshot sees one moment, and stands in nobody's way. */
import assert from "node:assert/strict";
import type { Driver, Session } from "../../../db/drivers/driver.ts";
import { change, fillMemory, openEnd, withPlaces } from "./filled_memory.ts";

async function people(session: Pick<Session, "read">): Promise<number> {
  const [row] = await session.read<{ people: number }>({
    sql: "select count(*) as people from user_stats",
    parameters: [],
  });
  return Number(row?.people);
}

const JOIN = "insert into user_stats (username, first_seen, last_seen) values ('late', 1, 1)";

for (const kind of ["sqlite", "postgres"] as const) {
  const withDriver = (test: (driver: Driver, write: () => Promise<void>) => Promise<void>) =>
    withPlaces(async (places) => {
      const target = kind === "sqlite" ? places.sqlite("rosey.db") : await places.postgres();
      await fillMemory(target);
      const driver = openEnd(target);
      try {
        await test(driver, () => change(target, JOIN));
      } finally {
        await driver.close();
      }
    });

  Deno.test(`transfer: on ${kind} a snapshot does not see what others write meanwhile`, async () => {
    await withDriver(async (driver, write) => {
      const seen = await driver.snapshot(async (session) => {
        const before = await people(session);
        await write();
        return [before, await people(session)];
      });
      assert.deepEqual(seen, [5, 5]);
      assert.equal(await people(driver), 6);
    });
  });

  Deno.test(`transfer: on ${kind} a snapshot that fails leaves the database usable`, async () => {
    await withDriver(async (driver, write) => {
      const failing = driver.snapshot(async (session) => {
        await people(session);
        throw new Error("of the caller");
      });
      await assert.rejects(failing, /of the caller/);
      await write();
      assert.equal(await driver.snapshot(people), 6);
    });
  });
}
