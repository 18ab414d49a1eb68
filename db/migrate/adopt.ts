/**
 * Recognises a database by its tables, and gives one of ours that has lost its ledger a new one. Nothing else is
 * changed, and nothing is converted.
 *
 * @module
 */

import { RoseyError } from "../../src/domain/errors.ts";
import type { Finding } from "../drivers/compare_shapes.ts";
import { readShapes } from "../drivers/declared_shapes.ts";
import type { Session } from "../drivers/driver.ts";
import { checkAgainst, type CheckOptions, expectationFor, findingText, isOfTheLedger } from "./check.ts";
import { createLedger, LEDGER, type LedgerRow, noteApplied } from "./ledger.ts";
import { checksumOf, CORE_LINE, type Migration, type MigrationLine, titleOf } from "./migration.ts";
import { foreignDatabase } from "./refusals.ts";
import { isLedgerLost, readState } from "./state.ts";
import { describeV050, type OldFile } from "./v050.ts";

/** What was recognised. */
export type Recognition =
  | { readonly kind: "empty" }
  /** An old bot's file: `rosey migrate up` knows it without a stamp. */
  | { readonly kind: "v050"; readonly file: OldFile; readonly rows: Readonly<Record<string, number>> }
  /** Its ledger is in order. */
  | { readonly kind: "ours" }
  /** Its ledger was missing or broken, and was written anew. */
  | { readonly kind: "stamped"; readonly migrations: readonly string[] };

/** What adopting works with. */
export interface AdoptOptions extends CheckOptions {
  readonly appVersion: string;
  readonly host: string;
}

/** How long it waits for another process that migrates. */
const LOCK_WAIT_MS = 30_000;

/**
 * See the top of this file. Throws a {@link RoseyError}: `databaseRefused` for another program's database, `drift` for
 * one of ours that is of no version.
 */
export async function adoptDatabase(options: AdoptOptions): Promise<Recognition> {
  const { driver } = options;
  const state = await readStateLeniently(options);
  if (state === undefined || state.catalogue.has("applied_units")) return await restamp(options);
  if (state.kind === "foreign") throw foreignDatabase(driver.location, state);
  if (state.kind !== "v050") return { kind: state.kind };
  const rows: Record<string, number> = {};
  for (const name of state.catalogue.keys()) {
    const [count] = await driver.read<{ rows: number }>({
      sql: `select count(*) as rows from "${name.replaceAll('"', '""')}"`,
      parameters: [],
    });
    rows[name] = Number(count?.rows ?? 0);
  }
  return { kind: "v050", file: describeV050(state.catalogue), rows };
}

/** Nothing where only the ledger is lost. */
async function readStateLeniently({ driver }: AdoptOptions) {
  try {
    return await readState(driver.dialect, driver);
  } catch (thrown) {
    if (isLedgerLost(thrown)) return undefined;
    throw thrown;
  }
}

async function restamp(options: AdoptOptions): Promise<Recognition> {
  const { driver, lines } = options;
  const { tables } = await checkAgainst(driver, await expectationFor(options));
  const rows = await readRows(options);
  // A ledger that can be read is believed: two versions may have the same tables.
  if (rows.length > 0 && tables.every(({ table }) => !isOfTheLedger({ table }))) return { kind: "ours" };
  const known = await recognise(options);
  await driver.transaction(async (session) => {
    const live = await readShapes(driver.dialect, session);
    if (live.has(LEDGER)) await session.execute(`DROP TABLE ${LEDGER}`);
    await session.execute(createLedger(driver.dialect));
    for (const { line, migration } of known) await stamp(options, session, line, migration, rows);
    const others = rows.filter(({ line }) => lines.every(({ name }) => name !== line));
    for (const row of others) await noteApplied(driver.dialect, session, rowOf(row));
  }, LOCK_WAIT_MS);
  return { kind: "stamped", migrations: known.map(({ migration }) => titleOf(migration)) };
}

interface Applied {
  readonly line: string;
  readonly migration: Migration;
}

/** The newest version whose tables these are. */
async function recognise(options: AdoptOptions): Promise<Applied[]> {
  const { driver, lines } = options;
  const core = lines.find(({ name }) => name === CORE_LINE)?.migrations ?? [];
  const ofPlugins: Applied[] = [];
  for (const line of lines) {
    if (line.name !== CORE_LINE) ofPlugins.push(...await recogniseLine(options, line));
  }
  let nearest: string[] = [];
  for (let count = core.length; count > 1; count--) {
    const applied = [
      ...core.slice(0, count).map((migration) => ({ line: CORE_LINE, migration })),
      ...ofPlugins,
    ];
    const findings = await findingsWith(options, applied);
    if (findings.length === 0) return applied;
    if (nearest.length === 0 || findings.length < nearest.length) nearest = findings.map(findingText);
  }
  throw new RoseyError(
    `Cannot adopt the database ${driver.location}: its tables are those of no version; ` +
      `the nearest one differs in ${nearest.slice(0, 3).join("; ")}${nearest.length > 3 ? "; ..." : ""}`,
    {
      code: "migrate.unknown_version",
      hint: "Mend what `rosey migrate check` names, or put a backup in its place.",
      exit: "drift",
    },
  );
}

/** The newest version of a plugin's line whose tables these are; all of it, when its tables are those of no version. */
async function recogniseLine(options: AdoptOptions, line: MigrationLine): Promise<Applied[]> {
  const { name, migrations } = line;
  const all = migrations.map((migration): Applied => ({ line: name, migration }));
  const alone = { ...options, lines: [line] };
  const { made } = await expectationFor(alone, () => true);
  const live = await readShapes(options.driver.dialect, options.driver);
  const isThere = [...made.keys()].some((table) => table !== LEDGER && live.has(table));
  if (!isThere) return [];
  for (let count = all.length; count > 0; count--) {
    const applied = all.slice(0, count);
    const findings = (await findingsWith(alone, applied)).filter(({ table }) => made.has(table));
    if (findings.length === 0) return applied;
  }
  return all;
}

async function findingsWith(options: AdoptOptions, applied: readonly Applied[]): Promise<Finding[]> {
  const has = (line: string, id: string) =>
    applied.some((other) => other.line === line && other.migration.id === id);
  const { tables } = await checkAgainst(options.driver, await expectationFor(options, has));
  return tables.flatMap((table) => table.findings)
    .filter((finding) => !finding.harmless && !isOfTheLedger(finding));
}

async function readRows({ driver }: AdoptOptions): Promise<Record<string, unknown>[]> {
  try {
    return await driver.read<Record<string, unknown>>({ sql: `select * from ${LEDGER}`, parameters: [] });
  } catch (thrown) {
    if (thrown instanceof RoseyError && thrown.exit === "bug") return [];
    throw thrown;
  }
}

/** What the old ledger still says of a migration is kept. */
function stamp(
  { driver, clock, appVersion, host }: AdoptOptions,
  session: Session,
  line: string,
  migration: Migration,
  rows: readonly Record<string, unknown>[],
): Promise<void> {
  const found =
    rows.find((row) =>
      (row["line"] ?? line) === line && (row["id"] === migration.id || row["name"] === migration.name)
    ) ?? {};
  const applied = found["applied_at"] === undefined
    ? { applied_at: Math.floor(clock.now() / 1000), app_version: appVersion, host }
    : {};
  return noteApplied(driver.dialect, session, {
    ...rowOf({ ...found, ...applied }),
    line,
    id: migration.id,
    name: migration.name,
    checksum: checksumOf(migration, driver.dialect),
  });
}

function rowOf(row: Record<string, unknown>): LedgerRow {
  const text = (name: string) => typeof row[name] === "string" ? row[name] : "";
  const number = (name: string) => Number(row[name] ?? 0) || 0;
  return {
    line: text("line"),
    id: text("id"),
    name: text("name"),
    checksum: text("checksum"),
    appliedAt: number("applied_at"),
    durationMs: number("duration_ms"),
    appVersion: text("app_version"),
    host: text("host"),
  };
}
