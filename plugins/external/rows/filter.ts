/**
 * Which rows a program wants, as a tree of conditions: read from `{field: value}`, `{field: {$gt: value}}`, `$and`, `$or`
 * and `$not`.
 *
 * A condition on a value is false where the field has none, and `$not` turns whatever it holds into its opposite: there is
 * no third answer as in SQL.
 *
 * @module
 */

import { ServiceRefusal } from "../../../src/plugin/mod.ts";
import { type Kept, keptValue, storableText } from "./row_values.ts";
import { type Field, FIELD_TYPES, type TableSchema } from "./table_schema.ts";

/** The comparisons, by name, in SQL. */
export const COMPARISONS = { $eq: "=", $ne: "<>", $gt: ">", $gte: ">=", $lt: "<", $lte: "<=" } as const;

/** One of {@link COMPARISONS}. */
export type Comparison = keyof typeof COMPARISONS;

/** A tree of conditions. */
export type Condition =
  | { readonly kind: "all" | "any"; readonly of: readonly Condition[] }
  | { readonly kind: "not"; readonly of: Condition }
  | { readonly kind: "compare"; readonly field: Field; readonly by: Comparison; readonly value: Kept }
  | {
    readonly kind: "in";
    readonly field: Field;
    readonly values: readonly Kept[];
    readonly negated: boolean;
  }
  /** `%` stands for any characters and `_` for one; after a `\` both stand for themselves. */
  | { readonly kind: "like"; readonly field: Field; readonly pattern: string; readonly anyCase: boolean }
  | { readonly kind: "there"; readonly field: Field; readonly there: boolean };

/** As much as one question may hold: the database answers it while others wait. */
const LIMITS = { depth: 8, conditions: 100, values: 200, pattern: 200, wildcards: 8 } as const;

/** Reads a filter. Throws a refusal that says what is wrong, and where. */
export function readFilter(schema: TableSchema, filter: unknown): Condition {
  const reader = new FilterReader(schema);
  return reader.filter(filter, "filters", 0);
}

class FilterReader {
  #conditions = 0;

  constructor(readonly schema: TableSchema) {}

  filter(filter: unknown, place: string, depth: number): Condition {
    if (depth > LIMITS.depth) throw wrong(place, `is nested more than ${LIMITS.depth} deep`);
    const of = entriesOf(filter, place).map(([key, value]) =>
      this.#entry(key, value, `${place}.${key}`, depth)
    );
    return { kind: "all", of };
  }

  #entry(key: string, value: unknown, place: string, depth: number): Condition {
    switch (key) {
      case "$and":
      case "$or": {
        if (!Array.isArray(value) || value.length === 0) throw wrong(place, "must be a list of filters");
        const filters: readonly unknown[] = value;
        const of = filters.map((one, index) => this.filter(one, `${place}.${index}`, depth + 1));
        return { kind: key === "$and" ? "all" : "any", of };
      }
      case "$not":
        return { kind: "not", of: this.filter(value, place, depth + 1) };
      default:
        return this.#field(this.schema.readable(key), value, place, depth);
    }
  }

  #field(field: Field, value: unknown, place: string, depth: number): Condition {
    if (typeof value !== "object" || value === null) return this.#operator(field, "$eq", value, place, depth);
    const operators = entriesOf(value, place);
    if (operators.length === 0) throw wrong(place, "must be a value, or an object of operators such as $gt");
    const of = operators.map(([operator, operand]) =>
      this.#operator(field, operator, operand, `${place}.${operator}`, depth)
    );
    return { kind: "all", of };
  }

  #operator(field: Field, operator: string, operand: unknown, place: string, depth: number): Condition {
    this.#conditions += 1;
    if (this.#conditions > LIMITS.conditions) throw wrong(place, `is one of more than ${LIMITS.conditions}`);
    switch (operator) {
      case "$eq":
      case "$ne":
        if (operand === null) return { kind: "there", field, there: operator === "$ne" };
        return this.#compare(field, operator, operand);
      case "$gt":
      case "$gte":
      case "$lt":
      case "$lte":
        return this.#compare(field, operator, operand);
      case "$in":
      case "$nin": {
        if (!Array.isArray(operand) || operand.length === 0 || operand.length > LIMITS.values) {
          throw wrong(place, `must be a list of 1 to ${LIMITS.values} values`);
        }
        const listed: readonly unknown[] = operand;
        const values = listed.map((one) => keptValue(field, one, { truncates: false }));
        return { kind: "in", field, values, negated: operator === "$nin" };
      }
      case "$like":
      case "$ilike":
        return {
          kind: "like",
          field,
          pattern: pattern(field, operand, place),
          anyCase: operator === "$ilike",
        };
      case "$exists":
      case "$null":
        if (typeof operand !== "boolean") throw wrong(place, "must be true or false");
        return { kind: "there", field, there: operand === (operator === "$exists") };
      case "$not":
        if (depth >= LIMITS.depth) throw wrong(place, `is nested more than ${LIMITS.depth} deep`);
        return { kind: "not", of: this.#field(field, operand, place, depth + 1) };
      default:
        throw wrong(place, "is no operator");
    }
  }

  #compare(field: Field, by: Comparison, operand: unknown): Condition {
    return { kind: "compare", field, by, value: keptValue(field, operand, { truncates: false }) };
  }
}

function entriesOf(value: unknown, place: string): [string, unknown][] {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return Object.entries(value);
  throw wrong(place, "must be an object");
}

function pattern(field: Field, operand: unknown, place: string): string {
  if (FIELD_TYPES[field.type] !== "text") throw wrong(place, `is for texts, and ${field.name} is none`);
  if (typeof operand !== "string" || operand.length > LIMITS.pattern) {
    throw wrong(place, `must be a text of at most ${LIMITS.pattern} characters`);
  }
  const bare = operand.replace(/\\[^]/g, "");
  if (bare.endsWith("\\")) throw wrong(place, "must not end with a single \\");
  if ((bare.match(/%+/g) ?? []).length > LIMITS.wildcards) {
    throw wrong(place, `must not have more than ${LIMITS.wildcards} times %`);
  }
  return storableText(operand);
}

function wrong(place: string, why: string): ServiceRefusal {
  return new ServiceRefusal("VALIDATION_ERROR", `${place}: ${why}`);
}
