/**
 * Drafts of migrations: what would make a database what `db/schema.ts` declares.
 *
 * Two things can be apart. Where the declaration is ahead of the migrations, every database needs the change, on both
 * dialects, and there is a way back. Where a live database is not what its migrations made, it alone needs mending:
 * statements for its own dialect, which change nothing in a database where nothing is broken, and no way back.
 *
 * @module
 */

import type { Clock } from "../../src/domain/clock.ts";
import type { Alteration } from "../drivers/alteration.ts";
import { compareShapes, type Finding } from "../drivers/compare_shapes.ts";
import { type Declarations, declaredShapes, readShapes } from "../drivers/declared_shapes.ts";
import type { Dialect } from "../drivers/dialect.ts";
import { openSqlite } from "../drivers/sqlite.ts";
import type { TableShape, TableShapes } from "../drivers/table_shape.ts";
import type { TableDeclaration } from "../schema.ts";
import {
  type CheckOptions,
  type Expectation,
  expectationFor,
  findingText,
  isOfTheLedger,
  repairs,
} from "./check.ts";
import type { Statements } from "./migration.ts";

/** What a new migration would hold. */
export interface Draft {
  readonly up: Statements;
  readonly down: Statements;
  /** What whoever reads it should look at. */
  readonly notes: readonly string[];
}

/** Nothing to do. */
export const EMPTY_DRAFT: Draft = {
  up: { sqlite: [], postgres: [] },
  down: { sqlite: [], postgres: [] },
  notes: [],
};

/** What is to be changed, and from what to what. */
interface Change {
  readonly findings: readonly Finding[];
  readonly target: Declarations;
  readonly from: TableShapes;
  readonly tolerant: boolean;
}

/** Drafts a migration for an open database that has had every migration of this program. */
export async function draftFor(options: CheckOptions, expectation?: Expectation): Promise<Draft> {
  const { driver, clock } = options;
  const { declared, made, madeTables } = expectation ?? await expectationFor(options);
  const live = await readShapes(driver.dialect, driver);
  const broken = compareShapes(made, live, made)
    .filter((finding) => !finding.harmless && !isOfTheLedger(finding));
  const mending = statementsFor(driver.dialect, {
    findings: broken,
    target: madeTables,
    from: live,
    tolerant: true,
  });
  const ahead = await declarationAhead(
    { declared, made: madeTables },
    driver.dialect === "sqlite" ? live : undefined,
    clock,
  );
  const own = (dialect: Dialect) => dialect === driver.dialect ? mending : [];
  return {
    up: {
      sqlite: [...own("sqlite"), ...ahead.up.sqlite],
      postgres: [...own("postgres"), ...ahead.up.postgres],
    },
    down: ahead.down,
    notes: [
      ...broken.map((finding) => `found in the database: ${findingText(finding)}`),
      ...ahead.notes,
    ],
  };
}

/** The way from what the migrations make to what is declared, and back. */
export async function declarationAhead(
  { declared, made }: { readonly declared: Declarations; readonly made: Declarations },
  live: TableShapes | undefined,
  clock: Clock,
): Promise<Draft> {
  const [wanted, there] = [neutralShapes(declared), neutralShapes(made)];
  const forth = compareShapes(wanted, there, there);
  const back = compareShapes(there, wanted, wanted);
  if (forth.length === 0) return EMPTY_DRAFT;
  const scratch = openSqlite({ path: ":memory:", clock, writes: new Map() });
  try {
    const sqliteMade = new Map([...await declaredShapes(scratch, made, clock), ...intact(live, forth)]);
    const sqliteDeclared = await declaredShapes(scratch, declared, clock);
    const up = { findings: forth, target: declared, tolerant: false };
    const down = { findings: back, target: made, tolerant: false };
    return {
      up: {
        sqlite: statementsFor("sqlite", { ...up, from: sqliteMade }),
        postgres: statementsFor("postgres", { ...up, from: there }),
      },
      down: {
        sqlite: statementsFor("sqlite", { ...down, from: sqliteDeclared }),
        postgres: statementsFor("postgres", { ...down, from: wanted }),
      },
      notes: notesOn(forth, declared),
    };
  } finally {
    await scratch.close();
  }
}

/** Tables of the live database that will be changed, with what others added to them. */
function intact(live: TableShapes | undefined, findings: readonly Finding[]): [string, TableShape][] {
  const changed = new Set(findings.map(({ table }) => table));
  return [...live ?? []].filter(([name]) => changed.has(name));
}

function statementsFor(dialect: Dialect, { findings, target, from, tolerant }: Change): string[] {
  return [...Map.groupBy(findings, ({ table }) => table)].flatMap(([table, ofTable]) => {
    const alteration: Alteration = {
      table,
      target: target[table],
      from: from.get(table),
      findings: ofTable,
      tolerant,
    };
    return repairs(dialect, alteration);
  });
}

function notesOn(findings: readonly Finding[], declared: Declarations): string[] {
  const columns = findings.filter(({ object }) => object === "column");
  const dropped = columns.filter(({ problem }) => problem === "extra");
  const filled = columns.filter(({ problem, table, name }) => {
    const column = declared[table]?.columns[name];
    return problem === "missing" && column?.nullable !== true && column?.default === undefined;
  });
  return [
    ...dropped.map(({ table, name }) =>
      `${table}.${name} goes with all that is in it; if it was renamed, write ALTER TABLE ${table} RENAME COLUMN instead`
    ),
    ...filled.map(({ table, name }) =>
      `rows that are there get an empty value in ${table}.${name}: is that right?`
    ),
  ];
}

/** Declared tables in the words of the declaration, for what no database needs to be asked about. */
function neutralShapes(tables: Declarations): TableShapes {
  return new Map(Object.entries(tables).map(([name, table]) => [name, neutralShape(name, table)]));
}

function neutralShape(name: string, { columns, primaryKey, checks, indexes }: TableDeclaration): TableShape {
  const entries = Object.entries(columns);
  return {
    name,
    columns: entries.map(([column, { type, nullable, key, default: preset }]) => ({
      name: column,
      // JSON is text on both databases.
      type: type === "json" ? "text" : type,
      nullable: nullable === true,
      default: preset === undefined ? undefined : JSON.stringify(preset),
      numbering: key === undefined || key === "primary" ? "none" : key === "serial" ? "identity" : key,
      generated: false,
      definition: column,
    })),
    primaryKey: primaryKey ?? entries.filter(([, { key }]) => key !== undefined).map(([column]) => column),
    primaryKeyName: undefined,
    constraints: [
      ...entries.flatMap(([column, { check }]) =>
        check === undefined
          ? []
          : [{ kind: "check" as const, name: `${name}_${column}_check`, text: plain(check) }]
      ),
      ...Object.entries(checks ?? {}).map(([check, text]) => ({
        kind: "check" as const,
        name: check,
        text: plain(text),
      })),
    ],
    indexes: Object.entries(indexes ?? {}).map(([index, { on, unique, where }]) => ({
      name: index,
      unique: unique === true,
      on: plain(where === undefined ? on : `${on} where ${where}`),
      definition: index,
    })),
    triggers: [],
    views: [],
  };
}

/** Capitals and spaces mean nothing outside of texts. */
function plain(sql: string): string {
  return sql.replace(
    /'(?:[^']|'')*'|\s+|[A-Z]+/g,
    (found) => found.startsWith("'") ? found : found.trim().toLowerCase(),
  );
}
