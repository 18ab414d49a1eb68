/**
 * Compiled statements in SQLite's numbered form, so that the parameters of a write are bound as they are, however often
 * and in which order the statement uses them.
 *
 * @module
 */

import type { CompiledWrite, Slot } from "../write_statements.ts";

/** Texts and names in quotes, in which a question mark is just that; or a placeholder. */
const QUOTED_OR_PLACEHOLDER = /'(?:[^']|'')*'|"(?:[^"]|"")*"|\?/g;

/** `a = ? and b = ?` with the second parameter first becomes `a = ?2 and b = ?1`; constants are written out. */
export function numbered({ sql, slots }: CompiledWrite): string {
  const left = slots.values();
  return sql.replace(
    QUOTED_OR_PLACEHOLDER,
    (found) => found === "?" ? placeholder(left.next().value) : found,
  );
}

/** An `insert` of one row in which each parameter is used once, and nothing else. */
const INSERTED_ROW = /^(insert into "\w+" \([^()]*\) values )(\(\?(?:, \?)*\))$/;

/**
 * The statement that adds `rows` rows at a time, whose values are the parameters of all of them, one after the other.
 * `undefined` when the statement is another one than `insert into ... values (...)` with its parameters in their order.
 */
export function severalRows({ sql, slots }: CompiledWrite, rows: number): string | undefined {
  const [, into, row] = INSERTED_ROW.exec(sql) ?? [];
  const inOrder = slots.every((slot, index) => "parameter" in slot && slot.parameter === index);
  if (into === undefined || row === undefined || !inOrder) return undefined;
  return into + Array.from({ length: rows }, () => row).join(", ");
}

function placeholder(slot: Slot | undefined): string {
  if (slot === undefined) throw new Error("a statement has more placeholders than values");
  if ("parameter" in slot) return `?${slot.parameter + 1}`;
  const { constant } = slot;
  if (constant === null) return "NULL";
  return typeof constant === "string" ? `'${constant.replaceAll("'", "''")}'` : String(constant);
}
