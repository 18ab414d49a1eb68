/**
 * A memory as it is after years in a busy room, for benchmarks of what is read from it.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { type OpenDatabase, openDatabase } from "../db/open_database.ts";
import { coreLine } from "../migrations/mod.ts";
import { programTables } from "../src/cli/program_tables.ts";
import { parseDatabaseTarget } from "../src/config/database_target.ts";
import { systemClock } from "../src/domain/clock.ts";

/** Seconds of the history. */
export const YEAR = 365 * 86_400;

/** How much there is of everything but chat. */
const PEOPLE = 5_000;
const AUDIT = 20_000;
const OUTBOX = 5_000;
const QUOTES = 2_000;

/** How much is said. */
export interface MemorySize {
  readonly lines: number;
}

/** Numbers from 0 on, as a table `numbers` with the column `n`. */
function numbers(dialect: "sqlite" | "postgres", count: number): string {
  return dialect === "postgres"
    ? `(select n from generate_series(0::bigint, ${count - 1}) as n) as numbers`
    : `(with recursive counted(n) as (select 0 union all select n + 1 from counted where n < ${count - 1})
        select n from counted) as numbers`;
}

/** Words that look like chat; each 20,000th line has a rare one, and none has `xyzzy`. */
const words = `'the movie at ' || (n % 977) || ' is what they said & more, night ' || (n * 31 % 10007) ||
  case when n % 20000 = 7 then ' serendipity' else '' end ||
  case n % 5 when 0 then ' lol' when 1 then ' who picked this one again' when 2 then ' 映画 привет'
    when 3 then ', no, really, that is the best part of the whole evening' else '' end`;

function coreRows(dialect: "sqlite" | "postgres", { lines }: MemorySize, now: number): string[] {
  const start = now - YEAR;
  const of = (count: number) => numbers(dialect, count);
  const at = `${start} + n * ${YEAR} / ${lines}`;
  const user = `'user_' || (n * 7919 % ${PEOPLE})`;
  return [
    `insert into recent_chat
        (timestamp, username, message, text, style, server_time_ms, replayed, shadow, event_id)
      select ${at}, ${user}, ${words}, ${words}, 'plain', (${at}) * 1000 + n % 1000, 0,
        case when n % 5000 = 0 then 1 else 0 end, 'bench-' || n
      from ${of(lines)}`,
    `insert into user_stats select 'user_' || n, ${start} + n, ${now} - n * 37 % ${YEAR}, n * 7919 % 90000,
        n * 104729 % 9000000, case when n % 200 = 0 then ${now} - 3600 end from ${of(PEOPLE)}`,
    `insert into user_count_history (timestamp, chat_users, connected_users)
      select ${start} + n * 300, 5 + n * 31 % 60, 9 + n * 37 % 90 from ${of(YEAR / 300)}`,
    `insert into user_actions (timestamp, username, action_type, details)
      select ${start} + n * ${YEAR} / ${AUDIT}, ${user},
        case n % 3 when 0 then 'pm_command' when 1 then 'chat_command' else 'moderation_kick' end,
        case n % 3 when 2 then 'target: user_' || n
          else '{"command":"ping","arguments":"","outcome":"done","n":' || n || '}' end
      from ${of(AUDIT)}`,
    `insert into outbound_messages (timestamp, message, sent, sent_timestamp, state, group_key, producer,
        queued_at_ms, changed_at_ms, sends)
      select ${start} + n * ${YEAR} / ${OUTBOX}, 'said ' || n, case when n % 50 = 0 then 0 else 1 end,
        case when n % 50 = 0 then null else ${start} + n * ${YEAR} / ${OUTBOX} end,
        case when n % 50 = 0 then 'parked' when n % 50 = 1 then 'rejected' else 'sent' end,
        'bench ' || n, 'bench ' || (n % 5), (${start} + n * ${YEAR} / ${OUTBOX}) * 1000,
        (${start} + n * ${YEAR} / ${OUTBOX}) * 1000, 1
      from ${of(OUTBOX)}`,
    `insert into channel_stats values (1, 64, ${now - 9_000}, 98, ${now - 9_000}, ${now})`,
    `insert into current_status (id, bot_name, bot_rank, channel_name, last_updated)
      values (1, 'rosey', 2, 'movies', ${now})`,
  ];
}

function pluginRows(dialect: "sqlite" | "postgres", now: number): string[] {
  const of = (count: number) => numbers(dialect, count);
  return [
    `insert into quotes (entry_key, author, author_key, text, search_text, added_by, added_at)
      select 'bench ' || n, 'user_' || (n % 500), 'user_' || (n % 500), ${words}, ${words}, 'user_' || (n % 300),
        ${now - YEAR} + n * 1000 from ${of(QUOTES)}`,
    `insert into quotes_votes (quote_id, voter_key, vote)
      select 1 + n / 5, 'user_' || (n % 5), case when n % 4 = 0 then -1 else 1 end from ${of(QUOTES * 5)}`,
  ];
}

function open(url: string, onlyCore: boolean): Promise<OpenDatabase> {
  const { lines, writes } = programTables();
  return openDatabase({
    target: parseDatabaseTarget(url),
    lines: onlyCore ? [coreLine] : lines,
    ...(onlyCore ? {} : { writes }),
    clock: systemClock,
    appVersion: "bench",
    host: "bench",
    migrate: true,
    backup: false,
    report: (thrown) => console.error(thrown),
  });
}

async function run(database: OpenDatabase, statements: readonly string[]): Promise<void> {
  await database.driver.transaction(async (session) => {
    for (const statement of statements) await session.execute(statement);
  }, 600_000);
}

/**
 * Makes the memory in an empty database, and opens it. The plugins' tables come after the chat, so that those that sum it
 * up are filled by their own migrations.
 */
export async function openWebMemory(url: string, size: MemorySize): Promise<OpenDatabase> {
  const now = Math.floor(systemClock.now() / 1000);
  const core = await open(url, true);
  await run(core, coreRows(core.driver.dialect, size, now));
  await core.close();
  const database = await open(url, false);
  const { dialect } = database.driver;
  // A server that runs for more than a minute does this by itself.
  await run(database, [...pluginRows(dialect, now), ...dialect === "postgres" ? ["analyze"] : []]);
  return database;
}

/** Opens a memory that was made before. */
export function reopenWebMemory(url: string): Promise<OpenDatabase> {
  return open(url, false);
}

/** Fills a file in a process of its own: what that leaves in the heap is none of whoever measures. */
export async function makeWebFile(path: string, { lines }: MemorySize): Promise<void> {
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", fileURLToPath(import.meta.url), `sqlite:${path}`, String(lines)],
  }).spawn().status;
  if (code !== 0) throw new Error(`the memory was not made: exit code ${code}`);
}

if (import.meta.main) {
  const [url = "sqlite:web.db", lines = "1000000"] = Deno.args;
  await (await openWebMemory(url, { lines: Number(lines) })).close();
}
