/**
 * What a program says of a table of its own: the fields, and of which type each is.
 *
 * @module
 */

import { z } from "zod";
import { ServiceRefusal } from "../../../src/plugin/mod.ts";

/** The types that a field can have, and as what its values are kept. */
export const FIELD_TYPES = {
  string: "text",
  text: "text",
  integer: "integer64",
  float: "real",
  boolean: "integer64",
  datetime: "integer64",
} as const;

/** One of {@link FIELD_TYPES}. */
export type FieldType = keyof typeof FIELD_TYPES;

/** A field of a table. */
export interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly required: boolean;
}

/** The fields that every table has beside its own; Rosey fills them. */
export const OWN_FIELDS: readonly Field[] = [
  { name: "id", type: "integer", required: true },
  { name: "created_at", type: "datetime", required: true },
  { name: "updated_at", type: "datetime", required: true },
];

/** How tables and fields are named. */
export const TABLE_NAME = /^[a-z][a-z0-9_]{0,63}$/;

const NAMING = "must be 1 to 64 of a-z 0-9 _, and begin with a letter";

const FIELDS_MAX = 64;

/** The name of a table in a request. */
export const tableName = z.string().regex(TABLE_NAME, NAMING);

const FieldShape = z.object({
  name: z.string().regex(TABLE_NAME, NAMING)
    .refine(
      (name) => OWN_FIELDS.every((own) => own.name !== name),
      "is a field that every table has already",
    ),
  type: z.enum(["string", "text", "integer", "float", "boolean", "datetime"]),
  required: z.boolean().default(false),
});

/** The fields of a table in a request; what else is said of them is not looked at. */
export const TableShape = z.object({
  fields: z.array(FieldShape).min(1).max(FIELDS_MAX)
    .refine((fields) => new Set(fields.map(({ name }) => name)).size === fields.length, "a name comes twice"),
});

/** A table as it was registered. */
export class TableSchema {
  readonly #fields: ReadonlyMap<string, Field>;

  constructor(readonly table: string, fields: readonly Field[]) {
    this.#fields = new Map(fields.map((field) => [field.name, field]));
  }

  /** Reads what {@link json} wrote. */
  static parse(table: string, json: string): TableSchema {
    return new TableSchema(table, TableShape.parse({ fields: parseJson(json) }).fields);
  }

  /** The program's own fields, as they were registered. */
  get fields(): readonly Field[] {
    return [...this.#fields.values()];
  }

  /** The same for the same fields in any order. */
  get json(): string {
    const sorted = this.fields.toSorted((left, right) => left.name < right.name ? -1 : 1);
    return JSON.stringify(sorted.map(({ name, type, required }) => ({ name, type, required })));
  }

  /** A field that can be written. Throws a refusal for any other name. */
  writable(name: string): Field {
    const field = this.#fields.get(name);
    if (field !== undefined) return field;
    if (OWN_FIELDS.some((own) => own.name === name)) {
      throw new ServiceRefusal("VALIDATION_ERROR", `${name}: is filled by Rosey and cannot be written`);
    }
    throw this.#unknown(name);
  }

  /** A field that can be asked for. Throws a refusal for any other name. */
  readable(name: string): Field {
    const field = this.#fields.get(name) ?? OWN_FIELDS.find((own) => own.name === name);
    if (field === undefined) throw this.#unknown(name);
    return field;
  }

  /** Whether rows of `before` fit this one too: it has the same fields, and others that need no value. */
  widens(before: TableSchema): boolean {
    const has = (field: Field) => {
      const other = this.#fields.get(field.name);
      return other?.type === field.type && other.required === field.required;
    };
    const isNew = (field: Field) => !before.#fields.has(field.name);
    return before.fields.every(has) && this.fields.filter(isNew).every(({ required }) => !required);
  }

  #unknown(name: string): ServiceRefusal {
    const known = this.fields.map((field) => field.name).join(", ");
    return new ServiceRefusal("VALIDATION_ERROR", `${name}: ${this.table} has no such field, but ${known}`);
  }
}

function parseJson(text: string): unknown {
  return JSON.parse(text);
}
