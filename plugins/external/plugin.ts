/**
 * A place in the memory for programs outside of Rosey: values by a key, and tables of their own. Each program has its own,
 * and a token of the scope `storage:PROGRAM` opens it.
 *
 * @module
 */

import { z } from "zod";
import type { ApiTokensRepository } from "../../db/repositories/mod.ts";
import type { Desk } from "../../src/plugin/mod.ts";
import { definePlugin } from "../../src/plugin/mod.ts";
import { rowServices } from "./row_services.ts";
import { StorageGate } from "./storage_gate.ts";
import { storage } from "./storage.ts";
import { valueServices, type ValuesMemory } from "./value_services.ts";

/** What the plugin works with. */
export interface ExternalMemory {
  readonly tokens: Pick<ApiTokensRepository, "identify" | "noteUse">;
  readonly values: ValuesMemory;
}

const BYTES_IN_MB = 1024 * 1024;

/** See the top of this file. */
export default definePlugin({
  name: "external",
  summary: "Keeps values and rows for programs outside, over NATS",
  storage,
  settings: z.strictObject({
    /** Values of one program. */
    values_per_program: z.int().min(0).default(10_000),
    /** Rows of one program, in all of its tables: a search looks at all rows of a table. */
    rows_per_program: z.int().min(0).max(100_000).default(10_000),
    /** What those rows may weigh. */
    rows_mb_per_program: z.int().min(0).max(1_024).default(16),
  }),
  setup() {},
  services(desk: Desk, { tokens, values }: ExternalMemory, settings) {
    const gate = new StorageGate(desk, tokens);
    const limits = { rows: settings.rows_per_program, bytes: settings.rows_mb_per_program * BYTES_IN_MB };
    return [
      ...valueServices({ desk, values, gate, valuesMax: settings.values_per_program }),
      ...rowServices({ desk, gate, limits }),
    ];
  },
});
