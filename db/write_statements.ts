/**
 * Changes of the memory as named statements: a repository declares each one once, with the query builder; it is
 * compiled once for the database in use and run on the bare driver.
 *
 * @module
 */

import { type Compilable, type Expression, type Kysely, sql } from "kysely";
import type { SqlValue, Write } from "../src/domain/memory.ts";
import type { Batching } from "./batching.ts";
import {
  COLUMN_TYPES,
  type Dialect,
  type DialectWords,
  statementBuilder,
  wordsOf,
} from "./drivers/dialect.ts";
import type { Database } from "./schema.ts";

type PlainKind = "text" | "integer64" | "real" | "boolean01";

/** What a parameter of a statement takes; with `?` it may be `undefined`, which is stored as NULL. */
export type ParameterKind = PlainKind | `${PlainKind}?`;

type ParameterKinds = Readonly<Record<string, ParameterKind>>;

type PlainValue<Kind> = Kind extends "text" ? string : Kind extends "boolean01" ? boolean : number;

type ValueOf<Kind extends ParameterKind> = Kind extends `${infer Plain}?` ? PlainValue<Plain> | undefined
  : PlainValue<Kind>;

type SqlOf<Kind extends ParameterKind> = Kind extends `text${string}` ? string : number;

type ExpressionOf<Kind extends ParameterKind> = Expression<
  Kind extends `${string}?` ? SqlOf<Kind> | null : SqlOf<Kind>
>;

/** What a statement is built from. */
export interface WriteScope<Kinds extends ParameterKinds, Tables = Database> {
  readonly db: Kysely<Tables>;
  /** The parameters, to be used as often as needed. */
  readonly parameter: { readonly [Name in keyof Kinds]: ExpressionOf<Kinds[Name]> };
  readonly words: DialectWords;
}

/** A placeholder of compiled SQL: filled with a parameter of the write, or always the same. */
export type Slot = { readonly parameter: number } | { readonly constant: SqlValue };

/** A statement as the driver runs it. */
export interface CompiledWrite {
  readonly sql: string;
  readonly slots: readonly Slot[];
}

/** A declared statement, as the driver sees it. */
export interface WriteStatement {
  readonly statement: string;
  /** Whether many such changes may become one statement; without it each one is made by itself, in its place. */
  readonly batching: Batching | undefined;
  compile(dialect: Dialect): CompiledWrite;
}

/** A declared statement, as a repository uses it: called with the parameters it gives the change as data. */
export interface WriteFunction<Kinds extends ParameterKinds> extends WriteStatement {
  (values: { readonly [Name in keyof Kinds]: ValueOf<Kinds[Name]> }): Write;
}

/** Stands in a query at build time where a parameter will be. */
class Placeholder {
  constructor(readonly index: number) {}
}

/**
 * Declares a change. `statement` names it for ever (it may wait in a file), `kinds` are its parameters in order, and
 * `batching` tells a database for which each statement costs a journey what may be gathered.
 *
 * ```ts
 * const said = defineWrite("user_stats.said", { name: "text" }, ({ db, parameter }) =>
 *   db.updateTable("user_stats").set({ total_chat_lines: 1 }).where("username", "=", parameter.name));
 * said({ name: "Alice" }); // { statement: "user_stats.said", parameters: ["Alice"] }
 * ```
 */
export const defineWrite: DefineWrite<Database> = definesWrites<Database>();

/** Declares changes of certain tables. */
export type DefineWrite<Tables> = <const Kinds extends ParameterKinds>(
  statement: string,
  kinds: Kinds,
  build: (scope: WriteScope<Kinds, Tables>) => Compilable,
  batching?: Batching,
) => WriteFunction<Kinds>;

/** As {@link defineWrite}, for other tables than the core's. */
export function definesWrites<Tables>(): DefineWrite<Tables> {
  return declareWrite;
}

function declareWrite<const Kinds extends ParameterKinds, Tables>(
  statement: string,
  kinds: Kinds,
  build: (scope: WriteScope<Kinds, Tables>) => Compilable,
  batching?: Batching,
): WriteFunction<Kinds> {
  const declared = Object.entries(kinds).map(([name, kind]) => ({ name, kind }));
  // For every line that is said: a plain loop leaves the least behind.
  const write = (values: Readonly<Record<string, unknown>>): Write => {
    const parameters: SqlValue[] = [];
    for (const { name, kind } of declared) {
      const value = values[name];
      parameters.push(encode(value, kind) ?? absent(statement, name, kind, value));
    }
    return { statement, parameters };
  };
  const compile = (dialect: Dialect): CompiledWrite => {
    const scope = {
      db: statementBuilder<Tables>(dialect),
      parameter: placeholders(kinds, dialect),
      words: wordsOf(dialect),
    };
    const { sql: text, parameters } = build(scope).compile();
    return { sql: text, slots: parameters.map(slotOf) };
  };
  return Object.assign(write, { statement, batching, compile });
}

function placeholders<Kinds extends ParameterKinds>(
  kinds: Kinds,
  dialect: Dialect,
): WriteScope<Kinds>["parameter"] {
  const expressions: Partial<Record<keyof Kinds, Expression<unknown>>> = {};
  let index = 0;
  for (const name in kinds) {
    expressions[name] = placeholder(index++, kinds[name] ?? "text", dialect);
  }
  return complete<Kinds>(expressions, index) ? expressions : unfinished();
}

/** PostgreSQL wants to be told the type of a parameter that stands where any type could. */
function placeholder(index: number, kind: ParameterKind, dialect: Dialect): Expression<unknown> {
  const marker = new Placeholder(index);
  if (dialect === "sqlite") return sql`${marker}`;
  const type = COLUMN_TYPES.postgres[plainKind(kind)].replace(/ COLLATE .*/, "");
  return sql`cast(${marker} as ${sql.raw(type)})`;
}

function complete<Kinds extends ParameterKinds>(
  expressions: object,
  count: number,
): expressions is WriteScope<Kinds>["parameter"] {
  return Object.keys(expressions).length === count;
}

function unfinished(): never {
  throw new Error("a parameter of a statement has no placeholder");
}

function slotOf(parameter: unknown): Slot {
  if (parameter instanceof Placeholder) return { parameter: parameter.index };
  if (typeof parameter === "string" || typeof parameter === "number" || parameter === null) {
    return { constant: parameter };
  }
  throw new TypeError(`A statement holds a value that no database stores: ${String(parameter)}`);
}

function plainKind(kind: ParameterKind): PlainKind {
  switch (kind) {
    case "text":
    case "text?":
      return "text";
    case "integer64":
    case "integer64?":
      return "integer64";
    case "real":
    case "real?":
      return "real";
    case "boolean01":
    case "boolean01?":
      return "boolean01";
  }
}

/**
 * The value as it is stored; `undefined` when it is of another kind. PostgreSQL has no NUL in texts: it is stored as its
 * picture, U+2400, on both databases.
 */
function encode(value: unknown, kind: ParameterKind): SqlValue | undefined {
  switch (typeof value) {
    case "string":
      if (kind !== "text" && kind !== "text?") return undefined;
      return value.includes("\0") ? value.replaceAll("\0", "\u2400") : value;
    case "number":
      if (kind === "integer64" || kind === "integer64?") {
        return Number.isSafeInteger(value) ? value : undefined;
      }
      return (kind === "real" || kind === "real?") && Number.isFinite(value) ? value : undefined;
    case "boolean":
      return kind === "boolean01" || kind === "boolean01?" ? Number(value) : undefined;
    default:
      return undefined;
  }
}

/** The NULL of a value that may be left out. Throws for every other value. */
function absent(statement: string, name: string, kind: ParameterKind, value: unknown): null {
  if (value === undefined && kind.endsWith("?")) return null;
  throw new TypeError(`${statement}: ${name} must be of kind ${kind}, not ${typeof value} ${String(value)}`);
}

/** The statements that a database is opened with, by name. */
export type WriteCatalogue = ReadonlyMap<string, WriteStatement>;

/** Gathers declared statements. Throws when two have one name: a waiting change must mean one thing. */
export function writeCatalogue(statements: Iterable<WriteStatement>): WriteCatalogue {
  const catalogue = new Map<string, WriteStatement>();
  for (const declared of statements) {
    const known = catalogue.get(declared.statement);
    if (known !== undefined && known !== declared) {
      throw new Error(`two statements are named "${declared.statement}"`);
    }
    catalogue.set(declared.statement, declared);
  }
  return catalogue;
}
