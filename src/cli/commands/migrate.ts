/**
 * `rosey migrate up`, `down` and `status`.
 *
 * @module
 */

import { type MigrationAccess, openForMigration } from "../../../db/open_database.ts";
import { titleOf } from "../../../db/migrate/migration.ts";
import type { MigrationStep } from "../../../db/migrate/migrator.ts";
import { notCurrent } from "../../../db/migrate/refusals.ts";
import type { MigrationStatus } from "../../../db/migrate/state.ts";
import type { TakeoverReport } from "../../../db/migrate/takeover_report.ts";
import type { DownOptions } from "../../../db/migrate/way_down.ts";
import { RoseyError } from "../../domain/errors.ts";
import type { RoseyContext } from "../command_context.ts";
import { programFacts } from "../database_access.ts";
import { readConfig } from "../read_config.ts";
import type { MigrateDownFlags, MigrateFlags, MigrateUpFlags } from "../migrate_command_table.ts";
import type { Host } from "../host.ts";
import { progressBar } from "../progress_bar.ts";
import { seconds } from "./migrate_wait.ts";
import { takeoverText } from "../takeover_text.ts";

/** Applies what is pending. */
export async function migrateUp(this: RoseyContext, flags: MigrateUpFlags): Promise<void> {
  await withDatabase(this.host, flags, { mayCreate: true }, async ({ migrator, driver }, told) => {
    const steps = await migrator.up({
      ...(flags.to === undefined ? {} : { to: flags.to }),
      outOfOrder: flags["out-of-order"] ?? false,
    });
    this.host.out.write(
      flags.json === true ? stepsJson(driver.location, steps, told) : stepsText(driver.location, steps, told),
    );
  });
}

/** Takes migrations back. */
export async function migrateDown(this: RoseyContext, flags: MigrateDownFlags): Promise<void> {
  const options = downOptions(flags);
  await withDatabase(this.host, flags, { mayCreate: false }, async ({ migrator, driver }, told) => {
    const steps = await migrator.down(options);
    this.host.out.write(
      flags.json === true ? stepsJson(driver.location, steps, told) : stepsText(driver.location, steps, told),
    );
  });
}

/** Shows where each migration stands, and throws unless all are applied; changes nothing. */
export async function migrateStatus(this: RoseyContext, flags: MigrateFlags): Promise<void> {
  await withDatabase(this.host, flags, { mayCreate: false }, async ({ migrator, driver }) => {
    const state = await migrator.state();
    const { kind } = state;
    const migrations = await migrator.status();
    const text = flags.json === true
      ? `${JSON.stringify({ database: driver.location, kind, migrations }, null, 2)}\n`
      : statusText(driver.location, kind, migrations);
    this.host.out.write(text);
    const refusal = notCurrent(driver.location, state, migrations);
    if (refusal !== undefined) throw refusal;
  });
}

async function withDatabase(
  host: Host,
  flags: MigrateFlags & Pick<MigrateUpFlags, "no-backup" | "lock-timeout">,
  { mayCreate }: { readonly mayCreate: boolean },
  use: (access: MigrationAccess, told: Told) => Promise<void>,
): Promise<void> {
  const lockTimeoutS = seconds("--lock-timeout", flags["lock-timeout"]);
  const config = await readConfig(host, flags);
  for (const warning of config.warnings) host.err.write(`warning: ${warning}\n`);
  const told: Told = { notes: [] };
  const bar = progressBar(host.err);
  const access = openForMigration({
    target: config.database,
    ...programFacts(host),
    onBackup: (path) => {
      told.backup = path;
      if (flags.json !== true) host.err.write(`backup: ${path}\n`);
    },
    backup: flags["no-backup"] !== true,
    ...(lockTimeoutS === undefined ? {} : { lockWaitMs: lockTimeoutS * 1000 }),
    onStatement: ({ step, statement, statements }) =>
      bar.show({ what: `${step.direction} ${titleOf(step)}`, done: statement - 1, total: statements }),
    onProgress: bar.show,
    onNote: (text) => void told.notes.push(text),
    onTakeover: (report) => void (told.takeover = report),
    mayCreate,
  });
  try {
    await use(access, told);
  } finally {
    bar.clear();
    await access.close();
  }
}

/** What is known beside the steps. */
interface Told {
  backup?: string;
  takeover?: TakeoverReport;
  readonly notes: string[];
}

function downOptions({ steps, to, all, line }: MigrateDownFlags): DownOptions {
  const ofLine = line === undefined ? {} : { line };
  const given = [steps, to, all].filter((flag) => flag !== undefined);
  if (given.length > 1) throw usage("--steps, --to and --all say different things", "Give one of them.");
  if (all === true) return { ...ofLine, all: true };
  if (to !== undefined) return { ...ofLine, to };
  const count = steps ?? "1";
  if (!/^[1-9]\d{0,5}$/.test(count)) {
    throw usage(
      `--steps is ${JSON.stringify(count)}, but must be a whole number, 1 or more`,
      "Give a number.",
    );
  }
  return { ...ofLine, steps: Number(count) };
}

function usage(message: string, hint: string): RoseyError {
  return new RoseyError(message, { code: "cli.usage", hint, exit: "usage" });
}

function stepsText(database: string, steps: readonly MigrationStep[], { takeover, notes }: Told): string {
  if (steps.length === 0) return `${database}: nothing to do\n`;
  const lines = steps.map(({ direction, line, id, name }) =>
    `  ${direction.padEnd(4)} ${line} ${id}_${name}`
  );
  const report = takeover === undefined ? [] : takeoverText(takeover);
  return `${[`${database}:`, ...lines, ...report, ...notes.map((note) => `note: ${note}`)].join("\n")}\n`;
}

function stepsJson(database: string, steps: readonly MigrationStep[], told: Told): string {
  const done = steps.map(({ direction, line, id, name }) => ({ direction, line, id, name }));
  return `${JSON.stringify({ database, steps: done, ...told }, null, 2)}\n`;
}

function statusText(database: string, kind: string, migrations: readonly MigrationStatus[]): string {
  const rows = migrations.map(({ line, id, name, standing }) =>
    `  ${standing.padEnd(8)} ${line} ${id}_${name}`
  );
  return `${[`${database}: ${KINDS[kind] ?? kind}`, ...rows].join("\n")}\n`;
}

/** What each kind of database is called here. */
const KINDS: Readonly<Record<string, string>> = {
  empty: "empty",
  v050: "made by Rosey-Robot v0.5.0 or before",
  foreign: "another program's",
  ours: "Rosey's",
};
