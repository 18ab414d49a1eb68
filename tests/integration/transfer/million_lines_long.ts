/** A large old file goes the whole way, there and back: by hand, because it takes minutes. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { openForMigration } from "../../../db/open_database.ts";
import { coreLine } from "../../../migrations/mod.ts";
import { systemClock } from "../../../src/domain/clock.ts";
import type { DatabaseTarget } from "../../../src/domain/database_target.ts";
import { SMALL_V050 } from "../../unit/db/temporary_file.ts";
import { copy, withPlaces } from "./filled_memory.ts";

const LINES = 1_000_000;

/** Those whose every row comes back; of the keys only what proves them does. */
const TABLES = [
  "user_stats",
  "user_actions",
  "channel_stats",
  "user_count_history",
  "recent_chat",
  "outbound_messages",
];

async function migrate(target: DatabaseTarget, way: "up" | "down"): Promise<void> {
  const access = openForMigration({
    target,
    lines: [coreLine],
    clock: systemClock,
    appVersion: "1",
    host: "test",
    backup: false,
    mayCreate: false,
  });
  try {
    if (way === "up") await access.migrator.up();
    else await access.migrator.down({ to: coreLine.migrations[0]?.id ?? "" });
  } finally {
    await access.close();
  }
}

/** Counts the rows that only one of two files has; texts by their bytes. */
function differences(left: string, right: string): Record<string, number> {
  const file = new DatabaseSync(left);
  file.prepare("attach ? as other").run(right);
  try {
    return Object.fromEntries(TABLES.map((table) => {
      const columns = file.prepare("select name from pragma_table_info(?) order by cid").all(table)
        .map(({ name }) => `quote(${String(name)})`).join(", ");
      const mine = `select ${columns} from main.${table}`;
      const theirs = `select ${columns} from other.${table}`;
      const [row] = file.prepare(
        `select (select count(*) from (${mine} except ${theirs})) + (select count(*) from (${theirs} except ${mine}))
          + abs((select count(*) from main.${table}) - (select count(*) from other.${table})) as rows`,
      ).all();
      return [table, Number(row?.["rows"])];
    }));
  } finally {
    file.close();
  }
}

Deno.test("transfer: a v0.5.0 file of a million lines goes up, to PostgreSQL, back and down, with every row", async () => {
  await withPlaces(async (places) => {
    const original = places.path("original.db");
    await Deno.copyFile(SMALL_V050, original);
    const file = new DatabaseSync(original);
    file.exec(`with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${LINES})
      insert into recent_chat (timestamp, username, message)
      select 1700000000 + n / 3, 'user' || (n % 97), 'line ' || n || ' <b>\u{1f600}</b>' from numbers`);
    file.close();
    await Deno.copyFile(original, places.path("taken_over.db"));
    const takenOver = places.sqlite("taken_over.db");
    await migrate(takenOver, "up");
    const server = await places.postgres();
    const there = await copy(takenOver, server);
    assert.ok(there.tables.some(({ table, rows }) => table === "recent_chat" && rows > LINES));
    const back = await copy(server, places.sqlite("back.db"));
    assert.deepEqual(back.tables, there.tables);
    await migrate(places.sqlite("back.db"), "down");
    assert.deepEqual(
      differences(original, places.path("back.db")),
      Object.fromEntries(TABLES.map((table) => [table, 0])),
    );
  });
});
