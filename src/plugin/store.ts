/**
 * A place for the few small things that a plugin remembers and that need no table.
 *
 * ```ts
 * const lastShown = await rosey.store.get("last shown", z.number());
 * await rosey.store.set("last shown", 17);
 * await rosey.store.set(`asked:${user}`, true, { ttl: "10m" }); // gone after ten minutes
 * ```
 *
 * @module
 */

import type { z } from "zod";
import type { Write } from "../domain/memory.ts";
import type { Duration } from "./duration.ts";

/** Bytes of one value, as JSON. */
export const STORED_VALUE_BYTES_MAX = 64 * 1024;

/** Characters of a key. */
export const STORED_KEY_LENGTH_MAX = 256;

/** How a value is kept. */
export interface StoreOptions {
  /** After this time it is not there any more; without it, it stays. */
  readonly ttl?: Duration;
}

/** Which keys are listed. */
export interface StoreListOptions {
  /** How they begin: exactly so, no character stands for others. */
  readonly prefix?: string;
  /** The last key of the page before. */
  readonly after?: string;
  /** 1,000 when left out. */
  readonly limit?: number;
}

/** A plugin's own values by name. Another plugin's cannot be reached. */
export interface PluginStore {
  /**
   * The value of a key; `undefined` when there is none, or none any more. Rejects with a `RoseyError`
   * (`store.unexpected_value`) when it is not what `schema` says: an earlier version of the plugin may have written it.
   */
  get<Value>(key: string, schema: z.ZodType<Value>): Promise<Value | undefined>;
  /**
   * Keeps a value, anything that is JSON, in the place of the one before. Resolves when it is durable; rejects with a
   * `RoseyError` for a key that is unfit (`store.unfit_key`) and a value that is no JSON or is longer than 64 KiB
   * (`store.unfit_value`).
   */
  set(key: string, value: unknown, options?: StoreOptions): Promise<void>;
  /** Forgets a value; one that is not there is no mistake. */
  delete(key: string): Promise<void>;
  /** The keys there are, in their order. */
  list(options?: StoreListOptions): Promise<readonly string[]>;
  /** The same as changes, to be committed together with others: by `rosey.write`, `rosey.record` or `rosey.onStop`. */
  readonly writes: {
    /** As {@link PluginStore.set}; throws what that rejects with. */
    set(key: string, value: unknown, options?: StoreOptions): readonly Write[];
    /** As {@link PluginStore.delete}. */
    delete(key: string): readonly Write[];
  };
}
