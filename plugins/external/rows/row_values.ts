/**
 * The values of a row: from what a program sends to what is kept, and back. Whatever is kept is a text or a number, so
 * that both databases compare it in the same way.
 *
 * @module
 */

import { z } from "zod";
import { ServiceRefusal } from "../../../src/plugin/mod.ts";
import type { Field, TableSchema } from "./table_schema.ts";

/** A value as it is kept. */
export type Kept = string | number;

/** The values of a row that has any, by field. */
export type RowValues = ReadonlyMap<string, Kept>;

/** Sums of as many rows as a program may have stay within what a number can hold. */
const FLOAT_MAX = 1e300;

/** Times that can be written with a year of four digits. */
const DATETIME = {
  min: Date.parse("0001-01-01T00:00:00Z"),
  max: Date.parse("9999-12-31T23:59:59.999Z"),
} as const;

/** Without a zone it is UTC, as v0.5.0 had it. */
const ISO_DATETIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?)?$/i;

const WORDS = new Map([
  ...["true", "yes", "on", "1"].map((word) => [word, 1] as const),
  ...["false", "no", "off", "0"].map((word) => [word, 0] as const),
]);

/** How a value is read. */
export interface ReadingOptions {
  /** Takes the whole part of a number for an integer, as v0.5.0 did; what changes no row must not be changed itself. */
  readonly truncates: boolean;
}

/** Reads a value for a field; a number may be written as a text. Throws a refusal that names the field and the value. */
export function keptValue(field: Field, value: unknown, { truncates }: ReadingOptions): Kept {
  const kept = kind(field, value, truncates);
  if (kept !== undefined) return kept;
  const shown = JSON.stringify(value)?.slice(0, 60) ?? "nothing";
  throw new ServiceRefusal("VALIDATION_ERROR", `${field.name}: ${shown} is not ${EXPECTED[field.type]}`);
}

const EXPECTED: Readonly<Record<Field["type"], string>> = {
  string: "a text",
  text: "a text",
  integer: "a whole number of at most 16 digits",
  float: "a number",
  boolean: "true or false",
  datetime: "a time such as 2026-11-28T12:00:00Z",
};

function kind({ type }: Field, value: unknown, truncates: boolean): Kept | undefined {
  switch (type) {
    case "string":
    case "text":
      if (typeof value === "string") return storableText(value);
      return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
    case "integer": {
      const number = numberOf(value);
      if (number === undefined) return undefined;
      const whole = truncates ? Math.trunc(number) : number;
      return Number.isSafeInteger(whole) ? positiveZero(whole) : undefined;
    }
    case "float": {
      const number = numberOf(value);
      return number !== undefined && Math.abs(number) <= FLOAT_MAX ? positiveZero(number) : undefined;
    }
    case "boolean":
      if (typeof value === "boolean") return Number(value);
      if (typeof value === "number") return value === 0 || value === 1 ? positiveZero(value) : undefined;
      return typeof value === "string" ? WORDS.get(value.toLowerCase()) : undefined;
    case "datetime":
      return typeof value === "string" ? datetime(value) : undefined;
  }
}

/** PostgreSQL has no NUL in texts and no halves of characters. */
export function storableText(text: string): string {
  return text.replaceAll("\0", "\u2400").toWellFormed();
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value.trim())) {
    return undefined;
  }
  return Number(value);
}

/** JSON has no -0. */
function positiveZero(number: number): number {
  return number === 0 ? 0 : number;
}

function datetime(text: string): number | undefined {
  const [, day, time = "00:00", zone = "Z"] = ISO_DATETIME.exec(text) ?? [];
  if (day === undefined) return undefined;
  const atMs = Date.parse(`${day}T${time}${zone.toUpperCase()}`);
  return atMs >= DATETIME.min && atMs <= DATETIME.max ? atMs : undefined;
}

/** A time as programs are told it. */
export function datetimeText(atMs: number): string {
  return new Date(atMs).toISOString().replace(".000Z", "Z");
}

/** A kept value as programs are told it. */
export function toldValue({ type }: Pick<Field, "type">, kept: Kept): string | number | boolean {
  if (type === "boolean") return kept === 1;
  return type === "datetime" ? datetimeText(Number(kept)) : kept;
}

/** Reads a whole row. Throws a refusal for a field that is not there, does not fit, or is missing. */
export function rowValues(schema: TableSchema, data: Readonly<Record<string, unknown>>): RowValues {
  const values = new Map<string, Kept>();
  for (const [name, value] of Object.entries(data)) {
    const field = schema.writable(name);
    if (value !== null) values.set(name, keptValue(field, value, { truncates: true }));
  }
  requireAll(schema, values);
  return values;
}

/** Throws a refusal that names the first required field without a value. */
export function requireAll(schema: TableSchema, values: RowValues): void {
  const missing = schema.fields.find(({ name, required }) => required && !values.has(name));
  if (missing !== undefined) {
    throw new ServiceRefusal("VALIDATION_ERROR", `${missing.name}: is required in ${schema.table}`);
  }
}

/** The values as they are kept; {@link parseValues} reads them. */
export function valuesJson(values: RowValues): string {
  return JSON.stringify(Object.fromEntries(values));
}

const StoredValues = z.record(z.string(), z.union([z.string(), z.number()]));

/** Values that were kept; those of fields that are not there any more are not looked at. */
export function parseValues(schema: TableSchema, json: string): RowValues {
  const stored = new Map(Object.entries(StoredValues.parse(JSON.parse(json))));
  const values = new Map<string, Kept>();
  for (const { name } of schema.fields) {
    const value = stored.get(name);
    if (value !== undefined) values.set(name, value);
  }
  return values;
}
