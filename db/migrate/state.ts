/**
 * What a database is to this program: empty, an old bot's, ours at some version, or something else.
 *
 * @module
 */

import { RoseyError } from "../../src/domain/errors.ts";
import { type Catalogue, readCatalogue } from "../drivers/catalogue.ts";
import type { Driver, Session } from "../drivers/driver.ts";
import { LEDGER, type LedgerRow, readLedger } from "./ledger.ts";
import { checksumOf, type Migration, type MigrationLine } from "./migration.ts";
import { isV050 } from "./v050.ts";

/** What a database is. */
export type DatabaseState =
  | { readonly kind: "empty"; readonly catalogue: Catalogue }
  /** A file of Rosey-Robot, v0.5.0 or before. */
  | { readonly kind: "v050"; readonly catalogue: Catalogue }
  /** Something else's. */
  | { readonly kind: "foreign"; readonly catalogue: Catalogue }
  | { readonly kind: "ours"; readonly catalogue: Catalogue; readonly ledger: readonly LedgerRow[] };

/** Where a migration stands. */
export type MigrationStanding =
  | "applied"
  | "pending"
  /** Pending, although a later one of its line was applied. */
  | "late"
  /** Applied, but not as this program has it. */
  | "changed"
  /** Applied under another name. */
  | "renamed"
  /** Applied by a newer program. */
  | "newer"
  /** Applied, older than the newest that this program has, and not in this program. */
  | "unknown"
  /** Applied for a plugin that this program does not have. */
  | "orphan";

/** A migration of the program or of the ledger, and where it stands. */
export interface MigrationStatus {
  readonly line: string;
  readonly id: string;
  readonly name: string;
  readonly standing: MigrationStanding;
  /** What the ledger says, where it was applied. */
  readonly applied: LedgerRow | undefined;
  /** The fingerprint of the text that this program has, if it has it. */
  readonly checksum: string | undefined;
}

/** Looks at a database without changing it. Throws a {@link RoseyError} when one of ours has lost its ledger. */
export async function readState(
  dialect: Driver["dialect"],
  session: Pick<Session, "read">,
): Promise<DatabaseState> {
  const catalogue = await readCatalogue(dialect, session);
  if (catalogue.has(LEDGER)) {
    return { kind: "ours", catalogue, ledger: await readLedgerOrRefuse(dialect, session) };
  }
  if (LATER_TABLES.every((name) => catalogue.has(name))) throw ledgerLost("is missing");
  if (catalogue.size === 0) return { kind: "empty", catalogue };
  return { kind: isV050(catalogue) ? "v050" : "foreign", catalogue };
}

/** Tables that no old bot's file has. */
const LATER_TABLES = ["user_stats", "applied_units", "room_binding"];

async function readLedgerOrRefuse(
  dialect: Driver["dialect"],
  session: Pick<Session, "read">,
): Promise<LedgerRow[]> {
  try {
    return await readLedger(dialect, session);
  } catch (thrown) {
    if (thrown instanceof RoseyError && thrown.exit === "bug") throw ledgerLost("cannot be read", thrown);
    throw thrown;
  }
}

/** Whether it is the ledger alone that keeps the version of a database unknown. */
export function isLedgerLost(thrown: unknown): boolean {
  return thrown instanceof RoseyError && thrown.code === "migrate.ledger_lost";
}

function ledgerLost(why: string, cause?: unknown): RoseyError {
  return new RoseyError(`Cannot tell the version of the database: its ledger, the table ${LEDGER}, ${why}`, {
    code: "migrate.ledger_lost",
    hint: "Run `rosey migrate adopt`: it knows the version by the tables, and writes the ledger anew.",
    exit: "drift",
    cause,
  });
}

/** Holds the program's migrations against the ledger: by line and id. */
export function compareWithLedger(
  dialect: Driver["dialect"],
  lines: readonly MigrationLine[],
  ledger: readonly LedgerRow[],
): MigrationStatus[] {
  const ofLines = lines.flatMap((line) => compareLine(dialect, line, ledger));
  const orphans = ledger.filter((row) => lines.every(({ name }) => name !== row.line)).map((row) => ({
    line: row.line,
    id: row.id,
    name: row.name,
    standing: "orphan" as const,
    applied: row,
    checksum: undefined,
  }));
  return [...ofLines, ...orphans];
}

function compareLine(
  dialect: Driver["dialect"],
  { name: line, migrations }: MigrationLine,
  ledger: readonly LedgerRow[],
): MigrationStatus[] {
  const rows = new Map(ledger.filter((row) => row.line === line).map((row) => [row.id, row]));
  const newestApplied = [...rows.keys()].toSorted().at(-1) ?? "";
  const newestKnown = migrations.map(({ id }) => id).toSorted().at(-1) ?? "";
  const known = migrations.map((migration): MigrationStatus => {
    const applied = rows.get(migration.id);
    rows.delete(migration.id);
    const { id, name } = migration;
    const checksum = checksumOf(migration, dialect);
    return {
      line,
      id,
      name,
      applied,
      checksum,
      standing: standingOf(migration, checksum, applied, newestApplied),
    };
  });
  const others = [...rows.values()].map((row): MigrationStatus => ({
    line,
    id: row.id,
    name: row.name,
    applied: row,
    checksum: undefined,
    standing: row.id > newestKnown ? "newer" : "unknown",
  }));
  return [...known, ...others].toSorted((a, b) => a.id < b.id ? -1 : 1);
}

function standingOf(
  migration: Migration,
  checksum: string,
  applied: LedgerRow | undefined,
  newestApplied: string,
): MigrationStanding {
  if (applied === undefined) return migration.id < newestApplied ? "late" : "pending";
  if (applied.checksum !== checksum) return "changed";
  return applied.name === migration.name ? "applied" : "renamed";
}
