/**
 * The details of a log line as plain JSON, whatever somebody handed in: bounded in depth and size, errors with their
 * causes, secrets as stars.
 *
 * @module
 */

import type { Redact } from "./redact.ts";

/** Nesting that is followed; deeper values become a word. */
const DEPTH_LIMIT = 4;

/** Entries of one list or object that are kept. */
const ENTRY_LIMIT = 50;

/** Longest text that is kept, in UTF-16 units. */
const TEXT_LIMIT = 2_000;

/** A value that JSON can hold. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | {
  readonly [name: string]: JsonValue;
};

/** Makes plain JSON of anything, without secrets. `undefined` entries of objects are left out. */
export function jsonValue(value: unknown, redact: Redact, depth = 0): JsonValue {
  switch (typeof value) {
    case "boolean":
      return value;
    case "string":
      return shortened(redact(value));
    case "number":
      return Number.isFinite(value) ? value : String(value);
    case "object":
      return value === null ? null : objectValue(value, redact, depth);
    default:
      return redact(String(value));
  }
}

/** As {@link jsonValue}, for the fields of an object. */
export function jsonFields(fields: object, redact: Redact, depth = 0): Record<string, JsonValue> {
  const entries = Object.entries(fields).filter(([, entry]) => entry !== undefined).slice(0, ENTRY_LIMIT);
  return Object.fromEntries(entries.map(([name, entry]) => [redact(name), jsonValue(entry, redact, depth)]));
}

function objectValue(value: object, redact: Redact, depth: number): JsonValue {
  if (depth >= DEPTH_LIMIT) return "...";
  const inner = (entry: unknown) => jsonValue(entry, redact, depth + 1);
  if (value instanceof Error) {
    const code = "code" in value && typeof value.code === "string" ? { code: value.code } : {};
    const cause = value.cause === undefined ? {} : { cause: inner(value.cause) };
    return { error: inner(value.message), ...code, ...cause };
  }
  if (Array.isArray(value)) return value.slice(0, ENTRY_LIMIT).map(inner);
  if (value instanceof Map) return jsonValue(Object.fromEntries(value), redact, depth);
  if (value instanceof Set) return jsonValue([...value], redact, depth);
  if (hasOwnJson(value)) return inner(value.toJSON());
  return jsonFields(value, redact, depth + 1);
}

function hasOwnJson(value: object): value is { toJSON(): unknown } {
  return "toJSON" in value && typeof value.toJSON === "function";
}

/** After the secrets are gone: a cut through one would leave a part of it that nobody finds. */
function shortened(text: string): string {
  return text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT)}...` : text;
}
