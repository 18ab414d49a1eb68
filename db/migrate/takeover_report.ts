/**
 * What became of an old file that was taken over: told to whoever did it, and kept in the database.
 *
 * @module
 */

import type { Session } from "../drivers/driver.ts";
import type { OldFile } from "./v050.ts";

/** Examples that are told of each kind of row in quarantine. */
const EXAMPLES_MAX = 3;

/** Rows that were put aside for one reason. */
export interface QuarantinedRows {
  readonly table: string;
  readonly reason: string;
  /** `row`: it is not in its table. `value`: it is, with something else in the place of what did not fit. */
  readonly putAside: "row" | "value";
  readonly rows: number;
  /** The numbers (`rowid`) that the first ones had in the old file. */
  readonly firstRowIds: readonly number[];
}

/** See the top of this file. Holds no secrets, no names and no lines. */
export interface TakeoverReport {
  readonly file: OldFile;
  /** Rows that each of the old tables has now. */
  readonly rows: Readonly<Record<string, number>>;
  readonly quarantined: readonly QuarantinedRows[];
  readonly tokens: { readonly working: number; readonly revoked: number };
  /** Lines that were never sent, and now wait for a person. */
  readonly parkedMessages: number;
  /** Sessions that were open in the file, and still are. */
  readonly openSessions: number;
  /** What else whoever does it should know. */
  readonly notes: readonly string[];
}

const OLD_TABLES = [
  "user_stats",
  "user_actions",
  "channel_stats",
  "user_count_history",
  "recent_chat",
  "current_status",
  "outbound_messages",
  "api_tokens",
];

/** Looks at what was just taken over, inside of the same transaction. For SQLite: old files are nothing else. */
export async function takeoverReport(session: Pick<Session, "read">, file: OldFile): Promise<TakeoverReport> {
  const count = async (from: string) => {
    const [row] = await session.read<{ rows: number }>({
      sql: `SELECT count(*) AS rows FROM ${from}`,
      parameters: [],
    });
    return row?.rows ?? 0;
  };
  const rows: Record<string, number> = {};
  for (const table of OLD_TABLES) rows[table] = await count(table);
  const working = await count("api_tokens WHERE revoked = 0");
  const tokens = { working, revoked: (rows["api_tokens"] ?? 0) - working };
  return {
    file,
    rows,
    quarantined: await quarantinedRows(session),
    tokens,
    parkedMessages: await count("outbound_messages WHERE state = 'parked'"),
    openSessions: await count("user_stats WHERE current_session_start > 0"),
    notes: notesOn(rows),
  };
}

/** The statement that keeps a report. */
export const KEEP_REPORT = "INSERT INTO takeover_report (id, taken_over_at, report) VALUES (1, ?, ?)";

/** Keeps a report; `now` is in Unix seconds. */
export async function keepReport(session: Session, report: TakeoverReport, now: number): Promise<void> {
  await session.execute(KEEP_REPORT, [now, JSON.stringify(report)]);
}

/** Whether this database was an old file once. */
export async function wasTakenOver(session: Pick<Session, "read">): Promise<boolean> {
  const rows = await session.read({ sql: "SELECT 1 AS one FROM takeover_report", parameters: [] });
  return rows.length > 0;
}

async function quarantinedRows(session: Pick<Session, "read">): Promise<QuarantinedRows[]> {
  const groups = await session.read<{ table_name: string; reason: string; in_table: number; rows: number }>({
    sql: `SELECT table_name, reason, CASE WHEN row_key IS NULL THEN 0 ELSE 1 END AS in_table, count(*) AS rows
      FROM quarantined_rows GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    parameters: [],
  });
  const found: QuarantinedRows[] = [];
  for (const { table_name, reason, in_table, rows } of groups) {
    const first = await session.read<{ row_id: number }>({
      sql: `SELECT row_id FROM quarantined_rows WHERE table_name = ? AND reason = ?
        AND (row_key IS NULL) = ? ORDER BY id LIMIT ${EXAMPLES_MAX}`,
      parameters: [table_name, reason, in_table === 0 ? 1 : 0],
    });
    found.push({
      table: table_name,
      reason,
      putAside: in_table === 0 ? "row" : "value",
      rows,
      firstRowIds: first.map(({ row_id }) => row_id),
    });
  }
  return found;
}

function notesOn(rows: Readonly<Record<string, number>>): string[] {
  const notes: string[] = [];
  if ((rows["recent_chat"] ?? 0) > 0 || (rows["user_stats"] ?? 0) > 0) {
    notes.push(
      "Rosey-Robot stored and counted each line of chat twice in most of its versions: " +
        "old lines and counts are as they were, nothing is halved.",
    );
  }
  if ((rows["api_tokens"] ?? 0) > 0) {
    notes.push(
      "Tokens are hashes now and still work. The backup still holds them as they were: remove it when you trust the new file.",
    );
  }
  return notes;
}
