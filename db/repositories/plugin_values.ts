/**
 * Small values that plugins keep by a name, each plugin its own; some only for a while.
 *
 * @module
 */

import { type Kysely, sql } from "kysely";
import type { Write } from "../../src/domain/memory.ts";
import type { Database } from "../schema.ts";
import { defineWrite } from "../write_statements.ts";
import { limited } from "./paging.ts";
import { toSeconds } from "./times.ts";

/** A value as it is kept. */
export interface StoredValue {
  readonly plugin: string;
  readonly key: string;
  /** JSON. */
  readonly value: string;
  /** From then on it is not there; `undefined`: it stays. */
  readonly expiresMs: number | undefined;
}

/** Which keys to give. */
export interface ValueKeyFilter {
  /** How they begin; no character stands for others, and case counts. */
  readonly prefix: string;
  /** The last key of the page before. */
  readonly after: string | undefined;
  readonly limit: number;
  readonly nowMs: number;
}

const set = defineWrite(
  "plugin_values.set",
  { plugin: "text", key: "text", value: "text", expires_at_ms: "integer64?", at: "integer64" },
  ({ db, parameter: { at, ...values } }) =>
    db.insertInto("plugin_values").values({ ...values, created_at: at, updated_at: at })
      .onConflict((conflict) =>
        conflict.columns(["plugin", "key"]).doUpdateSet((eb) => ({
          value: eb.ref("excluded.value"),
          expires_at_ms: eb.ref("excluded.expires_at_ms"),
          updated_at: eb.ref("excluded.updated_at"),
        }))
      ),
);

const deleted = defineWrite(
  "plugin_values.deleted",
  { plugin: "text", key: "text" },
  ({ db, parameter }) =>
    db.deleteFrom("plugin_values").where("plugin", "=", parameter.plugin).where("key", "=", parameter.key),
);

const expiredRemoved = defineWrite(
  "plugin_values.expired_removed",
  { now_ms: "integer64", limit: "integer64" },
  ({ db, parameter }) =>
    db.deleteFrom("plugin_values").where((eb) =>
      eb(
        eb.refTuple("plugin", "key"),
        "in",
        eb.selectFrom("plugin_values").select(["plugin", "key"])
          .where("expires_at_ms", "<=", parameter.now_ms)
          .orderBy("expires_at_ms").limit(parameter.limit).$asTuple("plugin", "key"),
      )
    ),
);

/** The statements of this repository. */
export const pluginValuesWrites = [set, deleted, expiredRemoved];

/** See the top of this file. */
export class PluginValuesRepository {
  readonly #reads: Kysely<Database>;

  constructor(reads: Kysely<Database>) {
    this.#reads = reads;
  }

  /** The JSON that is kept by a key; `undefined` when there is none, or none any more. */
  async get(plugin: string, key: string, nowMs: number): Promise<string | undefined> {
    const row = await this.#living(nowMs).select("value")
      .where("plugin", "=", plugin).where("key", "=", key).executeTakeFirst();
    return row?.value;
  }

  /** The keys of a plugin, in their order. */
  async keys(plugin: string, { prefix, after, limit, nowMs }: ValueKeyFilter): Promise<string[]> {
    let query = this.#living(nowMs).select("key").where("plugin", "=", plugin).orderBy("key");
    if (prefix !== "") {
      // LIKE has characters that stand for others.
      query = query.where("key", ">=", prefix)
        .where(sql`substr("key", 1, ${sql.lit([...prefix].length)})`, "=", prefix);
    }
    if (after !== undefined) query = query.where("key", ">", after);
    return (await limited(query, limit).execute()).map(({ key }) => key);
  }

  /** How many values a plugin keeps. */
  async count(plugin: string, nowMs: number): Promise<number> {
    const { values } = await this.#living(nowMs)
      .select((eb) => eb.fn.countAll<number>().as("values"))
      .where("plugin", "=", plugin).executeTakeFirstOrThrow();
    return Number(values);
  }

  /** Keeps a value, in the place of another by this key. */
  set({ plugin, key, value, expiresMs }: StoredValue, atMs: number): Write[] {
    return [set({ plugin, key, value, expires_at_ms: expiresMs, at: toSeconds(atMs) })];
  }

  /** Forgets a value. */
  deleted(plugin: string, key: string): Write[] {
    return [deleted({ plugin, key })];
  }

  /** How many values are over. */
  async countExpired(nowMs: number): Promise<number> {
    const { over } = await this.#reads.selectFrom("plugin_values")
      .select((eb) => eb.fn.countAll<number>().as("over"))
      .where("expires_at_ms", "<=", nowMs)
      .executeTakeFirstOrThrow();
    return Number(over);
  }

  /** Removes the oldest `limit` values that are over: one slice. */
  expiredRemoved({ nowMs, limit }: { readonly nowMs: number; readonly limit: number }): Write[] {
    return [expiredRemoved({ now_ms: nowMs, limit })];
  }

  #living(nowMs: number) {
    return this.#reads.selectFrom("plugin_values")
      .where((eb) => eb.or([eb("expires_at_ms", "is", null), eb("expires_at_ms", ">", nowMs)]));
  }
}
