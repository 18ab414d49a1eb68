/**
 * Both ends of a copy at one version: that of the source.
 *
 * @module
 */

import { statementBuilder } from "../drivers/dialect.ts";
import type { Driver, Session } from "../drivers/driver.ts";
import { LEDGER, type LedgerRow } from "../migrate/ledger.ts";
import { CORE_LINE, type MigrationLine } from "../migrate/migration.ts";
import { Migrator, type MigratorOptions } from "../migrate/migrator.ts";
import { foreignDatabase, standingRefusal } from "../migrate/refusals.ts";
import { compareWithLedger, type DatabaseState, readState } from "../migrate/state.ts";
import { refuseUnfinishedCopy } from "../migrate/unfinished_copy.ts";
import { notAMemory, oldBotsDatabase, versionsDiffer } from "./refusals.ts";

/** The version of a memory. */
export interface SourceVersion {
  /** What its ledger says. */
  readonly ledger: readonly LedgerRow[];
  /** The migrations that it has had. */
  readonly lines: readonly MigrationLine[];
  /** The newest of the core. */
  readonly newest: string;
}

/** Throws a `RoseyError` for a database that cannot be copied from, before anything is made for the copy. */
export async function requireSource(source: Driver, lines: readonly MigrationLine[]): Promise<void> {
  readSourceVersion(source, await readState(source.dialect, source), lines);
}

/** Reads the version of a memory. Throws a `RoseyError` for what is none, or is of a version that is not known here. */
export function readSourceVersion(
  { dialect, location }: Driver,
  state: DatabaseState,
  lines: readonly MigrationLine[],
): SourceVersion {
  refuseUnfinishedCopy(location, state.catalogue);
  switch (state.kind) {
    case "empty":
      throw notAMemory(location, "it is empty");
    case "v050":
      throw notAMemory(location, "it was made by Rosey-Robot v0.5.0 or before");
    case "foreign":
      throw foreignDatabase(location, state);
    case "ours": {
      const statuses = compareWithLedger(dialect, lines, state.ledger);
      const refusal = standingRefusal(location, statuses, { outOfOrder: true });
      if (refusal !== undefined) throw refusal;
      return {
        ledger: state.ledger,
        lines: lines.map(({ name, migrations }) => ({
          name,
          migrations: migrations.filter(({ id }) => has(state.ledger, name, id)),
        })),
        newest: newestOf(state.ledger),
      };
    }
  }
}

/** Both ends, and what a ledger of migrations needs. */
interface VersionOptions extends Pick<MigratorOptions, "clock" | "appVersion" | "host"> {
  readonly source: Driver;
  readonly target: Driver;
  readonly lines: readonly MigrationLine[];
}

/**
 * Brings an empty target to the version of the source, and looks that one that is not empty has it. Throws a
 * `RoseyError` when it has another, or is something else's.
 */
export async function versionTarget(
  { source, target, lines, clock, appVersion, host }: VersionOptions,
  version: SourceVersion,
): Promise<void> {
  const state = await readState(target.dialect, target);
  switch (state.kind) {
    case "empty": {
      await new Migrator({ driver: target, lines: version.lines, clock, appVersion, host }).up();
      return;
    }
    case "v050":
      throw oldBotsDatabase(target.location);
    case "foreign":
      throw foreignDatabase(target.location, state);
    case "ours": {
      const statuses = compareWithLedger(target.dialect, lines, state.ledger);
      const refusal = standingRefusal(target.location, statuses, { outOfOrder: true });
      if (refusal !== undefined) throw refusal;
      const inBoth = version.lines.flatMap(({ name, migrations }) =>
        migrations.map(({ id }) => ({ name, id }))
      )
        .filter(({ name, id }) => has(state.ledger, name, id));
      const known = (ledger: readonly LedgerRow[]) =>
        ledger.filter(({ line }) => lines.some(({ name }) => name === line)).length;
      if (inBoth.length === known(version.ledger) && inBoth.length === known(state.ledger)) return;
      throw versionsDiffer(source.location, target.location, {
        source: version.newest,
        target: newestOf(state.ledger),
      });
    }
  }
}

/** What the source's ledger says of when and by whom its migrations were applied; the checksums are each database's own. */
export async function carryLedger(
  { dialect }: Driver,
  session: Session,
  ledger: readonly LedgerRow[],
): Promise<void> {
  for (const { line, id, appliedAt, durationMs, appVersion, host } of ledger) {
    const { sql, parameters } = statementBuilder(dialect).updateTable(LEDGER)
      .set({ applied_at: appliedAt, duration_ms: durationMs, app_version: appVersion, host })
      .where("line", "=", line).where("id", "=", id).compile();
    await session.execute(sql, parameters.map((value) => typeof value === "number" ? value : String(value)));
  }
}

function has(ledger: readonly LedgerRow[], line: string, id: string): boolean {
  return ledger.some((row) => row.line === line && row.id === id);
}

function newestOf(ledger: readonly LedgerRow[]): string {
  return ledger.filter(({ line }) => line === CORE_LINE).at(-1)?.id ?? "none";
}
