/** Moving house through a PgBouncer that gives each transaction another connection. */
import assert from "node:assert/strict";
import { vacuum } from "../../../db/transfer/vacuum.ts";
import { parseDatabaseTarget } from "../../../src/config/database_target.ts";
import { ManualClock } from "../../../src/domain/clock.ts";
import { startPgBouncer } from "../../services/pgbouncer.ts";
import { startPostgres } from "../../services/postgres.ts";
import { copy, fillMemory, withPlaces } from "./filled_memory.ts";

Deno.test("transfer: a memory is copied there and back, and vacuumed, through PgBouncer", async () => {
  await using server = await startPostgres();
  await using database = await server.createDatabase();
  await using bouncer = await startPgBouncer({ serverUrl: server.url, poolSize: 3 });
  const target = parseDatabaseTarget(`${bouncer.urlOf(database.url)}?pgbouncer=true`);
  await withPlaces(async (places) => {
    await fillMemory(places.sqlite("rosey.db"));
    const there = await copy(places.sqlite("rosey.db"), target);
    const back = await copy(target, places.sqlite("back.db"));
    assert.deepEqual(back.tables, there.tables);
    assert.ok((await vacuum({ target, clock: new ManualClock() })).afterBytes > 0);
  });
});
