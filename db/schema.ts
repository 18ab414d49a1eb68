/**
 * Every table of the memory, once. The types of the query builder, the DDL of both databases and the catalogue that a
 * live database is compared with come from these values.
 *
 * The first eight tables have the names, columns, defaults and indexes of the files that Rosey-Robot v0.5.0 wrote, so
 * that such a file is taken over without rewriting a row; what is ours in them says so.
 *
 * @module
 */

import type { ColumnType } from "kysely";
import { RoseyError } from "../src/domain/errors.ts";

/**
 * What a column holds. `integer64` is for counts and times (Unix seconds unless the name ends in `_ms`), `boolean01`
 * is 0 or 1 on both databases, `json` is JSON as text.
 */
export type ColumnKind = "integer64" | "real" | "text" | "boolean01" | "json";

/** One column. A column is NOT NULL unless it is `nullable` or a key. */
export interface ColumnDeclaration {
  readonly type: ColumnKind;
  /** `serial` numbers new rows; `autoincrement` also never gives a number twice. */
  readonly key?: "primary" | "serial" | "autoincrement";
  readonly nullable?: true;
  readonly default?: number | string;
  /** A condition in SQL that both databases understand. */
  readonly check?: string;
}

/** One index. */
export interface IndexDeclaration {
  /** What stands in its parentheses, in SQL that both databases understand. */
  readonly on: string;
  readonly unique?: true;
  /** Only rows for which this holds are in it. */
  readonly where?: string;
}

/** One table. */
export interface TableDeclaration {
  readonly columns: Readonly<Record<string, ColumnDeclaration>>;
  /** For a key of several columns. */
  readonly primaryKey?: readonly string[];
  /** Name of a condition on whole rows, to its SQL, which both databases understand. */
  readonly checks?: Readonly<Record<string, string>>;
  readonly indexes?: Readonly<Record<string, IndexDeclaration>>;
}

/**
 * The states of a line to be said. `queued`, `claimed`, `sending` and `in_doubt` are on the way; `parked` waits for a
 * person; `sent`, `rejected`, `expired` and `dead` are ends.
 */
export const OUTBOUND_STATES = [
  "queued",
  "claimed",
  "sending",
  "in_doubt",
  "parked",
  "sent",
  "rejected",
  "expired",
  "dead",
] as const;

/** The tables by name. */
export const TABLES = {
  /** One row for each spelling of a name ever seen. */
  user_stats: {
    columns: {
      username: { type: "text", key: "primary" },
      first_seen: { type: "integer64" },
      last_seen: { type: "integer64" },
      total_chat_lines: { type: "integer64", nullable: true, default: 0 },
      /** Seconds; without the open session. */
      total_time_connected: { type: "integer64", nullable: true, default: 0 },
      /** NULL: not in the room. */
      current_session_start: { type: "integer64", nullable: true },
    },
    checks: {
      user_has_name: "username IS NOT NULL",
      chat_lines_not_negative: "coalesce(total_chat_lines, 0) >= 0",
      time_connected_not_negative: "coalesce(total_time_connected, 0) >= 0",
    },
    indexes: { idx_user_stats_folded_name: { on: "lower(username)" } },
  },
  /** The audit log. */
  user_actions: {
    columns: {
      id: { type: "integer64", key: "autoincrement" },
      timestamp: { type: "integer64" },
      username: { type: "text" },
      action_type: { type: "text" },
      details: { type: "text", nullable: true },
    },
    indexes: {
      idx_user_actions_timestamp: { on: "timestamp" },
      idx_user_actions_folded_name: { on: "lower(username), timestamp" },
    },
  },
  /** The most people ever; one row. */
  channel_stats: {
    columns: {
      id: { type: "integer64", key: "primary", check: "id = 1" },
      max_users: { type: "integer64", nullable: true, default: 0 },
      max_users_timestamp: { type: "integer64", nullable: true },
      max_connected: { type: "integer64", nullable: true, default: 0 },
      max_connected_timestamp: { type: "integer64", nullable: true },
      last_updated: { type: "integer64", nullable: true },
    },
    checks: {
      max_users_not_negative: "coalesce(max_users, 0) >= 0",
      max_connected_not_negative: "coalesce(max_connected, 0) >= 0",
    },
  },
  /** Samples of how many were there. The server itself may report fewer connections than listed users. */
  user_count_history: {
    columns: {
      id: { type: "integer64", key: "autoincrement" },
      timestamp: { type: "integer64" },
      chat_users: { type: "integer64" },
      connected_users: { type: "integer64" },
    },
    checks: {
      chat_users_not_negative: "chat_users >= 0",
      connected_users_not_negative: "connected_users >= 0",
    },
    indexes: { idx_user_count_timestamp: { on: "timestamp" } },
  },
  /** Chat. Everything after `message` is ours. */
  recent_chat: {
    columns: {
      id: { type: "integer64", key: "autoincrement" },
      /** Rosey's clock when the line arrived; the server's for a replayed line. */
      timestamp: { type: "integer64" },
      username: { type: "text" },
      /** HTML, as the server sent it. */
      message: { type: "text" },
      /** Server clock; NULL in rows of v0.5.0. */
      server_time_ms: { type: "integer64", nullable: true },
      /** Plain; NULL in rows of v0.5.0. */
      text: { type: "text", nullable: true },
      /** How it was said: plain, action, greentext, ...; NULL in rows of v0.5.0. */
      style: { type: "text", nullable: true },
      /** 1: said while Rosey was away, told by the server afterwards. */
      replayed: { type: "boolean01", default: 0 },
      /** 1: from a shadow-muted user; only moderators saw it. */
      shadow: { type: "boolean01", default: 0 },
      event_id: { type: "text", nullable: true },
    },
    indexes: {
      idx_recent_chat_timestamp: { on: "timestamp, id" },
      idx_recent_chat_server_time: { on: "server_time_ms", where: "server_time_ms IS NOT NULL" },
    },
  },
  /** What the bot is doing; one row. */
  current_status: {
    columns: {
      id: { type: "integer64", key: "primary", check: "id = 1" },
      bot_name: { type: "text", nullable: true },
      bot_rank: { type: "real", nullable: true },
      bot_afk: { type: "boolean01", nullable: true, default: 0 },
      channel_name: { type: "text", nullable: true },
      current_chat_users: { type: "integer64", nullable: true, default: 0 },
      current_connected_users: { type: "integer64", nullable: true, default: 0 },
      playlist_items: { type: "integer64", nullable: true, default: 0 },
      current_media_title: { type: "text", nullable: true },
      /** Seconds. */
      current_media_duration: { type: "integer64", nullable: true },
      bot_start_time: { type: "integer64", nullable: true },
      bot_connected: { type: "boolean01", nullable: true, default: 0 },
      last_updated: { type: "integer64", nullable: true },
    },
  },
  /** What is to be said and done. Everything after `last_error` is ours. */
  outbound_messages: {
    columns: {
      id: { type: "integer64", key: "autoincrement" },
      timestamp: { type: "integer64" },
      message: { type: "text" },
      sent: { type: "boolean01", nullable: true, default: 0 },
      sent_timestamp: { type: "integer64", nullable: true },
      retry_count: { type: "integer64", nullable: true, default: 0 },
      last_error: { type: "text", nullable: true },
      /** Where the line is on its way; {@link OUTBOUND_STATES}. `sent` says whether that is an end. */
      state: { type: "text", default: "queued" },
      /** When it was last tried; NULL in rows of v0.5.0. The next try counts from here. */
      last_attempt_at: { type: "integer64", nullable: true },
      /** Of whoever queued it, so that a request that comes twice makes one row. */
      enqueue_key: { type: "text", nullable: true },
      /** What was queued together; with `part` it names the row before it has a number. */
      group_key: { type: "text", nullable: true },
      /** From 1; the parts of a long text stay together. */
      part: { type: "integer64", default: 1 },
      parts: { type: "integer64", default: 1 },
      /** What shares a limit of the server: `chat` or `room`. */
      lane: { type: "text", default: "chat" },
      /** `chat`, `pm` or `action`. */
      kind: { type: "text", default: "chat" },
      /** What it is for; it decides the turn. */
      class: { type: "text", default: "message" },
      /** Who wants it said. */
      producer: { type: "text", default: "" },
      /** Of a PM. */
      recipient: { type: "text", nullable: true },
      /** Of an act. */
      action: { type: "json", nullable: true },
      /** An unsent row of the same producer is replaced by a newer one with the same key. */
      collapse_key: { type: "text", nullable: true },
      /** NULL: `timestamp` tells. */
      queued_at_ms: { type: "integer64", nullable: true },
      /** NULL: as its class allows. */
      expires_at_ms: { type: "integer64", nullable: true },
      /** When it came into its state. */
      changed_at_ms: { type: "integer64", nullable: true },
      /** When it was about to be sent last. */
      intent_at_ms: { type: "integer64", nullable: true },
      /** The newest line of chat that was known then. */
      intent_seen: { type: "json", nullable: true },
      /** Server clock, of its echo. */
      server_time_ms: { type: "integer64", nullable: true },
      /** How often it was written to the server. */
      sends: { type: "integer64", default: 0 },
      /** 1: the server cut it. */
      truncated: { type: "boolean01", default: 0 },
      /** 1: echoed to Rosey, and seen by nobody. */
      shadowed: { type: "boolean01", default: 0 },
      /** Why it is in its state, as a stable name; `last_error` says it in words. */
      reason: { type: "text", nullable: true },
    },
    checks: {
      retry_count_not_negative: "coalesce(retry_count, 0) >= 0",
      outbound_state_known: `state IN (${OUTBOUND_STATES.map((state) => `'${state}'`).join(", ")})`,
    },
    indexes: {
      idx_outbound_sent: { on: "sent, timestamp" },
      idx_outbound_state: { on: "state, timestamp" },
      idx_outbound_enqueue_key: { on: "enqueue_key", unique: true },
      idx_outbound_group: { on: "group_key, part", unique: true },
      idx_outbound_turn: { on: "state, lane, class, producer, id" },
      idx_outbound_collapse: {
        on: "producer, collapse_key",
        where: "state = 'queued' AND collapse_key IS NOT NULL",
      },
    },
  },
  /** Keys of the HTTP API: never themselves, only what proves them. */
  api_tokens: {
    columns: {
      /** SHA-256 of the token, in hex: enough for 256 random bits. v0.5.0 had the token itself here. */
      token_hash: { type: "text", key: "primary" },
      /** Its name. */
      description: { type: "text", nullable: true },
      created_at: { type: "integer64" },
      last_used: { type: "integer64", nullable: true },
      revoked: { type: "boolean01", nullable: true, default: 0 },
      /** The first characters, for lists. */
      preview: { type: "text", nullable: true },
      revoked_at: { type: "integer64", nullable: true },
      /** What it is good for, with commas between. */
      scopes: { type: "text", default: "read" },
      /** NULL: good until it is revoked. */
      expires_at: { type: "integer64", nullable: true },
    },
    indexes: { idx_api_tokens_revoked: { on: "revoked, token_hash" } },
  },

  /** The newest server time of a line of chat: one row, outside of every table that is purged. */
  chat_watermark: {
    columns: {
      id: { type: "integer64", key: "primary", check: "id = 1" },
      server_time_ms: { type: "integer64" },
    },
  },
  /** Between these server times lines may be missing. */
  chat_gaps: {
    columns: {
      id: { type: "integer64", key: "autoincrement" },
      from_ms: { type: "integer64" },
      to_ms: { type: "integer64" },
      noted_at: { type: "integer64" },
    },
  },
  /** When Rosey connected to the server, so that a restart does not forget the server's limit. */
  connect_attempts: {
    columns: {
      id: { type: "integer64", key: "serial" },
      at_ms: { type: "integer64" },
    },
    indexes: { idx_connect_attempts_at_ms: { on: "at_ms" } },
  },
  /** The one channel whose memory this is. */
  room_binding: {
    columns: {
      id: { type: "integer64", key: "primary", check: "id = 1" },
      domain: { type: "text" },
      channel: { type: "text" },
      bound_at: { type: "integer64" },
    },
  },
  /** Ids of the newest units, so that one that comes twice is applied once. */
  applied_units: {
    columns: {
      sequence: { type: "integer64", key: "serial" },
      unit_id: { type: "text" },
    },
    indexes: { idx_applied_units_unit_id: { on: "unit_id", unique: true } },
  },
  /** Switches and settings that were changed while running; they win over the configuration file. */
  plugin_settings: {
    columns: {
      plugin: { type: "text", key: "primary" },
      enabled: { type: "boolean01", nullable: true },
      settings: { type: "json", nullable: true },
      updated_at: { type: "integer64" },
    },
  },
  /** Small things that plugins keep by a name, each plugin its own. */
  plugin_values: {
    columns: {
      plugin: { type: "text" },
      key: { type: "text" },
      value: { type: "json" },
      /** From then on it is not there. */
      expires_at_ms: { type: "integer64", nullable: true },
      created_at: { type: "integer64" },
      updated_at: { type: "integer64" },
    },
    primaryKey: ["plugin", "key"],
    indexes: { idx_plugin_values_expiry: { on: "expires_at_ms", where: "expires_at_ms IS NOT NULL" } },
  },
  /** Events that must reach NATS and have not yet, in their order. */
  bus_events: {
    columns: {
      id: { type: "integer64", key: "autoincrement" },
      event_id: { type: "text" },
      subject: { type: "text" },
      /** The envelope, letter for letter as it is published. */
      payload: { type: "text" },
    },
  },
  /** What an old file held and the tables above cannot, exactly as it was. */
  quarantined_rows: {
    columns: {
      id: { type: "integer64", key: "autoincrement" },
      table_name: { type: "text" },
      /** The row's number in the old file. */
      row_id: { type: "integer64" },
      /** The key under which the row is in its table with other values; NULL when it is not there. */
      row_key: { type: "text", nullable: true },
      /** The whole row: an object of columns, whose values say their type where JSON has none for it. */
      original: { type: "json" },
      /** What stands in the place of the values that were taken out, in the same form. */
      replacements: { type: "json", nullable: true },
      reason: { type: "text" },
      quarantined_at: { type: "integer64" },
    },
    indexes: { idx_quarantined_rows_table: { on: "table_name, reason" } },
  },
  /** What was found when an old file was taken over; one row, or none in a database that was always Rosey's. */
  takeover_report: {
    columns: {
      id: { type: "integer64", key: "primary", check: "id = 1" },
      taken_over_at: { type: "integer64" },
      report: { type: "json" },
    },
  },
  /** The ledger of migrations. */
  rosey_migrations: {
    columns: {
      /** `core`, or the name of a plugin: each line has its own versions. */
      line: { type: "text" },
      id: { type: "text" },
      name: { type: "text" },
      checksum: { type: "text" },
      applied_at: { type: "integer64" },
      duration_ms: { type: "integer64" },
      app_version: { type: "text" },
      host: { type: "text" },
    },
    primaryKey: ["line", "id"],
  },
} as const satisfies Readonly<Record<string, TableDeclaration>>;

/** The name of a table. */
export type TableName = keyof typeof TABLES;

/** The names of all tables, in the order of their declaration. */
export function tableNames(): TableName[] {
  return Object.keys(TABLES).filter(isTableName);
}

/** The declaration of a table. Throws a {@link RoseyError} naming the tables there are when it is unknown. */
export function tableNamed(name: string): TableDeclaration {
  if (isTableName(name)) return TABLES[name];
  throw new RoseyError(`No table is named "${name}"`, {
    code: "schema.unknown_table",
    hint: `The tables are ${Object.keys(TABLES).join(", ")}.`,
    exit: "usage",
  });
}

function isTableName(name: string): name is TableName {
  return Object.hasOwn(TABLES, name);
}

type ValueOf<Kind extends ColumnKind> = Kind extends "text" | "json" ? string : number;

type Optional<Declared extends ColumnDeclaration> = Declared extends
  { nullable: true } | { default: number | string } | { key: "serial" | "autoincrement" } ? true : false;

type Stored<Declared extends ColumnDeclaration> = Declared extends { nullable: true }
  ? ValueOf<Declared["type"]> | null
  : ValueOf<Declared["type"]>;

type KyselyColumn<Declared extends ColumnDeclaration> = ColumnType<
  Stored<Declared>,
  Optional<Declared> extends true ? Stored<Declared> | undefined : Stored<Declared>,
  Stored<Declared>
>;

type KyselyTable<Columns extends Readonly<Record<string, ColumnDeclaration>>> = {
  [Name in keyof Columns]: KyselyColumn<Columns[Name]>;
};

/** Declared tables as the query builder sees them. */
export type TablesOf<Declared extends Readonly<Record<string, TableDeclaration>>> = {
  [Name in keyof Declared]: KyselyTable<Declared[Name]["columns"]>;
};

/** The core's tables as the query builder sees them. */
export type Database = TablesOf<typeof TABLES>;
