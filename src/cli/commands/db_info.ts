/**
 * `rosey db info`.
 *
 * @module
 */

import { UNFINISHED_COPY } from "../../../db/migrate/unfinished_copy.ts";
import { type DatabaseInfo, readInfo } from "../../../db/transfer/info.ts";
import type { RoseyContext } from "../command_context.ts";
import { jsonText, programFacts, readDatabaseConfig, sizeText, withDriver } from "../database_access.ts";
import type { DbFlags } from "../db_command_table.ts";

/** Prints the figures of the database. */
export async function showDbInfo(this: RoseyContext, flags: DbFlags): Promise<void> {
  const { host } = this;
  const { database } = await readDatabaseConfig(host, flags);
  const info = await withDriver(
    database,
    { mayCreate: false },
    (driver) => readInfo(driver, database, programFacts(host).lines),
  );
  host.out.write(flags.json === true ? jsonText(info) : text(info));
}

/** What each kind of database is called here. */
const STATES: Readonly<Record<DatabaseInfo["state"], string>> = {
  empty: "empty",
  v050: "made by Rosey-Robot v0.5.0 or before",
  foreign: "another program's",
  ours: "Rosey's",
};

function text(info: DatabaseInfo): string {
  const { version, pending, room, unusedBytes, oldestLineMs, newestLineMs, openSessions } = info;
  const unused = unusedBytes === undefined ? "" : `, ${sizeText(unusedBytes)} of it unused`;
  const waiting = pending === 0 ? "" : `, ${pending} migrations wait`;
  const isUnfinished = info.tables.some(({ table }) => table === UNFINISHED_COPY);
  const rows: [string, string | undefined][] = [
    ["database", `${info.database} (${info.engine})`],
    ["what it is", isUnfinished ? "a copy that was not finished" : STATES[info.state]],
    ["version", version === undefined ? undefined : `${version}${waiting}`],
    ["room", room && `${room.channel} on ${room.domain}`],
    ["size", `${sizeText(info.sizeBytes)}${unused}`],
    ["oldest line", timeText(oldestLineMs)],
    ["newest line", timeText(newestLineMs)],
    ["open sessions", openSessions?.toString()],
  ];
  const width = Math.max(0, ...info.tables.map(({ table }) => table.length));
  return [
    ...rows.filter(([, value]) => value !== undefined).map(([name, value]) => `${name.padEnd(14)} ${value}`),
    "tables",
    ...info.tables.map(({ table, rows }) => `  ${table.padEnd(width)} ${String(rows).padStart(9)}`),
    ...info.backups.length === 0 ? [] : ["backups"],
    ...info.backups.map(({ file, sizeBytes }) => `  ${file} (${sizeText(sizeBytes)})`),
    "",
  ].join("\n");
}

function timeText(atMs: number | undefined): string | undefined {
  return atMs === undefined ? undefined : new Date(atMs).toISOString().replace(".000Z", "Z");
}
