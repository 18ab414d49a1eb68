/**
 * Searches in SQL, on both databases: with the words for JSON of the one in use.
 *
 * @module
 */

import { type Expression, type RawBuilder, sql } from "kysely";
import type { DialectWords } from "../../../db/plugin_storage/mod.ts";
import { COMPARISONS, type Condition } from "./filter.ts";
import type { Aggregate, Search } from "./search_request.ts";
import { type Field, FIELD_TYPES } from "./table_schema.ts";

/** Builds the parts of a search. */
export class SearchSql {
  readonly #words: DialectWords;

  constructor(words: DialectWords) {
    this.#words = words;
  }

  /** Whether a row is wanted. Never NULL. */
  condition(condition: Condition): Expression<boolean> {
    switch (condition.kind) {
      case "all":
      case "any": {
        const of = condition.of.map((one) => this.condition(one));
        if (of.length === 0) return sql<boolean>`(1 = 1)`;
        return sql<boolean>`(${sql.join(of, condition.kind === "all" ? sql` and ` : sql` or `)})`;
      }
      case "not":
        return sql<boolean>`(not ${this.condition(condition.of)})`;
      case "there":
        return condition.there
          ? sql<boolean>`(${this.#value(condition.field)} is not null)`
          : sql<boolean>`(${this.#value(condition.field)} is null)`;
      case "compare": {
        const by = sql.raw(COMPARISONS[condition.by]);
        return this.#where(condition.field, (value) => sql`${value} ${by} ${condition.value}`);
      }
      case "in": {
        const by = sql.raw(condition.negated ? "not in" : "in");
        return this.#where(
          condition.field,
          (value) => sql`${value} ${by} (${sql.join([...condition.values])})`,
        );
      }
      case "like":
        return this.#where(
          condition.field,
          (value) => this.#words.like(value, condition.pattern, { anyCase: condition.anyCase }),
        );
    }
  }

  /** What a search is ordered by: rows without a value come first, and of equal ones the older. */
  order(sort: Search["sort"]): { readonly by: Expression<unknown>; readonly order: "asc" | "desc" }[] {
    return [
      ...sort.flatMap(({ field, order }) => {
        const value = this.#value(field);
        return [{ by: sql`(${value} is not null)`, order }, { by: value, order }];
      }),
      { by: sql.ref("id"), order: "asc" as const },
    ];
  }

  /** The value of an aggregate; of an average, the sum. */
  aggregate({ by, field }: Aggregate): RawBuilder<unknown> {
    if (field === undefined) return sql`count(*)`;
    switch (by) {
      case "$count":
        return this.count(field);
      case "$sum":
      case "$avg":
        // The sum of large integers is no integer that both databases could hold.
        return sql`sum(${this.#words.asReal(this.#value(field))})`;
      case "$min":
        return sql`min(${this.#value(field)})`;
      case "$max":
        return sql`max(${this.#value(field)})`;
    }
  }

  /** In how many rows a field has a value. */
  count(field: Field): RawBuilder<unknown> {
    return sql`count(${this.#value(field)})`;
  }

  /** NULL has an answer of its own to every comparison: it is taken out before. */
  #where(field: Field, compare: (value: Expression<unknown>) => RawBuilder<unknown>): Expression<boolean> {
    const value = this.#value(field);
    return sql<boolean>`(${value} is not null and ${compare(value)})`;
  }

  #value({ name, type }: Field): Expression<unknown> {
    switch (name) {
      case "id":
        return sql.ref("id");
      case "created_at":
      case "updated_at":
        return sql.ref(`${name}_ms`);
      default:
        return this.#words.jsonValue(sql.ref("data"), name, FIELD_TYPES[type]);
    }
  }
}
