/**
 * The files of Rosey-Robot v0.5.0 and before. They carry no version, so they are known by their tables.
 *
 * @module
 */

import type { Clock } from "../../src/domain/clock.ts";
import { RoseyError } from "../../src/domain/errors.ts";
import { type Catalogue, type LiveColumn, readCatalogue } from "../drivers/catalogue.ts";
import { openSqlite } from "../drivers/sqlite.ts";
import { tableNames, TABLES } from "../schema.ts";
import type { Migration } from "./migration.ts";

/** The old bot's tables: the columns of every version, and those that it added itself at a later start. */
const OLD_TABLES: Readonly<Record<string, { always: readonly string[]; later?: readonly string[] }>> = {
  user_stats: {
    always: [
      "username",
      "first_seen",
      "last_seen",
      "total_chat_lines",
      "total_time_connected",
      "current_session_start",
    ],
  },
  user_actions: { always: ["id", "timestamp", "username", "action_type", "details"] },
  channel_stats: {
    always: ["id", "max_users", "max_users_timestamp", "last_updated"],
    later: ["max_connected", "max_connected_timestamp"],
  },
  user_count_history: { always: ["id", "timestamp", "chat_users", "connected_users"] },
  recent_chat: { always: ["id", "timestamp", "username", "message"] },
  current_status: {
    always: [
      "id",
      "bot_name",
      "bot_rank",
      "bot_afk",
      "channel_name",
      "current_chat_users",
      "current_connected_users",
      "playlist_items",
      "current_media_title",
      "current_media_duration",
      "bot_start_time",
      "bot_connected",
      "last_updated",
    ],
  },
  outbound_messages: {
    always: ["id", "timestamp", "message", "sent", "sent_timestamp"],
    later: ["retry_count", "last_error"],
  },
  api_tokens: { always: ["token", "description", "created_at", "last_used", "revoked"] },
};

/** What the old bot's broken successor leaves behind when its migration fails. */
const FAILED_MIGRATION = /^_alembic_tmp_/;
const SET_ASIDE = "set_aside_";

/** What was recognised in an old file. */
export interface OldFile {
  /** Which version it is of, in words. */
  readonly description: string;
  /** Tables and columns (`table.column`) that it lacked. */
  readonly completed: readonly string[];
  /** Tables and columns of others, which stay as they are. */
  readonly leftAlone: readonly string[];
  /** Tables that a failed migration of the old bot's successor left, under their new names. */
  readonly setAside: readonly string[];
}

/** Whether these are the old bot's tables. Tables and columns that others added do not matter. */
export function isV050(catalogue: Catalogue): boolean {
  const complete = Object.keys(OLD_TABLES).filter((name) =>
    catalogue.has(name) && missing(catalogue, name).length === 0
  );
  return complete.includes("user_stats") || complete.length >= 2;
}

/** Tells what kind of old file it is. */
export function describeV050(catalogue: Catalogue): OldFile {
  const names = Object.keys(OLD_TABLES);
  const there = names.filter((name) => catalogue.has(name));
  const lacking = (name: string) =>
    (OLD_TABLES[name]?.later ?? []).filter((column) => !has(catalogue, name, column));
  return {
    description: versionOf(there, there.flatMap(lacking)),
    completed: names.flatMap((name) =>
      catalogue.has(name) ? lacking(name).map((column) => `${name}.${column}`) : [name]
    ),
    leftAlone: [...catalogue.values()].flatMap(({ name, columns }) => {
      const old = OLD_TABLES[name];
      if (old === undefined) return FAILED_MIGRATION.test(name) ? [] : [name];
      return columns.filter((column) =>
        !old.always.includes(column.name) && !old.later?.includes(column.name)
      )
        .map((column) => `${name}.${column.name}`);
    }),
    setAside: [...catalogue.keys()].filter((name) => FAILED_MIGRATION.test(name)).map((name) =>
      SET_ASIDE + name
    ),
  };
}

function versionOf(tables: readonly string[], lackingColumns: readonly string[]): string {
  const known = tables.toSorted().join(" ");
  const bot = "Rosey-Robot";
  if (tables.length === 8) {
    return lackingColumns.length === 0
      ? `${bot} v1.0.0 of 2025 to v0.5.0`
      : `${bot} before v0.5.0, never upgraded`;
  }
  if (known === "channel_stats user_actions user_stats") return `${bot} before v1.0.0 of 2025 (three tables)`;
  if (known === "channel_stats recent_chat user_actions user_count_history user_stats") {
    return `${bot} v0.5.0, its storage with five tables`;
  }
  return `${bot} v0.5.0 or before, incomplete (${tables.length} of its 8 tables)`;
}

/**
 * What an old file lacks to be what `first`, the migration that makes v0.5.0's tables, would have made: as the old bot
 * itself did at its start. No row is touched.
 *
 * Throws a {@link RoseyError} when it has another shape: what it would mean is not known.
 */
export async function completeV050(live: Catalogue, first: Migration, clock: Clock): Promise<string[]> {
  checkShape(live);
  checkNames(live);
  const scratch = openSqlite({ path: ":memory:", clock, writes: new Map() });
  try {
    const wanted = await scratch.transaction(async (session) => {
      for (const statement of first.up.sqlite) await session.execute(statement);
      return await readCatalogue("sqlite", session);
    }, 0);
    return [...setAside(live), ...missingParts(live, wanted, first.up.sqlite)];
  } finally {
    await scratch.close();
  }
}

/** The statements that give set aside tables their names back. */
export function bringBack(live: Catalogue): string[] {
  return [...live.keys()].filter((name) => name.startsWith(SET_ASIDE))
    .map((name) => `ALTER TABLE ${name} RENAME TO ${name.slice(SET_ASIDE.length)}`);
}

function setAside(live: Catalogue): string[] {
  return [...live.keys()].filter((name) => FAILED_MIGRATION.test(name))
    .map((name) => `ALTER TABLE ${name} RENAME TO ${SET_ASIDE}${name}`);
}

/** Columns that no version lacks: a table without one of them is another program's, or of a later version. */
function checkShape(live: Catalogue): void {
  const lacking = Object.keys(OLD_TABLES).filter((name) => live.has(name)).flatMap((name) =>
    missing(live, name).map((column) => `${name}.${column}`)
  );
  if (lacking.length === 0) return;
  throw new RoseyError(`Cannot take this database over: it has no ${lacking.join(", ")}`, {
    code: "migrate.unknown_shape",
    hint:
      "No Rosey-Robot up to v0.5.0 made it so. Put its own backup in its place, or name another database with --database.",
    exit: "databaseRefused",
  });
}

/** Names that Rosey's own tables, columns and indexes need. */
function checkNames(live: Catalogue): void {
  const taken: string[] = [];
  const liveIndexes = new Set([...live.values()].flatMap(({ indexes }) => [...indexes.keys()]));
  for (const name of tableNames()) {
    const { columns, indexes = {} }: { columns: object; indexes?: object } = TABLES[name];
    const old = OLD_TABLES[name];
    if (old === undefined) {
      if (live.has(name)) taken.push(`the table ${name}`);
    } else {
      taken.push(
        ...Object.keys(columns)
          .filter((column) => !old.always.includes(column) && !old.later?.includes(column))
          .filter((column) => has(live, name, column))
          .map((column) => `the column ${name}.${column}`),
      );
    }
    const isOld = (index: string) =>
      /^idx_(user_count_timestamp|recent_chat_timestamp|outbound_sent|api_tokens_revoked)$/.test(index);
    taken.push(
      ...Object.keys(indexes).filter((index) => !isOld(index) && liveIndexes.has(index))
        .map((index) => `the index ${index}`),
    );
  }
  if (taken.length === 0) return;
  throw new RoseyError(
    `Cannot take this database over: it has something of its own where Rosey needs the name: ${
      taken.join(", ")
    }`,
    {
      code: "migrate.name_taken",
      hint: "Rename it in the file (ALTER TABLE ... RENAME), then run this again.",
      exit: "databaseRefused",
    },
  );
}

function missing(catalogue: Catalogue, table: string): string[] {
  return (OLD_TABLES[table]?.always ?? []).filter((column) => !has(catalogue, table, column));
}

function has(catalogue: Catalogue, table: string, column: string): boolean {
  return catalogue.get(table)?.columns.some(({ name }) => name === column) === true;
}

function missingParts(live: Catalogue, wanted: Catalogue, ddl: readonly string[]): string[] {
  const statements: string[] = [];
  for (const table of wanted.values()) {
    const found = live.get(table.name);
    if (found === undefined) {
      statements.push(...ddl.filter((statement) => statement.startsWith(`CREATE TABLE ${table.name} (`)));
    } else {
      const lacking = table.columns.filter(({ name }) => !has(live, table.name, name));
      statements.push(...lacking.map((column) => addColumn(table.name, column)));
    }
    for (const [index, definition] of table.indexes) {
      const known = found?.indexes.get(index);
      if (known !== undefined && sameSql(known, definition)) continue;
      if (known !== undefined) statements.push(`DROP INDEX ${index}`);
      statements.push(definition);
    }
  }
  return statements;
}

function sameSql(left: string, right: string): boolean {
  const plain = (sql: string) => sql.replace(/\s+|"|if not exists/gi, "").toLowerCase();
  return plain(left) === plain(right);
}

function addColumn(table: string, column: LiveColumn): string {
  const preset = column.default === undefined ? "" : ` DEFAULT ${column.default}`;
  return `ALTER TABLE ${table} ADD COLUMN ${column.name} ${column.type}${preset}`;
}
