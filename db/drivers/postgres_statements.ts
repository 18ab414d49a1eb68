/**
 * Statements as PostgreSQL runs them: for one change, and for many changes at a time.
 *
 * @module
 */

import type { SqlValue } from "../../src/domain/memory.ts";
import type { CompiledWrite, Slot } from "../write_statements.ts";

/** A statement that makes many changes: its parameters are arrays, as {@link arrayLiteral} writes them. */
export interface ManyStatement {
  readonly sql: string;
  /** For each array, the parameter of the changes that it gathers. */
  readonly columns: readonly number[];
}

/** A parameter where a statement for one change has it: `defineWrite` casts each one. */
const PARAMETER = /cast\(\$(\d+) as ([a-z0-9 ]+)\)/g;

/**
 * Makes of a statement for one change one for many, which must change different rows: `insert into ... values (...)`
 * (the rows keep the order of the changes), `insert into ... select ... where ... on conflict ...`, or
 * `update ... set ... where ...`. Throws for anything else: which statements are asked for is known when the program
 * is written.
 */
export function manyOf({ sql, slots }: CompiledWrite): ManyStatement {
  const types = new Map<number, string>();
  const body = sql.replace(PARAMETER, (whole, place: string, type: string) => {
    const slot = slots[Number(place) - 1];
    if (slot === undefined || !("parameter" in slot)) return whole;
    types.set(slot.parameter, type);
    return `batch.p${slot.parameter}`;
  }).replace(/\$(\d+)/g, (_, place: string) => constantLiteral(slots[Number(place) - 1]));
  const columns = [...types.keys()].sort((left, right) => left - right);
  const arrays = columns.map((column, index) => `$${index + 1}::${types.get(column)}[]`).join(", ");
  const names = columns.map((column) => `p${column}`).join(", ");
  const refuse = (why: string) => new Error(`this statement cannot make many changes, ${why}: ${sql}`);
  const insert = /^(insert into "\w+" \([^()]*\)) values \((.*)\)$/s.exec(body);
  if (insert !== null) {
    const [, into, values] = insert;
    return {
      sql: `${into} select ${values} from unnest(${arrays}) with ordinality as batch(${names}, place) ` +
        "order by batch.place",
      columns,
    };
  }
  const where = outermost(" where ", body);
  if (where === undefined) throw refuse("it has no condition");
  const conflict = outermost(" on conflict ", body) ?? body.length;
  if (body.slice(conflict).includes("batch.")) throw refuse("a conflict knows the rows as `excluded` alone");
  return {
    sql: `${body.slice(0, where)} from unnest(${arrays}) as batch(${names})${body.slice(where)}`,
    columns,
  };
}

/** The parameters of a {@link ManyStatement} for these changes. */
export function manyParameters(
  { columns }: ManyStatement,
  rows: readonly (readonly SqlValue[])[],
): string[] {
  return columns.map((column) => arrayLiteral(rows.map((row) => row[column] ?? null)));
}

/** The parameters of a statement for one change. */
export function singleParameters({ slots }: CompiledWrite, parameters: readonly SqlValue[]): SqlValue[] {
  return slots.map((slot) => "parameter" in slot ? parameters[slot.parameter] ?? null : slot.constant);
}

/** An array as PostgreSQL reads it. The driver's own arrays ask the server for their type first. */
export function arrayLiteral(values: readonly SqlValue[]): string {
  return `{${values.map(element).join(",")}}`;
}

function element(value: SqlValue): string {
  if (value === null) return "NULL";
  return typeof value === "string" ? `"${value.replace(/["\\]/g, "\\$&")}"` : String(value);
}

/** Constants come from the source of the program: never from a user. */
function constantLiteral(slot: Slot | undefined): string {
  if (slot === undefined || "parameter" in slot) throw new Error("a parameter stands where it has no type");
  const { constant } = slot;
  if (constant === null) return "NULL";
  return typeof constant === "string" ? `'${constant.replaceAll("'", "''")}'` : String(constant);
}

/** Where a keyword stands that is in no parentheses. */
function outermost(keyword: string, sql: string): number | undefined {
  let depth = 0;
  for (let index = 0; index < sql.length; index++) {
    if (sql[index] === "(") depth++;
    else if (sql[index] === ")") depth--;
    else if (depth === 0 && sql.startsWith(keyword, index)) return index;
  }
  return undefined;
}
