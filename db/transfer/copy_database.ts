/**
 * Moves a memory to another database, whichever kind either is.
 *
 * The source is read as it is at one moment, so it may be in use. The target is written page by page, each with the note
 * how far the copy has got, so that a copy that was killed goes on where it stood. It becomes a memory only when every
 * table was read back from both and is equal.
 *
 * @module
 */

import { resolve } from "node:path";
import type { Clock } from "../../src/domain/clock.ts";
import type { Driver } from "../drivers/driver.ts";
import { advanceSequence, readSequence } from "../drivers/sequences.ts";
import { insertStatements, keyOf, quoted, type RowLayout } from "../drivers/table_rows.ts";
import type { MigrationLine } from "../migrate/migration.ts";
import { readState } from "../migrate/state.ts";
import { UNFINISHED_COPY } from "../migrate/unfinished_copy.ts";
import {
  type CopyEnd,
  type CopyPlan,
  countRows,
  type LeftBehind,
  planCopy,
  type TableCopy,
} from "./copy_plan.ts";
import { beginProgress, endProgress, noteProgress, progressSource, tableProgress } from "./copy_progress.ts";
import { copiedByAnother, copyDiffers, otherCopyUnfinished, targetNotEmpty } from "./refusals.ts";
import { carryLedger, readSourceVersion, type SourceVersion, versionTarget } from "./same_version.ts";
import { fingerprintOf, pagesOf, type TableFingerprint } from "./table_pages.ts";

/** How long the target may be held by others before the copy gives up. */
const LOCK_WAIT_MS = 30_000;

/** What a copy is told to do. */
export interface CopyOptions {
  readonly source: Driver;
  readonly target: Driver;
  /** The core's line first, then those of the plugins. */
  readonly lines: readonly MigrationLine[];
  readonly clock: Clock;
  /** Both for the ledger of migrations. */
  readonly appVersion: string;
  readonly host: string;
  /** Takes the place of rows that the target holds, and of a copy that was begun there. */
  readonly force: boolean;
  /** Copies without the tables and columns that are none of Rosey's. */
  readonly leaveUnknown: boolean;
  readonly onProgress?: (progress: CopyProgress) => void;
  /** Called under the target's lock before rows of a memory are removed: the moment for a backup. */
  readonly beforeReplacing?: () => Promise<void>;
}

/** How far a copy is. */
export interface CopyProgress {
  readonly stage: "copy" | "verify";
  readonly table: string;
  /** Rows done of this stage. */
  readonly rows: number;
  /** Rows there are, of all tables. */
  readonly of: number;
}

/** What a copy did. */
export interface CopyReport {
  /** The newest migration of the core. */
  readonly version: string;
  /** Each table that was copied, as it is now on both sides. */
  readonly tables: readonly (TableFingerprint & { readonly table: string })[];
  readonly left: readonly LeftBehind[];
  /** Whether an interrupted copy was gone on with. */
  readonly resumed: boolean;
}

/**
 * Copies `source` to `target`. Throws a `RoseyError` before anything is written when they do not fit, or the target holds
 * rows and `force` is not given; and at the end when the two differ: the target then stays unfit for use.
 */
export function copyDatabase(options: CopyOptions): Promise<CopyReport> {
  const { source } = options;
  return source.snapshot(async (session) => {
    const state = await readState(source.dialect, session);
    const version = readSourceVersion(source, state, options.lines);
    const { catalogue } = state;
    const from = { dialect: source.dialect, location: source.location, session, catalogue };
    return await new Copy(options, from, version).run();
  });
}

class Copy {
  readonly #options: CopyOptions;
  readonly #source: CopyEnd;
  readonly #version: SourceVersion;
  #rowsDone = 0;
  #rowsInAll = 0;

  constructor(options: CopyOptions, source: CopyEnd, version: SourceVersion) {
    this.#options = options;
    this.#source = source;
    this.#version = version;
  }

  async run(): Promise<CopyReport> {
    const { target, leaveUnknown } = this.#options;
    await versionTarget(this.#options, this.#version);
    const { catalogue } = await readState(target.dialect, target);
    const { dialect, location } = target;
    const to: CopyEnd = { dialect, location, session: target, catalogue };
    const plan = await planCopy(this.#source, to, leaveUnknown);
    const resumed = await this.#begin(to, plan);
    for (const { name } of plan.tables) this.#rowsInAll += await countRows(this.#source, name);
    for (const table of plan.tables) await this.#copyTable(table);
    const tables = await this.#verify(plan);
    await this.#finish(plan);
    return { version: this.#version.newest, tables, left: plan.left, resumed };
  }

  /** What tells it from other sources, whichever folder a command was given in. */
  #sourceName(): string {
    const { dialect, location } = this.#source;
    return dialect === "sqlite" ? resolve(location) : location;
  }

  /** Makes the target ready; answers whether it was already. */
  #begin(to: CopyEnd, { tables }: CopyPlan): Promise<boolean> {
    const { target, force } = this.#options;
    const { dialect } = target;
    return target.transaction(async (session) => {
      if (to.catalogue.has(UNFINISHED_COPY)) {
        const begun = await progressSource(dialect, session);
        if (begun === this.#sourceName() && !force) return true;
        if (!force) throw otherCopyUnfinished(target.location, begun);
        await endProgress(session);
      }
      const filled = [];
      for (const { name } of tables) {
        const rows = await countRows({ session }, name);
        if (rows > 0) filled.push({ table: name, rows });
      }
      if (filled.length > 0 && !force) {
        throw targetNotEmpty(
          target.location,
          filled.toSorted((a, b) => b.rows - a.rows),
        );
      }
      if (filled.length > 0 && !to.catalogue.has(UNFINISHED_COPY)) await this.#options.beforeReplacing?.();
      for (const { table } of filled) await session.execute(`delete from ${quoted(table)}`);
      await beginProgress(dialect, session, {
        source: this.#sourceName(),
        tables: tables.map(({ name }) => name),
      });
      return false;
    }, LOCK_WAIT_MS);
  }

  async #copyTable({ name, source, target: layout }: TableCopy): Promise<void> {
    const { target } = this.#options;
    const { dialect } = target;
    let progress = await tableProgress(dialect, target, name) ??
      { rows: 0, lastKey: undefined, isComplete: false };
    this.#advance("copy", name, progress.rows);
    if (progress.isComplete) return;
    for await (const rows of pagesOf(this.#source.dialect, this.#source.session, source, progress.lastKey)) {
      const before = progress;
      const newest = rows.at(-1) ?? [];
      const after = { rows: before.rows + rows.length, lastKey: keyOf(source, newest), isComplete: false };
      await target.transaction(async (session) => {
        const known = await tableProgress(dialect, session, name);
        if (known?.rows !== before.rows) throw copiedByAnother(target.location);
        for (const { sql, parameters } of insertStatements(dialect, layout, rows)) {
          await session.execute(sql, parameters);
        }
        await noteProgress(dialect, session, name, after);
      }, LOCK_WAIT_MS);
      progress = after;
      this.#advance("copy", name, rows.length);
    }
    const complete = { ...progress, isComplete: true };
    await target.transaction((session) => noteProgress(dialect, session, name, complete), LOCK_WAIT_MS);
  }

  async #verify({ tables }: CopyPlan): Promise<(TableFingerprint & { table: string })[]> {
    const { target } = this.#options;
    const source = this.#source;
    this.#rowsDone = 0;
    return await target.snapshot(async (session) => {
      const found = [];
      const differing: string[] = [];
      for (const { name, source: from, target: to } of tables) {
        const [sent, arrived] = await Promise.all([
          fingerprintOf(source.dialect, source.session, from, (rows) => this.#advance("verify", name, rows)),
          fingerprintOf(target.dialect, session, to),
        ]);
        if (sent.sha256 !== arrived.sha256) {
          differing.push(`${name} (${sent.rows} rows there, ${arrived.rows} here)`);
        }
        found.push({ table: name, ...arrived });
      }
      if (differing.length > 0) throw copyDiffers(source.location, target.location, differing);
      return found;
    });
  }

  /** The target becomes a memory. */
  async #finish({ tables }: CopyPlan): Promise<void> {
    const { target } = this.#options;
    const { dialect, session: source } = this.#source;
    const sequences: { table: string; column: string; last: string }[] = [];
    for (const { name: table, source: layout } of tables) {
      const column = numberingColumn(layout);
      if (column === undefined) continue;
      sequences.push({ table, column, last: await readSequence(dialect, source, { table, column }) ?? "0" });
    }
    await target.transaction(async (session) => {
      for (const sequence of sequences) await advanceSequence(target.dialect, session, sequence);
      await carryLedger(target, session, this.#version.ledger);
      await endProgress(session);
    }, LOCK_WAIT_MS);
  }

  #advance(stage: CopyProgress["stage"], table: string, rows: number): void {
    this.#rowsDone += rows;
    this.#options.onProgress?.({ stage, table, rows: this.#rowsDone, of: this.#rowsInAll });
  }
}

/** The column whose numbers a database may give by itself. */
function numberingColumn({ columns, key }: RowLayout): string | undefined {
  const [name, ...others] = key;
  const column = columns.find((candidate) => candidate.name === name);
  return others.length === 0 && column?.kind === "integer" ? name : undefined;
}
