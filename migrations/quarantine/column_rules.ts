/**
 * What the columns of v0.5.0 may hold from now on, and what becomes of a value that does not fit. The old files take
 * any value in any column.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { type ExactValue, integerValue, NULL_VALUE, quoted, textValue, utf8Text } from "./exact_values.ts";

/** What a column may hold. */
export interface ColumnRule {
  readonly holds: "integer" | "boolean" | "real" | "text" | "secret";
  readonly nullable?: true;
  readonly atLeastZero?: true;
  /** The only value that it may have. */
  readonly only?: bigint;
  /** What stands there for a value that does not fit; without it the whole row has to go. */
  readonly instead?: ExactValue;
}

/** One of the old tables. */
export interface TableRules {
  readonly table: string;
  /** The column by which a row is found again. */
  readonly key: string;
  readonly columns: Readonly<Record<string, ColumnRule>>;
}

const integer = { holds: "integer" } as const;
const count = { holds: "integer", atLeastZero: true } as const;
const id = integer;
const theOne = { holds: "integer", only: 1n } as const;
const text = { holds: "text" } as const;
const optionalText = { holds: "text", nullable: true, instead: NULL_VALUE } as const;
const optionalInteger = { holds: "integer", nullable: true, instead: NULL_VALUE } as const;
const optionalFlag = { holds: "boolean", nullable: true, instead: NULL_VALUE } as const;
const total = { ...count, nullable: true, instead: integerValue(0) } as const;
/** v0.5.0 took anything but 0 for "yes, done": a line that is not spoken, a token that does not open. */
const yesWhenUnclear = { holds: "boolean", nullable: true, instead: integerValue(1) } as const;

/** The old tables; others in the file are none of our business. */
export const TABLE_RULES: readonly TableRules[] = [
  {
    table: "user_stats",
    key: "username",
    columns: {
      username: text,
      first_seen: integer,
      last_seen: integer,
      total_chat_lines: total,
      total_time_connected: total,
      current_session_start: optionalInteger,
    },
  },
  {
    table: "user_actions",
    key: "id",
    columns: { id, timestamp: integer, username: text, action_type: text, details: optionalText },
  },
  {
    table: "channel_stats",
    key: "id",
    columns: {
      id: theOne,
      max_users: total,
      max_users_timestamp: optionalInteger,
      max_connected: total,
      max_connected_timestamp: optionalInteger,
      last_updated: optionalInteger,
    },
  },
  {
    table: "user_count_history",
    key: "id",
    columns: { id, timestamp: integer, chat_users: count, connected_users: count },
  },
  {
    table: "recent_chat",
    key: "id",
    columns: { id, timestamp: integer, username: text, message: text },
  },
  {
    table: "current_status",
    key: "id",
    columns: {
      id: theOne,
      bot_name: optionalText,
      bot_rank: { holds: "real", nullable: true, instead: NULL_VALUE },
      bot_afk: optionalFlag,
      channel_name: optionalText,
      current_chat_users: optionalInteger,
      current_connected_users: optionalInteger,
      playlist_items: optionalInteger,
      current_media_title: optionalText,
      current_media_duration: optionalInteger,
      bot_start_time: optionalInteger,
      bot_connected: optionalFlag,
      last_updated: optionalInteger,
    },
  },
  {
    table: "outbound_messages",
    key: "id",
    columns: {
      id,
      timestamp: integer,
      message: text,
      sent: yesWhenUnclear,
      sent_timestamp: optionalInteger,
      retry_count: total,
      last_error: optionalText,
    },
  },
  {
    table: "api_tokens",
    key: "token",
    columns: {
      token: { holds: "secret" },
      description: optionalText,
      created_at: integer,
      last_used: optionalInteger,
      revoked: yesWhenUnclear,
    },
  },
];

/** What is wrong with a value, and what stands there instead; without `instead` its row has to go. */
export interface Misfit {
  readonly problem: string;
  readonly instead?: ExactValue;
}

/** A condition in SQL that lets every value through that may not fit, and few others. */
export function suspicion(name: string, rule: ColumnRule): string {
  const column = quoted(name);
  const conditions = suspicions(column, rule);
  if (rule.atLeastZero === true) conditions.push(`${column} < 0`);
  if (rule.only !== undefined) conditions.push(`${column} <> ${rule.only}`);
  const any = conditions.join(" OR ");
  return rule.nullable === true ? `(${column} IS NOT NULL AND (${any}))` : `(${any})`;
}

/** The one check that knows UTF-8 is made outside of SQL, so a text with a byte of 0x80 or more is suspicious. */
function suspicions(column: string, { holds }: ColumnRule): string[] {
  switch (holds) {
    case "integer":
      return [`typeof(${column}) <> 'integer'`];
    case "boolean":
      return [`typeof(${column}) <> 'integer'`, `${column} NOT IN (0, 1)`];
    case "real":
      return [`typeof(${column}) <> 'real'`, `abs(${column}) > 1.7976931348623157e308`];
    case "text":
      return [
        `typeof(${column}) <> 'text'`,
        `instr(CAST(${column} AS BLOB), x'00') > 0`,
        `${column} GLOB '*[^' || char(1) || '-' || char(127) || ']*'`,
      ];
    case "secret":
      return [`typeof(${column}) <> 'text'`];
  }
}

/** Whether a value fits its column; `undefined` when it does. */
export function misfit(value: ExactValue, rule: ColumnRule): Misfit | undefined {
  if (value.kind === "null") return rule.nullable === true ? undefined : { problem: "is NULL" };
  const problem = problemOf(value, rule);
  if (problem === undefined) return undefined;
  const readable = rule.holds === "text" && value.kind === "text" ? shown(value.bytes) : undefined;
  const instead = readable ?? rule.instead;
  return instead === undefined ? { problem } : { problem, instead };
}

function problemOf(value: ExactValue, rule: ColumnRule): string | undefined {
  switch (rule.holds) {
    case "integer":
    case "boolean":
      if (value.kind !== "integer") return value.kind === "real" ? "is no whole number" : `is ${value.kind}`;
      if (rule.holds === "boolean" && value.value !== 0n && value.value !== 1n) return "is neither 0 nor 1";
      if (rule.atLeastZero === true && value.value < 0n) return "is negative";
      return rule.only !== undefined && value.value !== rule.only ? `is not ${rule.only}` : undefined;
    case "real":
      if (value.kind !== "real") return value.kind === "integer" ? undefined : `is ${value.kind}`;
      return Number.isFinite(value.value) ? undefined : "is infinite";
    case "secret":
      return value.kind === "text" ? undefined : `is ${value.kind}`;
    case "text":
      if (value.kind !== "text") return `is ${value.kind}`;
      if (utf8Text(value.bytes) === undefined) return "is not UTF-8";
      return value.bytes.includes(0) ? "holds NUL" : undefined;
  }
}

/** A text that both databases can hold: a picture for NUL, a question mark for what is no UTF-8. */
function shown(bytes: Uint8Array): ExactValue {
  return textValue(Buffer.from(bytes).toString("utf8").replaceAll("\0", "\u2400"));
}
