/** Memories with something in every table, for tests of moving them. */
import { join } from "node:path";
import type { Driver } from "../../../db/drivers/driver.ts";
import { openDriver } from "../../../db/open_driver.ts";
import { copyDatabase, type CopyOptions, type CopyReport } from "../../../db/transfer/copy_database.ts";
import { coreLine } from "../../../migrations/mod.ts";
import { parseDatabaseTarget } from "../../../src/config/database_target.ts";
import { ManualClock } from "../../../src/domain/clock.ts";
import type { DatabaseTarget } from "../../../src/domain/database_target.ts";
import { NOON_MS, openMemory } from "../../contract/memory_under_test.ts";
import { startPostgres } from "../../services/postgres.ts";

/** Lines of chat in {@link fillMemory}: more than one page. */
export const LINES = 4_500;

/** The highest number that a line was ever given; its row is gone. */
export const HIGHEST_LINE_ID = 5_000;

/** Makes a memory of the present version, and puts rows into it that are hard to carry. */
export async function fillMemory(target: DatabaseTarget): Promise<void> {
  const { driver, repositories: { users, binding, pluginSettings }, sink, close } = await openMemory(target);
  await sink.commit({
    id: "people",
    writes: [
      ...["Zoë", "bob", "Ärger", "_", "日本"].flatMap((name) => users.joined({ name, atMs: NOON_MS })),
      ...binding.bound({ domain: "https://cytu.be", channel: "movies" }, NOON_MS),
      ...pluginSettings.changed({ plugin: "stats", enabled: false, settings: { a: 1 } }, NOON_MS),
    ],
  });
  await driver.transaction(async (session) => {
    const number = driver.dialect === "sqlite"
      ? `(with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${LINES})
          select n from numbers)`
      : `(select n from generate_series(1, ${LINES}) as n)`;
    const smile = `'<b class="x">{1,2}\\"NULL"'' ' || n || ' \u{1f600} \u2400'`;
    const statements = [
      `insert into recent_chat (timestamp, username, message, text, style, server_time_ms, replayed)
        select 1700000000 + n / 7, 'user' || (n % 11), ${smile}, case when n % 3 > 0 then 'text ' || n end,
          'plain', 1700000000000 + n * 137, case when n % 100 = 0 then 1 else 0 end from ${number} as numbered`,
      `insert into recent_chat (id, timestamp, username, message) values (${HIGHEST_LINE_ID}, 1, 'gone', 'gone')`,
      `delete from recent_chat where id = ${HIGHEST_LINE_ID}`,
      ...driver.dialect === "postgres"
        ? [`select setval(pg_get_serial_sequence('recent_chat', 'id'), ${HIGHEST_LINE_ID})`]
        : [],
      `insert into user_count_history (timestamp, chat_users, connected_users)
        select 1700000000 + 300 * n, n % 40, n % 50 from ${number} as numbered where n <= 300`,
      "insert into current_status (id, bot_name, bot_rank) values (1, 'rosey', 2.1)",
      "insert into chat_gaps (from_ms, to_ms, noted_at) values (9007199254740993, 9223372036854775807, -5)",
      `insert into quarantined_rows (table_name, row_id, original, reason, quarantined_at)
        values ('user_stats', 3, '{"username":null}', 'a NULL name', 1700000000)`,
      "insert into user_actions (timestamp, username, action_type) values (1, '', 'kick')",
    ];
    for (const statement of statements) await session.execute(statement);
  }, 1_000);
  await close();
}

/** Opens a database for a copy. */
export function openEnd(target: DatabaseTarget): Driver {
  return openDriver({ target, clock: new ManualClock(NOON_MS), writes: new Map(), mayCreate: true }).driver;
}

/** Copies between two databases that are opened for it. */
export async function copy(
  from: DatabaseTarget,
  to: DatabaseTarget,
  options: Partial<CopyOptions> = {},
): Promise<CopyReport> {
  const source = openEnd(from);
  const target = openEnd(to);
  try {
    return await copyDatabase({
      lines: [coreLine],
      clock: new ManualClock(NOON_MS),
      appVersion: "9.9.9",
      host: "test",
      force: false,
      leaveUnknown: false,
      ...options,
      source,
      target,
    });
  } finally {
    await target.close();
    await source.close();
  }
}

/** Places for databases that are gone after the test. */
export interface Places {
  /** The path of a file that is not there yet. */
  path(name: string): string;
  sqlite(name: string): DatabaseTarget;
  /** An empty database on a server. */
  postgres(): Promise<DatabaseTarget>;
}

/** Runs `test` with places of its own. */
export async function withPlaces(test: (places: Places) => Promise<void>): Promise<void> {
  await using parts = new AsyncDisposableStack();
  const folder = await Deno.makeTempDir();
  parts.defer(() => Deno.remove(folder, { recursive: true }));
  let server: Awaited<ReturnType<typeof startPostgres>> | undefined;
  await test({
    path: (name) => join(folder, name),
    sqlite: (name) => ({ kind: "sqlite", path: join(folder, name) }),
    postgres: async () => {
      server ??= parts.use(await startPostgres());
      const { url } = parts.use(await server.createDatabase());
      return parseDatabaseTarget(url);
    },
  });
}

/** Runs one statement in a database. */
export async function change(target: DatabaseTarget, ...statements: readonly string[]): Promise<void> {
  const driver = openEnd(target);
  try {
    await driver.transaction(async (session) => {
      for (const statement of statements) await session.execute(statement);
    }, 1_000);
  } finally {
    await driver.close();
  }
}
