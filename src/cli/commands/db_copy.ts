/**
 * `rosey db copy`: a memory moves to another database.
 *
 * @module
 */

import { existsSync, realpathSync } from "node:fs";
import { resolve } from "node:path";
import { isSqliteInUse } from "../../../db/drivers/sqlite_alone.ts";
import { copyDatabase, type CopyReport } from "../../../db/transfer/copy_database.ts";
import { leftBehindText } from "../../../db/transfer/copy_plan.ts";
import { requireSource } from "../../../db/transfer/same_version.ts";
import { parseDatabaseTarget } from "../../config/database_target.ts";
import { variable } from "../../config/environment.ts";
import { type DatabaseTarget, describeTarget } from "../../domain/database_target.ts";
import { RoseyError } from "../../domain/errors.ts";
import type { RoseyContext } from "../command_context.ts";
import { jsonText, programFacts, readDatabaseConfig, withDriver } from "../database_access.ts";
import type { DbCopyFlags } from "../db_command_table.ts";
import type { Host } from "../host.ts";
import { progressBar } from "../progress_bar.ts";

/** Copies FROM to TO. */
export async function copyDb(
  this: RoseyContext,
  flags: DbCopyFlags,
  from: string,
  to?: string,
): Promise<void> {
  const { host } = this;
  const config = await readDatabaseConfig(host, flags);
  const source = targetOf(host, from);
  const target = to === undefined ? config.database : targetOf(host, to);
  refuseSame(source, target);
  refuseInUse(target);
  if (isInUse(source)) host.err.write(`warning: another process uses ${describeTarget(source)}: ${LATER}\n`);
  const bar = progressBar(host.err);
  const report = await withDriver(source, { mayCreate: false }, async (sourceDriver) => {
    await requireSource(sourceDriver, programFacts(host).lines);
    return await withDriver(target, { mayCreate: true }, (targetDriver, backUp) =>
      copyDatabase({
        ...programFacts(host),
        source: sourceDriver,
        target: targetDriver,
        force: flags.force ?? false,
        leaveUnknown: flags["leave-unknown"] ?? false,
        beforeReplacing: async () => {
          const file = await backUp();
          if (file !== undefined) host.err.write(`backup: ${file}\n`);
        },
        onProgress: ({ stage, table, rows, of }) =>
          bar.show({ what: `${stage} ${table}`, done: rows, total: of }),
      }));
  }).finally(() => bar.clear());
  const places = { from: describeTarget(source), to: describeTarget(target) };
  host.out.write(flags.json === true ? jsonText({ ...places, ...report }) : text(places, report));
}

function targetOf(host: Host, address: string): DatabaseTarget {
  const target = parseDatabaseTarget(address, variable(host.environment, "ROSEY_ENV"));
  if (target.kind === "postgres" && target.password !== undefined) host.secrets.push(target.password);
  return target;
}

function refuseSame(source: DatabaseTarget, target: DatabaseTarget): void {
  if (placeOf(source) !== placeOf(target)) return;
  throw new RoseyError(`Cannot copy ${describeTarget(source)} to itself`, {
    code: "copy.same_database",
    hint: "Name two databases: rosey db copy FROM TO. Without TO, the configured one is meant.",
    exit: "usage",
  });
}

const LATER = "what it writes from now on is not in the copy";

function isInUse(target: DatabaseTarget): boolean {
  return target.kind === "sqlite" && existsSync(target.path) && isSqliteInUse(target.path);
}

function refuseInUse(target: DatabaseTarget): void {
  if (!isInUse(target)) return;
  throw new RoseyError(`Cannot copy to ${describeTarget(target)}: another process has it open`, {
    code: "database.locked",
    hint: "Stop Rosey, or name another file.",
    exit: "databaseLocked",
  });
}

/** Where a database really is; without the user, who makes it no other. */
function placeOf(target: DatabaseTarget): string {
  if (target.kind === "postgres") return `${target.host}:${target.port}/${target.database}`;
  try {
    return realpathSync(target.path);
  } catch {
    // It is not there yet.
    return resolve(target.path);
  }
}

function text({ from, to }: { from: string; to: string }, report: CopyReport): string {
  const { tables, left, resumed, version } = report;
  const width = Math.max(...tables.map(({ table }) => table.length));
  return [
    `${from} -> ${to} (version ${version}${resumed ? ", gone on with" : ""}):`,
    ...tables.map(({ table, rows, sha256 }) =>
      `  ${table.padEnd(width)} ${String(rows).padStart(9)}  ${sha256.slice(0, 12)}`
    ),
    ...left.map((part) => `  left behind: ${leftBehindText(part)}`),
    "Every row was read back and is equal.",
    "",
  ].join("\n");
}
