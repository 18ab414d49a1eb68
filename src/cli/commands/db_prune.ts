/**
 * `rosey db prune`.
 *
 * @module
 */

import { findPrunable, type KeptTimes, type Prunable, prune } from "../../../db/transfer/prune.ts";
import { requireCurrent } from "../../../db/transfer/require_current.ts";
import { systemClock } from "../../domain/clock.ts";
import { RoseyError } from "../../domain/errors.ts";
import type { RoseyContext } from "../command_context.ts";
import { jsonText, programFacts, readDatabaseConfig, withDriver } from "../database_access.ts";
import type { DbPruneFlags } from "../db_command_table.ts";
import { spanMs } from "../given_time.ts";
import { progressBar } from "../progress_bar.ts";

/** Says what is older than it shall be kept, and removes it with `--yes`. */
export async function pruneDb(this: RoseyContext, flags: DbPruneFlags): Promise<void> {
  const { host } = this;
  const kept = keptTimes(flags);
  const { database } = await readDatabaseConfig(host, flags);
  await withDriver(database, { mayCreate: false }, async (driver) => {
    await requireCurrent(driver, programFacts(host).lines);
    const found = await findPrunable(driver, kept, systemClock.now());
    const removes = flags.yes === true;
    const bar = progressBar(host.err);
    const total = found.reduce((sum, { rows }) => sum + rows, 0);
    let done = 0;
    const gone = removes
      ? await prune(driver, found, (count) => bar.show({ what: "remove", done: done += count, total }))
      : found;
    bar.clear();
    host.out.write(
      flags.json === true
        ? jsonText({ database: driver.location, removed: removes, prunable: gone })
        : text(driver.location, gone, removes),
    );
  });
}

function keptTimes(flags: DbPruneFlags): KeptTimes {
  const kept = {
    ...keptTime("chat", flags["keep-chat"]),
    ...keptTime("counts", flags["keep-counts"]),
    ...keptTime("sent", flags["keep-sent"]),
    ...keptTime("tokens", flags["keep-tokens"]),
  };
  if (Object.keys(kept).length > 0) return kept;
  throw new RoseyError("nothing to prune: it is not said how long anything is kept", {
    code: "cli.usage",
    hint: "v0.5.0 had: --keep-chat 150h --keep-counts 30d --keep-sent 7d --keep-tokens 90d",
    exit: "usage",
  });
}

function keptTime(kind: keyof KeptTimes, text: string | undefined): KeptTimes {
  return text === undefined ? {} : { [kind]: spanMs(`--keep-${kind}`, text) };
}

function text(database: string, prunable: readonly Prunable[], removed: boolean): string {
  const lines = prunable.map(({ kind, table, beforeMs, rows }) =>
    `  ${kind.padEnd(7)} ${String(rows).padStart(9)} of ${table} from before ${
      new Date(beforeMs).toISOString()
    }`
  );
  const rows = prunable.reduce((sum, { rows }) => sum + rows, 0);
  return [
    `${database}: ${removed ? "removed" : "would remove"}`,
    ...lines,
    ...removed || rows === 0 ? [] : ["Nothing was removed. Say --yes to remove them."],
    "",
  ].join("\n");
}
