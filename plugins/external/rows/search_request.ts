/**
 * A search, as a program asks for it.
 *
 * @module
 */

import { z } from "zod";
import { ServiceRefusal } from "../../../src/plugin/mod.ts";
import { type Condition, readFilter } from "./filter.ts";
import { type Field, FIELD_TYPES, tableName, type TableSchema } from "./table_schema.ts";

/** The functions over all rows that were found. */
export const AGGREGATES = ["$count", "$sum", "$avg", "$min", "$max"] as const;

/** Rows of one answer. */
export const SEARCH_LIMIT_MAX = 1_000;

const SORTS_MAX = 5;

const AGGREGATES_MAX = 20;

const OFFSET_MAX = 1_000_000;

const Sort = z.object({ field: z.string(), order: z.enum(["asc", "desc"]).default("asc") });

/** The request, without the token. */
export const SearchRequest = z.object({
  table: tableName,
  filters: z.record(z.string(), z.unknown()).default({})
    .describe("$eq $ne $gt $gte $lt $lte $in $nin $like $ilike $exists $null; $and $or $not"),
  sort: z.union([Sort, z.array(Sort).max(SORTS_MAX)]).default([])
    .describe("rows without a value come first; of equal ones the older"),
  limit: z.int().min(0).max(SEARCH_LIMIT_MAX).default(100),
  offset: z.int().min(0).max(OFFSET_MAX).default(0),
  aggregates: z.record(
    z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/),
    z.partialRecord(z.enum(AGGREGATES), z.string()),
  )
    .default({}).describe(
      'over all rows that were found: {"best": {"$max": "score"}, "all": {"$count": "*"}}',
    ),
});

/** One value over all rows that were found. */
export interface Aggregate {
  readonly name: string;
  readonly by: (typeof AGGREGATES)[number];
  /** `undefined`: whole rows are counted. */
  readonly field: Field | undefined;
}

/** A search that fits its table. */
export interface Search {
  readonly condition: Condition;
  readonly sort: readonly { readonly field: Field; readonly order: "asc" | "desc" }[];
  readonly limit: number;
  readonly offset: number;
  readonly aggregates: readonly Aggregate[];
}

/** Holds a request against its table. Throws a refusal that says what does not fit. */
export function readSearch(schema: TableSchema, request: z.output<typeof SearchRequest>): Search {
  const { filters, sort, limit, offset, aggregates } = request;
  const sorts = Array.isArray(sort) ? sort : [sort];
  const asked = Object.entries(aggregates);
  if (asked.length > AGGREGATES_MAX) {
    throw new ServiceRefusal("VALIDATION_ERROR", `aggregates: at most ${AGGREGATES_MAX} at once`);
  }
  return {
    condition: readFilter(schema, filters),
    sort: sorts.map(({ field, order }) => ({ field: schema.readable(field), order })),
    limit,
    offset,
    aggregates: asked.map(([name, functions]) => readAggregate(schema, name, functions)),
  };
}

function readAggregate(
  schema: TableSchema,
  name: string,
  functions: Partial<Record<Aggregate["by"], string>>,
): Aggregate {
  const wrong = (why: string) => new ServiceRefusal("VALIDATION_ERROR", `aggregates.${name}: ${why}`);
  const named = AGGREGATES.filter((by) => functions[by] !== undefined);
  const [by] = named;
  const of = by && functions[by];
  if (by === undefined || of === undefined || named.length > 1) {
    throw wrong(`must be one of ${AGGREGATES.join(", ")}, of a field`);
  }
  if (of === "*") {
    if (by === "$count") return { name, by, field: undefined };
    throw wrong(`${by} must be of a field`);
  }
  const field = schema.readable(of);
  const isNumber = field.type === "integer" || field.type === "float";
  if ((by === "$sum" || by === "$avg") && !isNumber) throw wrong(`${of} is no number`);
  if (FIELD_TYPES[field.type] === "text" || by === "$count" || field.type !== "boolean") {
    return { name, by, field };
  }
  throw wrong(`${of} is true or false`);
}
