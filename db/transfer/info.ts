/**
 * What is in a database, in figures.
 *
 * @module
 */

import { existsSync, statSync } from "node:fs";
import type { DatabaseTarget } from "../../src/domain/database_target.ts";
import type { Catalogue } from "../drivers/catalogue.ts";
import type { Driver, Session } from "../drivers/driver.ts";
import { backupsOf } from "../drivers/sqlite_backup.ts";
import { IN_MEMORY } from "../drivers/sqlite_path.ts";
import { CORE_LINE, type MigrationLine } from "../migrate/migration.ts";
import { compareWithLedger, type DatabaseState, type MigrationStatus, readState } from "../migrate/state.ts";
import { countRows } from "./copy_plan.ts";

/** How far a line of migrations is. */
export interface LineInfo {
  readonly line: string;
  readonly applied: number;
  readonly pending: number;
  /** The newest one that was applied. */
  readonly newest: string | undefined;
}

/** The figures of a database. */
export interface DatabaseInfo {
  readonly database: string;
  readonly kind: "sqlite" | "postgres";
  /** SQLite's or the server's own version. */
  readonly engine: string;
  readonly state: DatabaseState["kind"];
  /** The newest migration of the core that it has had. */
  readonly version: string | undefined;
  /** Migrations of this program that it has not had. */
  readonly pending: number;
  /** The same, line by line. */
  readonly lines: readonly LineInfo[];
  readonly sizeBytes: number;
  /** Of those, what removed rows left; PostgreSQL does not tell. */
  readonly unusedBytes: number | undefined;
  readonly tables: readonly { readonly table: string; readonly rows: number }[];
  /** The channel whose memory it is. */
  readonly room: { readonly domain: string; readonly channel: string } | undefined;
  /** When the oldest and the newest line were said. */
  readonly oldestLineMs: number | undefined;
  readonly newestLineMs: number | undefined;
  readonly openSessions: number | undefined;
  /** Backups beside the file, oldest first. */
  readonly backups: readonly { readonly file: string; readonly sizeBytes: number }[];
}

/** Reads the figures; changes nothing. */
export function readInfo(
  driver: Driver,
  target: DatabaseTarget,
  lines: readonly MigrationLine[],
): Promise<DatabaseInfo> {
  return driver.snapshot(async (session) => {
    const state = await readState(driver.dialect, session);
    const ledger = state.kind === "ours" ? state.ledger : [];
    const statuses = compareWithLedger(driver.dialect, lines, ledger);
    const { catalogue } = state;
    const tables = [];
    for (const table of catalogue.keys()) tables.push({ table, rows: await countRows({ session }, table) });
    return {
      database: driver.location,
      kind: driver.dialect,
      state: state.kind,
      version: ledger.filter(({ line }) => line === CORE_LINE).at(-1)?.id,
      pending: statuses.filter(({ standing }) => standing === "pending" || standing === "late").length,
      lines: linesOf(statuses),
      tables,
      ...await engineFigures(driver, session, target),
      ...await roomFigures(session, catalogue),
      backups: backups(target),
    };
  });
}

function linesOf(statuses: readonly MigrationStatus[]): LineInfo[] {
  return [...Map.groupBy(statuses, ({ line }) => line)].map(([line, members]) => {
    const applied = members.filter((status) => status.applied !== undefined);
    return {
      line,
      applied: applied.length,
      pending: members.length - applied.length,
      newest: applied.map(({ id }) => id).toSorted().at(-1),
    };
  });
}

async function engineFigures(
  { dialect }: Driver,
  session: Pick<Session, "read">,
  target: DatabaseTarget,
): Promise<Pick<DatabaseInfo, "engine" | "sizeBytes" | "unusedBytes">> {
  if (dialect === "postgres") {
    const [row] = await one<{ version: string; size: number }>(
      session,
      "select current_setting('server_version') as version, pg_database_size(current_database()) as size",
    );
    return {
      engine: `PostgreSQL ${row?.version ?? ""}`.trim(),
      sizeBytes: row?.size ?? 0,
      unusedBytes: undefined,
    };
  }
  const [row] = await one<{ version: string; pages: number; free: number; page: number }>(
    session,
    `select sqlite_version() as version, page_count as pages, freelist_count as free, page_size as page
      from pragma_page_count, pragma_freelist_count, pragma_page_size`,
  );
  const { version = "", pages = 0, free = 0, page = 0 } = row ?? {};
  const path = target.kind === "sqlite" ? target.path : IN_MEMORY;
  return {
    engine: `SQLite ${version}`.trim(),
    sizeBytes: ["", "-wal"].reduce((sum, part) => sum + sizeOf(path + part), 0) || pages * page,
    unusedBytes: free * page,
  };
}

async function roomFigures(
  session: Pick<Session, "read">,
  catalogue: Catalogue,
): Promise<Pick<DatabaseInfo, "room" | "oldestLineMs" | "newestLineMs" | "openSessions">> {
  const [room] = catalogue.has("room_binding")
    ? await one<{ domain: string; channel: string }>(session, "select domain, channel from room_binding")
    : [];
  const [lines] = catalogue.has("recent_chat")
    ? await one<{ oldest: number | null; newest: number | null }>(
      session,
      // SQLite finds either at an end of the index, but both in one query only by reading all of it.
      `select (select min(timestamp) from recent_chat) as oldest,
        (select max(timestamp) from recent_chat) as newest`,
    )
    : [];
  const [sessions] = catalogue.has("user_stats")
    ? await one<{ open: number }>(
      session,
      "select count(*) as open from user_stats where current_session_start is not null",
    )
    : [];
  return {
    room: room && { domain: room.domain, channel: room.channel },
    oldestLineMs: milliseconds(lines?.oldest),
    newestLineMs: milliseconds(lines?.newest),
    openSessions: sessions && Number(sessions.open),
  };
}

function backups(target: DatabaseTarget): DatabaseInfo["backups"] {
  if (target.kind !== "sqlite" || target.path === IN_MEMORY) return [];
  return backupsOf(target.path).map((file) => ({ file, sizeBytes: sizeOf(file) }));
}

function one<Row>(session: Pick<Session, "read">, sql: string): Promise<Row[]> {
  return session.read<Row>({ sql, parameters: [] });
}

function milliseconds(seconds: number | null | undefined): number | undefined {
  return typeof seconds === "number" ? seconds * 1000 : undefined;
}

function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}
