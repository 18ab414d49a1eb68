/**
 * A process that migrates a file and kills itself before its statement of a given number:
 * `killed_migration_process.ts PATH NUMBER`. With a number beyond the last statement it comes to its end.
 */
import { openSqlite } from "../../db/drivers/sqlite.ts";
import { Migrator, type MigratorOptions } from "../../db/migrate/migrator.ts";
import { coreLine } from "../../migrations/mod.ts";
import { systemClock } from "../../src/domain/clock.ts";

const [path = "", killBefore = ""] = Deno.args;
const sqlite = openSqlite({ path, clock: systemClock, writes: new Map() });
let statements = 0;

const driver: MigratorOptions["driver"] = {
  dialect: sqlite.dialect,
  location: sqlite.location,
  read: (query) => sqlite.read(query),
  transaction: (work, waitMs) =>
    sqlite.transaction((session) =>
      work({
        read: (query) => session.read(query),
        execute: (sql, parameters) => {
          if (statements++ === Number(killBefore)) Deno.kill(Deno.pid, "SIGKILL");
          return session.execute(sql, parameters);
        },
      }), waitMs),
};

await new Migrator({ driver, lines: [coreLine], clock: systemClock, appVersion: "1", host: "test" }).up();
await sqlite.close();
