/**
 * Whether a row names a person, and what becomes of it when that person is forgotten.
 *
 * @module
 */

import { foldedName } from "../repositories/folded_name.ts";
import type { NameFate, PeopleTable } from "./people_columns.ts";

/** What stands in the place of a name. */
export const FORGOTTEN = "[forgotten]";

/** A row as it was read. */
export type Row = Readonly<Record<string, unknown>>;

/** What becomes of a row that names the person. */
export type RowFate =
  | { readonly kind: "removed" }
  | { readonly kind: "blanked"; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: "kept" }
  /** It would be changed, but is still at work. */
  | { readonly kind: "waiting" };

/** Members of a stored row that say whose it is. */
const OWNERS = ["username", "recipient"];

/** Members that are words of the program, and never somebody's name. */
const PROGRAM_WORDS = new Set(["kind", "type"]);

/** The fate of a row; `undefined` when it does not name the person. */
export function fateOf({ columns, people }: PeopleTable, row: Row, name: string): RowFate | undefined {
  const fates = new Set<NameFate>();
  const values: Record<string, string> = {};
  for (const [column, fate] of Object.entries(people.columns)) {
    const value = row[column];
    if (typeof value !== "string") continue;
    if (fate === "record" && isOwnRecord(value, name)) {
      fates.add("remove");
    } else if (fate === "mention" || fate === "record") {
      const cleaned = columns[column]?.type === "json"
        ? jsonWithoutName(value, name)
        : withoutName(value, name);
      if (cleaned === value) continue;
      fates.add("mention");
      values[column] = cleaned;
    } else if (isNamed(value, name)) {
      fates.add(fate);
      if (fate === "blank") values[column] = FORGOTTEN;
    }
  }
  if (fates.size === 0) return undefined;
  const removed = fates.has("remove");
  if (!removed && Object.keys(values).length === 0) return { kind: "kept" };
  const { settled } = people;
  if (settled !== undefined && row[settled.column] !== settled.value) return { kind: "waiting" };
  return removed ? { kind: "removed" } : { kind: "blanked", values };
}

/** A text in which a name, as a whole word in whatever case, is replaced. */
export function withoutName(text: string, name: string): string {
  // A "-" and a "_" may be in names: `alice` is not in `alice-2`.
  const word = new RegExp(
    `(?<![\\p{L}\\p{N}_-])${name.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")}(?![\\p{L}\\p{N}_-])`,
    "giu",
  );
  // Somebody may be called "forgotten".
  return text.split(FORGOTTEN).map((part) => part.replace(word, () => FORGOTTEN)).join(FORGOTTEN);
}

function jsonWithoutName(json: string, name: string): string {
  const parsed = parsedJson(json);
  if (parsed === undefined) return withoutName(json, name);
  const cleaned = JSON.stringify(
    parsed,
    (key, value: unknown) =>
      typeof value === "string" && !PROGRAM_WORDS.has(key) ? withoutName(value, name) : value,
  );
  return cleaned === JSON.stringify(parsed) ? json : cleaned;
}

function isOwnRecord(json: string, name: string): boolean {
  const record = parsedJson(json);
  if (typeof record !== "object" || record === null) return false;
  return Object.entries(record).some(([member, value]) =>
    OWNERS.includes(member) && typeof value === "string" && isNamed(value, name)
  );
}

function parsedJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isNamed(value: string, name: string): boolean {
  return foldedName(value) === foldedName(name);
}
