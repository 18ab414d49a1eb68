/**
 * Values of an SQLite file as they are, and as JSON and SQL from which exactly they can be made again: whole numbers
 * beyond 2^53, fractions, bytes, texts with NUL and texts that are no UTF-8.
 *
 * @module
 */

import { Buffer } from "node:buffer";

/** A value with its type in the file. */
export type ExactValue =
  | { readonly kind: "null" }
  | { readonly kind: "integer"; readonly value: bigint }
  | { readonly kind: "real"; readonly value: number }
  | { readonly kind: "text"; readonly bytes: Uint8Array }
  | { readonly kind: "blob"; readonly bytes: Uint8Array };

/**
 * A value in JSON. Text, NULL and whole numbers up to 2^53 are what they look like; everything else says its type.
 */
export type ValueJson =
  | null
  | string
  | number
  | { readonly integer: string }
  | { readonly real: string }
  | { readonly blob: string }
  /** The bytes of a text that is no UTF-8, in base64 as those of a blob. */
  | { readonly text_bytes: string };

/** A row in JSON, by column. */
export type RowJson = Readonly<Record<string, ValueJson>>;

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The NULL. */
export const NULL_VALUE: ExactValue = { kind: "null" };

/** A whole number. */
export function integerValue(value: number | bigint): ExactValue {
  return { kind: "integer", value: BigInt(value) };
}

/** A text. */
export function textValue(text: string): ExactValue {
  return { kind: "text", bytes: Buffer.from(text, "utf8") };
}

/** The text of bytes; `undefined` when they are no UTF-8. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The two columns by which {@link readValue} reads the column `name`, numbered to be told apart. */
export function exactColumns(name: string, index: number): string {
  const column = quoted(name);
  return `typeof(${column}) AS t${index}, CASE typeof(${column}) WHEN 'integer' THEN CAST(${column} AS TEXT) ` +
    `WHEN 'text' THEN CAST(${column} AS BLOB) ELSE ${column} END AS v${index}`;
}

/** The value of the column with this number, out of a row read by {@link exactColumns}. */
export function readValue(row: Readonly<Record<string, unknown>>, index: number): ExactValue {
  const value = row[`v${index}`];
  switch (row[`t${index}`]) {
    case "null":
      return NULL_VALUE;
    case "integer":
      return integerValue(BigInt(String(value)));
    case "real":
      return { kind: "real", value: Number(value) };
    case "text":
      return { kind: "text", bytes: bytesOf(value) };
    default:
      return { kind: "blob", bytes: bytesOf(value) };
  }
}

/** SQLite's empty blob comes as NULL from `CAST`. */
function bytesOf(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array();
}

/** A value as JSON. */
export function valueJson(exact: ExactValue): ValueJson {
  switch (exact.kind) {
    case "null":
      return null;
    case "integer": {
      const near = Number(exact.value);
      return Number.isSafeInteger(near) ? near : { integer: String(exact.value) };
    }
    case "real":
      return { real: String(exact.value) };
    case "blob":
      return { blob: Buffer.from(exact.bytes).toString("base64") };
    case "text":
      return utf8Text(exact.bytes) ?? { text_bytes: Buffer.from(exact.bytes).toString("base64") };
  }
}

/** A parameter of a statement, or SQL in its place where a parameter would change the value. */
export type ValueSql = { readonly sql: string; readonly parameters: readonly number[] };

/** How SQLite is told a value of {@link valueJson}, exactly. */
export function valueSql(json: ValueJson): ValueSql {
  if (json === null) return literal("NULL");
  if (typeof json === "string") return literal(textLiteral(Buffer.from(json, "utf8")));
  if (typeof json === "number") return literal(`CAST('${json}' AS INTEGER)`);
  if ("integer" in json) return literal(`CAST('${BigInt(json.integer)}' AS INTEGER)`);
  if ("real" in json) return { sql: "?", parameters: [Number(json.real)] };
  if ("blob" in json) return literal(`X'${Buffer.from(json.blob, "base64").toString("hex")}'`);
  return literal(textLiteral(Buffer.from(json.text_bytes, "base64")));
}

/** Reads what {@link valueJson} made of a row. Throws when it is anything else. */
export function parseRow(text: string): RowJson {
  const row: unknown = JSON.parse(text);
  if (isRow(row)) return row;
  throw new TypeError("a row of quarantined_rows does not hold the JSON of a row");
}

/** A name in SQL. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function literal(sql: string): ValueSql {
  return { sql, parameters: [] };
}

function textLiteral(bytes: Uint8Array): string {
  return `CAST(X'${Buffer.from(bytes).toString("hex")}' AS TEXT)`;
}

function isRow(value: unknown): value is RowJson {
  return typeof value === "object" && value !== null && Object.values(value).every(isValueJson);
}

function isValueJson(value: unknown): value is ValueJson {
  if (value === null || typeof value === "string" || typeof value === "number") return true;
  if (typeof value !== "object") return false;
  const [[type, content] = ["", undefined], ...more] = Object.entries(value);
  return more.length === 0 && typeof content === "string" &&
    ["integer", "real", "blob", "text_bytes"].includes(type);
}
