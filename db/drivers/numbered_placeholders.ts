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

function placeholder(slot: Slot | undefined): string {
  if (slot === undefined) throw new Error("a statement has more placeholders than values");
  if ("parameter" in slot) return `?${slot.parameter + 1}`;
  const { constant } = slot;
  if (constant === null) return "NULL";
  return typeof constant === "string" ? `'${constant.replaceAll("'", "''")}'` : String(constant);
}
