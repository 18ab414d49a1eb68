/** A process that vacuums a file, or restores a backup over it, and is killed meanwhile: `swap_process.ts PATH [BACKUP]`. */
import { restore } from "../../db/transfer/restore.ts";
import { vacuum } from "../../db/transfer/vacuum.ts";
import { coreLine } from "../../migrations/mod.ts";
import { systemClock } from "../../src/domain/clock.ts";

const [path = "", backup] = Deno.args;
const target = { kind: "sqlite", path } as const;
const facts = { lines: [coreLine], clock: systemClock, appVersion: "1", host: "test", leaveUnknown: false };
console.log("begins");
if (backup === undefined) await vacuum({ target, clock: systemClock });
else await restore({ ...facts, target, file: backup, force: true });
