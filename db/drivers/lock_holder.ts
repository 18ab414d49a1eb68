/**
 * Who holds the lock under which the tables of a PostgreSQL database are changed.
 *
 * @module
 */

import type { Session } from "./driver.ts";

interface HolderRow {
  readonly pid: number;
  readonly application: string;
  readonly client: string | null;
  readonly since: string | null;
}

/** See `LOCK` in `postgres.ts`. Another user's application and address are not shown by the server. */
const HOLDERS = `select a.pid, a.application_name as application, host(a.client_addr) as client,
    to_char(a.xact_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since
  from pg_locks l join pg_stat_activity a on a.pid = l.pid
  where l.locktype = 'advisory' and l.granted and l.classid = ${0x526f7365}
    and l.objid::bigint = hashtext(current_schema())::bigint & 4294967295
    and l.database = (select oid from pg_database where datname = current_database())
  order by a.xact_start limit 1`;

/** The one who has held it for longest, in words; nothing where nobody does. */
export async function postgresLockHolder(session: Pick<Session, "read">): Promise<string | undefined> {
  const [holder] = await session.read<HolderRow>({ sql: HOLDERS, parameters: [] });
  if (holder === undefined) return undefined;
  const { pid, application, client, since } = holder;
  return [
    `the server's process ${pid}`,
    application === "" ? undefined : `for ${application}`,
    client === null ? undefined : `from ${client}`,
    since === null ? undefined : `since ${since}`,
  ].filter((part) => part !== undefined).join(" ");
}
