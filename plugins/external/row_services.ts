/**
 * Tables that programs outside keep, each its own.
 *
 * @module
 */

import { z } from "zod";
import type { Desk, Service } from "../../src/plugin/mod.ts";
import { count, defineService, DONE, done, requestId, ServiceRefusal } from "../../src/plugin/mod.ts";
import { RowBook, type TableOf, toldRow } from "./rows/row_book.ts";
import { RowKeeper, type RowLimits } from "./rows/row_keeper.ts";
import { readOperations, readValues } from "./rows/row_update.ts";
import { readSearch, SearchRequest } from "./rows/search_request.ts";
import { tableName, TableSchema, TableShape } from "./rows/table_schema.ts";
import { programOf, type StorageGate, token } from "./storage_gate.ts";

/** What the services work with. */
export interface RowServicesParts {
  readonly desk: Desk;
  readonly gate: StorageGate;
  readonly limits: RowLimits;
}

/** Rows of one request. */
const INSERTED_MAX = 500;

const rowId = z.int().min(1);

const Data = z.record(z.string(), z.unknown());

const ToldRow = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
  .describe("the fields, with id, created_at and updated_at; null where there is no value");

const ofTable = { token, table: tableName };

const UpdateRequest = z.object({
  ...ofTable,
  id: rowId,
  data: Data.optional().describe("new values; null takes one away"),
  operations: z.record(z.string(), Data).optional()
    .describe('instead of data: {"score": {"$inc": 1}}, with $set $inc $dec $mul $max $min'),
  request_id: requestId,
}).refine(({ data, operations }) => (data === undefined) !== (operations === undefined), {
  message: "give either data or operations",
});

/** See the module. */
export function rowServices({ desk, gate, limits }: RowServicesParts): readonly Service[] {
  const book = new RowBook(desk.database);
  const keeper = new RowKeeper(desk, book, limits);

  /** The table of a request, once it is known that the request may have it. */
  const enter = async (
    subject: string,
    request: { readonly token?: string | undefined; readonly table: string },
  ) => {
    const of = { program: programOf(subject), table: request.table };
    await gate.pass(of.program, request.token);
    return of;
  };
  const schemaOf = async (of: TableOf): Promise<TableSchema> => {
    const schema = await book.schema(of);
    if (schema !== undefined) return schema;
    throw new ServiceRefusal("NOT_FOUND", `table: ${of.program} has registered no table "${of.table}"`);
  };
  const common = {
    policy: "open",
    errors: ["UNAUTHORIZED", "INVALID_SUBJECT", "NOT_FOUND"],
  } as const;
  const key = (subject: string, id: string | undefined) => id === undefined ? undefined : `${subject} ${id}`;

  return [
    defineService({
      subject: "rosey.db.row.*.schema.register",
      summary: "Makes a table, or adds fields to it that are not required; the same again changes nothing",
      policy: "open",
      request: z.object({ ...ofTable, schema: TableShape }),
      answer: DONE,
      errors: ["UNAUTHORIZED", "INVALID_SUBJECT", "CONFLICT", "LIMIT_REACHED"],
      handle: async (request, { subject }) => {
        const of = await enter(subject, request);
        await keeper.register(of, new TableSchema(of.table, request.schema.fields));
        return done;
      },
    }),
    defineService({
      subject: "rosey.db.row.*.schema.list",
      summary: "The tables of the program, by name",
      policy: "open",
      request: z.object({ token }),
      answer: z.object({
        success: z.literal(true),
        tables: z.array(z.object({
          table: z.string(),
          rows: count,
          fields: z.array(z.object({ name: z.string(), type: z.string(), required: z.boolean() })),
        })),
      }),
      errors: ["UNAUTHORIZED", "INVALID_SUBJECT"],
      handle: async (request, { subject }) => {
        const { program } = await enter(subject, { ...request, table: "" });
        const tables = (await book.schemas(program)).map(({ schema, rows }) => ({
          table: schema.table,
          rows,
          fields: schema.fields.map(({ name, type, required }) => ({ name, type, required })),
        }));
        return { ...done, tables };
      },
    }),
    defineService({
      subject: "rosey.db.row.*.schema.drop",
      summary: "A table goes, with all its rows",
      policy: "open",
      request: z.object(ofTable),
      answer: z.object({ success: z.literal(true), dropped: z.boolean() }),
      errors: ["UNAUTHORIZED", "INVALID_SUBJECT"],
      handle: async (request, { subject }) => ({
        ...done,
        dropped: await keeper.drop(await enter(subject, request)),
      }),
    }),
    defineService({
      subject: "rosey.db.row.*.insert",
      summary: "Adds a row, or several: all or none",
      policy: "open",
      request: z.object({
        ...ofTable,
        data: z.union([Data, z.array(Data).min(1).max(INSERTED_MAX)]),
        request_id: requestId,
      }),
      answer: z.union([
        z.object({ success: z.literal(true), id: rowId, created: z.literal(true) }),
        z.object({ success: z.literal(true), ids: z.array(rowId), created: count }),
      ]),
      errors: [...common.errors, "CONFLICT", "VALUE_TOO_LARGE", "LIMIT_REACHED"],
      handle: async (request, { subject }) => {
        const of = await enter(subject, request);
        const { data, request_id } = request;
        const rows = Array.isArray(data) ? data : [data];
        const ids = await keeper.insert(of, await schemaOf(of), rows, request_id);
        const [id] = ids;
        if (!Array.isArray(data) && id !== undefined) return { ...done, id, created: true as const };
        return { ...done, ids, created: ids.length };
      },
    }),
    defineService({
      ...common,
      subject: "rosey.db.row.*.select",
      summary: "A row by its number",
      request: z.object({ ...ofTable, id: rowId }),
      answer: z.object({ success: z.literal(true), exists: z.boolean(), data: ToldRow.optional() }),
      handle: async (request, { subject }) => {
        const of = await enter(subject, request);
        const schema = await schemaOf(of);
        const row = await book.row(of, schema, request.id);
        return row === undefined
          ? { ...done, exists: false }
          : { ...done, exists: true, data: toldRow(schema, row) };
      },
    }),
    defineService({
      subject: "rosey.db.row.*.update",
      summary:
        "Changes a row: by values, or by operations on those it has; none is lost when two ask at once",
      policy: "open",
      request: UpdateRequest,
      answer: z.union([
        z.object({ success: z.literal(true), id: rowId, updated: z.literal(true) }),
        z.object({ success: z.literal(true), exists: z.literal(false) }),
      ]),
      errors: [...common.errors, "VALUE_TOO_LARGE", "LIMIT_REACHED"],
      handle: async (request, { subject }) => {
        const of = await enter(subject, request);
        const schema = await schemaOf(of);
        const { id, data, operations = {}, request_id } = request;
        const to = data === undefined ? readOperations(schema, operations) : readValues(schema, data);
        const isThere = await keeper.update(of, schema, id, to, key(subject, request_id));
        return isThere ? { ...done, id, updated: true as const } : { ...done, exists: false as const };
      },
    }),
    defineService({
      ...common,
      subject: "rosey.db.row.*.delete",
      summary: "A row goes",
      request: z.object({ ...ofTable, id: rowId, request_id: requestId }),
      answer: z.object({ success: z.literal(true), deleted: z.boolean() }),
      handle: async (request, { subject }) => {
        const of = await enter(subject, request);
        const deleted = await keeper.delete(
          of,
          await schemaOf(of),
          request.id,
          key(subject, request.request_id),
        );
        return { ...done, deleted };
      },
    }),
    defineService({
      ...common,
      subject: "rosey.db.row.*.search",
      summary: "The rows that fit, in the order that is asked for, and values over all of them",
      request: SearchRequest.extend({ token }),
      answer: z.object({
        success: z.literal(true),
        rows: z.array(ToldRow),
        count: count.describe("of the rows in this answer"),
        truncated: z.boolean().describe("there are more"),
        aggregates: ToldRow.optional(),
      }),
      handle: async (request, { subject }) => {
        const of = await enter(subject, request);
        const schema = await schemaOf(of);
        const search = readSearch(schema, request);
        const { rows, truncated, aggregates } = await book.search(of, schema, search);
        return {
          ...done,
          rows: rows.map((row) => toldRow(schema, row)),
          count: rows.length,
          truncated,
          ...search.aggregates.length === 0 ? {} : { aggregates },
        };
      },
    }),
  ];
}
