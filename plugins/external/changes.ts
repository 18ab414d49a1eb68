/**
 * Every change of the tables of programs outside. Each is declared once and has a name; calling it gives the change as
 * data.
 *
 * @module
 */

import { sql } from "kysely";
import { storage } from "./storage.ts";

const TABLE = { program: "text", table_name: "text" } as const;

/** A table is registered, unless it is already. */
export const schemaRegistered = storage.defineWrite(
  "external.schema_registered",
  { ...TABLE, fields: "text", registered_at: "integer64" },
  ({ db, parameter }) =>
    db.insertInto("external_schemas").values(parameter)
      .onConflict((conflict) => conflict.columns(["program", "table_name"]).doNothing()),
);

/** A table has more fields than before, unless somebody else has changed them meanwhile. */
export const schemaWidened = storage.defineWrite(
  "external.schema_widened",
  { ...TABLE, before: "text", fields: "text" },
  ({ db, parameter: { program, table_name, before, fields } }) =>
    db.updateTable("external_schemas").set({ fields })
      .where("program", "=", program).where("table_name", "=", table_name).where("fields", "=", before),
);

/** A table is not there any more. */
export const schemaDropped = storage.defineWrite(
  "external.schema_dropped",
  TABLE,
  ({ db, parameter: { program, table_name } }) =>
    db.deleteFrom("external_schemas").where("program", "=", program).where("table_name", "=", table_name),
);

/** Its rows neither. */
export const rowsDropped = storage.defineWrite(
  "external.rows_dropped",
  TABLE,
  ({ db, parameter: { program, table_name } }) =>
    db.deleteFrom("external_rows").where("program", "=", program).where("table_name", "=", table_name),
);

/** One row more, in a table that is registered, unless this entry was made before. */
export const rowAdded = storage.defineWrite(
  "external.row_added",
  { ...TABLE, entry_key: "text", bytes: "integer64", at_ms: "integer64", data: "text" },
  ({ db, parameter: { program, table_name, entry_key, bytes, at_ms, data } }) => {
    const statement = sql`insert into external_rows
      (program, table_name, entry_key, version, bytes, created_at_ms, updated_at_ms, data)
      select ${program}, ${table_name}, ${entry_key}, 1, ${bytes}, ${at_ms}, ${at_ms}, ${data}
      where exists (
        select 1 from external_schemas where program = ${program} and table_name = ${table_name}
      )
      on conflict do nothing`;
    return { compile: () => statement.compile(db) };
  },
);

/**
 * A row has other values, made from those of a version: when it is of another version by now, the database refuses the
 * change, so that the one who made it knows.
 */
export const rowReplaced = storage.defineWrite(
  "external.row_replaced",
  { ...TABLE, id: "integer64", version: "integer64", bytes: "integer64", at_ms: "integer64", data: "text" },
  ({ db, parameter: { program, table_name, id, version, bytes, at_ms, data } }) =>
    db.updateTable("external_rows")
      .set({
        version: sql<number>`case when version = ${version} then version + 1 else 0 end`,
        bytes,
        data,
        updated_at_ms: at_ms,
      })
      .where("id", "=", id).where("program", "=", program).where("table_name", "=", table_name),
);

/** A row goes. */
export const rowDeleted = storage.defineWrite(
  "external.row_deleted",
  { ...TABLE, id: "integer64" },
  ({ db, parameter: { program, table_name, id } }) =>
    db.deleteFrom("external_rows")
      .where("id", "=", id).where("program", "=", program).where("table_name", "=", table_name),
);
