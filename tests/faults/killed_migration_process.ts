/**
 * A process that migrates and kills itself in the middle: `killed_migration_process.ts URL up|down STATEMENT`. It dies
 * before the statement of that number, counted over the whole call; one more than there are is right before the commit.
 */
import { Migrator } from "../../db/migrate/migrator.ts";
import { openForMigration } from "../../db/open_database.ts";
import { parseDatabaseTarget } from "../../src/config/database_target.ts";
import { systemClock } from "../../src/domain/clock.ts";
import { LINES } from "../integration/takeover/old_file.ts";
import { watched } from "./watched_driver.ts";

const [url = "", direction = "", at = ""] = Deno.args;
const facts = { lines: LINES, clock: systemClock, appVersion: "1", host: "test" };
const { driver } = openForMigration({ ...facts, target: parseDatabaseTarget(url), mayCreate: true });
let statement = 0;
const migrator = new Migrator({
  ...facts,
  driver: watched(driver, () => {
    statement++;
    if (statement === Number(at)) Deno.kill(Deno.pid, "SIGKILL");
  }),
});
await (direction === "up" ? migrator.up() : migrator.down({ all: true }));
