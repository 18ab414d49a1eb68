/**
 * A process that brings a memory up to date and gives it up again: `migrate_process.ts URL`. Starts when its standard
 * input ends, so that many can start at once; prints how many migrations it applied.
 */
import { systemClock } from "../../src/domain/clock.ts";
import { openDatabase } from "../../db/open_database.ts";
import { coreLine } from "../../migrations/mod.ts";
import { parseDatabaseTarget } from "../../src/config/database_target.ts";

for await (const _ of Deno.stdin.readable);
const { applied, close } = await openDatabase({
  target: parseDatabaseTarget(Deno.args[0] ?? ""),
  lines: [coreLine],
  clock: systemClock,
  appVersion: "1",
  host: "test",
  migrate: true,
  report: (thrown) => console.error(thrown),
});
console.log(applied.length);
await close();
