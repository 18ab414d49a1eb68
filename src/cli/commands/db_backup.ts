/**
 * `rosey db backup` and `rosey db restore`.
 *
 * @module
 */

import { backUp } from "../../../db/transfer/backup.ts";
import { restore } from "../../../db/transfer/restore.ts";
import { describeTarget } from "../../domain/database_target.ts";
import type { RoseyContext } from "../command_context.ts";
import { jsonText, programFacts, readDatabaseConfig, sizeText } from "../database_access.ts";
import type { DbBackupFlags, DbRestoreFlags } from "../db_command_table.ts";
import { progressBar } from "../progress_bar.ts";

/** Writes a backup. */
export async function backUpDb(this: RoseyContext, flags: DbBackupFlags, file?: string): Promise<void> {
  const { host } = this;
  const { database } = await readDatabaseConfig(host, flags);
  const bar = progressBar(host.err);
  try {
    const report = await backUp({
      ...programFacts(host),
      target: database,
      file,
      leaveUnknown: flags["leave-unknown"] ?? false,
      onProgress: ({ stage, table, rows, of }) =>
        bar.show({ what: `${stage} ${table}`, done: rows, total: of }),
    });
    bar.clear();
    const portable = report.method === "portable"
      ? "It is an SQLite file of Rosey's, fit for either database; the server's own tools are not needed to read it.\n"
      : "";
    host.out.write(
      flags.json === true
        ? jsonText({ database: describeTarget(database), ...report })
        : `${report.file} (${sizeText(report.sizeBytes)})\n${portable}`,
    );
  } finally {
    bar.clear();
  }
}

/** Restores a backup. */
export async function restoreDb(this: RoseyContext, flags: DbRestoreFlags, file: string): Promise<void> {
  const { host } = this;
  const { database } = await readDatabaseConfig(host, flags);
  const bar = progressBar(host.err);
  try {
    const report = await restore({
      ...programFacts(host),
      file,
      target: database,
      force: flags.force ?? false,
      leaveUnknown: flags["leave-unknown"] ?? false,
      onProgress: ({ stage, table, rows, of }) =>
        bar.show({ what: `${stage} ${table}`, done: rows, total: of }),
    });
    bar.clear();
    const { aside, version } = report;
    const place = describeTarget(database);
    const what = version === undefined
      ? "an old bot's database; run `rosey migrate up`"
      : `version ${version}`;
    host.out.write(
      flags.json === true
        ? jsonText({ database: place, file, version: version ?? null, aside: aside ?? null })
        : `${place}: restored from ${file} (${what})\n${
          aside === undefined ? "" : `What was there before: ${aside}\n`
        }`,
    );
  } finally {
    bar.clear();
  }
}
