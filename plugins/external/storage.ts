/**
 * The tables of programs outside, as all of their migrations together make them: two, whatever programs register. What
 * they call a table is a name in a column, so that nothing of theirs becomes DDL and no two names meet.
 *
 * @module
 */

import { pluginStorage } from "../../db/plugin_storage/mod.ts";
import { migrations } from "./migrations/mod.ts";

/** See the module. */
export const storage = pluginStorage({
  plugin: "external",
  tables: {
    external_schemas: {
      columns: {
        program: { type: "text" },
        table_name: { type: "text" },
        /** Name, type and whether it is required, of each field. */
        fields: { type: "json" },
        registered_at: { type: "integer64" },
      },
      primaryKey: ["program", "table_name"],
    },
    external_rows: {
      columns: {
        /** Never given twice, whose row it was. */
        id: { type: "integer64", key: "autoincrement" },
        program: { type: "text" },
        table_name: { type: "text" },
        /** Made up by whoever adds a row, who finds its number by it. */
        entry_key: { type: "text" },
        /** Grows with each change. A change that was made from an older one writes 0 here, which is refused. */
        version: { type: "integer64", check: "version > 0" },
        /** Of `data`. */
        bytes: { type: "integer64" },
        created_at_ms: { type: "integer64" },
        updated_at_ms: { type: "integer64" },
        /** The fields that have a value. Times are milliseconds, and false and true are 0 and 1. */
        data: { type: "json" },
      },
      indexes: {
        idx_external_rows_entry_key: { on: "entry_key", unique: true },
        idx_external_rows_table: { on: "program, table_name, id" },
      },
    },
  },
  migrations,
});
