/**
 * The values that plugins keep: each plugin's view of its own, and the clearing away of those whose time is over.
 *
 * @module
 */

import { z } from "zod";
import type { Clock } from "../domain/clock.ts";
import { RoseyError } from "../domain/errors.ts";
import type { Write } from "../domain/memory.ts";
import { quoted } from "../domain/text.ts";
import { durationMs } from "../plugin/duration.ts";
import { type PluginStore, STORED_KEY_LENGTH_MAX, STORED_VALUE_BYTES_MAX } from "../plugin/store.ts";
import type { StoreOptions } from "../plugin/store.ts";
import type { RoomMemory } from "./ports.ts";

/** How often values whose time is over are removed; until then they only count as not there. */
export const CLEARED_EVERY = "5m";

/** How many are removed in one unit: the chat waits no longer than for these. */
const CLEARED_AT_ONCE = 500;

const LISTED_UNLESS_TOLD = 1_000;

/** What a store works with. */
export interface StoreParts {
  readonly values: RoomMemory["values"];
  readonly clock: Clock;
  write(writes: readonly Write[]): Promise<void>;
}

/** The store of one plugin. */
export function pluginStore(plugin: string, { values, clock, write }: StoreParts): PluginStore {
  const set = (key: string, value: unknown, { ttl }: StoreOptions = {}) => {
    const atMs = clock.now();
    const expiresMs = ttl === undefined ? undefined : atMs + durationMs(ttl);
    return values.set({ plugin, key: fit(plugin, key), value: toJson(plugin, key, value), expiresMs }, atMs);
  };
  const forget = (key: string) => values.deleted(plugin, fit(plugin, key));
  return {
    get: async (key, schema) => {
      const json = await values.get(plugin, fit(plugin, key), clock.now());
      if (json === undefined) return undefined;
      const stored: unknown = JSON.parse(json);
      const read = schema.safeParse(stored);
      if (read.success) return read.data;
      throw new RoseyError(
        `The plugin "${plugin}" finds ${quoted(key)} to be another thing than it keeps there: ${
          z.prettifyError(read.error)
        }`,
        {
          code: "store.unexpected_value",
          hint: "Read what earlier versions wrote, or delete the key.",
          exit: "bug",
          cause: read.error,
        },
      );
    },
    set: async (key, value, options) => await write(set(key, value, options)),
    delete: async (key) => await write(forget(key)),
    list: ({ prefix = "", after, limit = LISTED_UNLESS_TOLD } = {}) =>
      values.keys(plugin, { prefix, after, limit, nowMs: clock.now() }),
    writes: { set, delete: forget },
  };
}

/** Removes the values whose time is over, slice by slice. */
export async function clearExpired({ values, clock, write }: StoreParts, signal: AbortSignal): Promise<void> {
  const nowMs = clock.now();
  for (let left = await values.countExpired(nowMs); left > 0 && !signal.aborted; left -= CLEARED_AT_ONCE) {
    await write(values.expiredRemoved({ nowMs, limit: CLEARED_AT_ONCE }));
  }
}

function fit(plugin: string, key: string): string {
  if (key !== "" && [...key].length <= STORED_KEY_LENGTH_MAX && !/\p{Cc}/u.test(key)) return key;
  throw new RoseyError(
    `The plugin "${plugin}" cannot keep anything under the key ${JSON.stringify(quoted(key))}`,
    {
      code: "store.unfit_key",
      hint: `A key has 1 to ${STORED_KEY_LENGTH_MAX} characters, and no control characters.`,
      exit: "bug",
    },
  );
}

function toJson(plugin: string, key: string, value: unknown): string {
  const json: string | undefined = JSON.stringify(value);
  const sizeBytes = json === undefined ? 0 : new TextEncoder().encode(json).length;
  if (json !== undefined && sizeBytes <= STORED_VALUE_BYTES_MAX) return json;
  const why = json === undefined
    ? `${typeof value} is no JSON`
    : `it has ${sizeBytes} bytes as JSON, and ${STORED_VALUE_BYTES_MAX} are allowed`;
  throw new RoseyError(`The plugin "${plugin}" cannot keep the value of ${quoted(key)}: ${why}`, {
    code: "store.unfit_value",
    hint: "Keep less under one key, or declare a table: see db/plugin_storage/mod.ts.",
    exit: "bug",
  });
}
