/** A process that copies a memory and kills itself (-9) after so many pages: `copy_process.ts FROM TO PAGES`. */
import { openDriver } from "../../db/open_driver.ts";
import { copyDatabase } from "../../db/transfer/copy_database.ts";
import { coreLine } from "../../migrations/mod.ts";
import { parseDatabaseTarget } from "../../src/config/database_target.ts";
import { systemClock } from "../../src/domain/clock.ts";

const [source, target] = Deno.args.slice(0, 2).map((address) =>
  openDriver({
    target: parseDatabaseTarget(address),
    clock: systemClock,
    writes: new Map(),
    mayCreate: true,
  }).driver
);
if (source === undefined || target === undefined) throw new Error("copy_process.ts FROM TO PAGES");
let pagesLeft = Number(Deno.args[2]);
await copyDatabase({
  source,
  target,
  lines: [coreLine],
  clock: systemClock,
  appVersion: "1",
  host: "test",
  force: false,
  leaveUnknown: false,
  onProgress: () => {
    if (--pagesLeft === 0) Deno.kill(Deno.pid, "SIGKILL");
  },
});
await target.close();
await source.close();
