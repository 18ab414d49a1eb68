/** That nothing is lost of a file of v0.5.0's shape, whatever stands in it: on the way up, and on the way back. */
import assert from "node:assert/strict";
import { join } from "node:path";
import fc from "fast-check";
import { fileKinds, hostileInserts, makeOldFile } from "./hostile_files.ts";
import { giveBack, query, rowsOf, schemaOf, takeOver } from "./old_file.ts";

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

function sizes(path: string): Record<string, number> {
  return Object.fromEntries(OLD_TABLES.map((table) => {
    const [row] = query(path, `select count(*) as rows from ${table}`);
    return [table, Number(row?.["rows"])];
  }));
}

/** The rows without the tokens themselves and whether they are revoked. */
function comparable(path: string): Record<string, string[]> {
  const { api_tokens: _, ...rows } = rowsOf(path);
  const tokens = query(
    path,
    `select (token is null) || hex(coalesce(description, '')) || typeof(description) || created_at ||
      typeof(created_at) || coalesce(hex(last_used), '') || typeof(last_used) as row from api_tokens`,
  );
  return { ...rows, api_tokens: tokens.map(({ row }) => String(row)).sort() };
}

/** Makes files, takes each over, looks at it, gives it back and compares. */
export async function assertNothingIsLost(files: number): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    let made = 0;
    await fc.assert(
      fc.asyncProperty(fileKinds, hostileInserts, async (kind, inserts) => {
        const path = join(folder, `${made++}.db`);
        makeOldFile(path, kind, inserts);
        await goesUpAndDown(path);
        await Deno.remove(path);
      }),
      { numRuns: files },
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function goesUpAndDown(path: string): Promise<void> {
  const before = { sizes: sizes(path), rows: comparable(path), schema: schemaOf(path) };

  const { report } = await takeOver(path);

  const after = sizes(path);
  for (const table of OLD_TABLES) {
    const gone = (report?.quarantined ?? [])
      .filter((part) => part.table === table && part.putAside === "row")
      .reduce((sum, { rows }) => sum + rows, 0);
    assert.equal((after[table] ?? 0) + gone, before.sizes[table], table);
  }
  assertFits(path);

  await giveBack(path);
  assert.deepEqual(schemaOf(path), withoutQuotes(before.schema));
  assert.deepEqual(comparable(path), before.rows);
  assert.deepEqual(query(path, "select 1 from api_tokens where revoked <> 1 and token is not null"), []);
}

/** Two renamings leave quotes around a name. */
function withoutQuotes(schema: readonly string[]): string[] {
  return schema.map((line) =>
    line.replace("TABLE _alembic_tmp_api_tokens", 'TABLE "_alembic_tmp_api_tokens"')
  );
}

/** Everything that is left is of its column's kind. */
function assertFits(path: string): void {
  const wrong = (table: string, condition: string) =>
    assert.deepEqual(query(path, `select * from ${table} where ${condition}`), [], `${table}: ${condition}`);
  wrong("user_stats", "typeof(username) <> 'text' or total_chat_lines < 0 or total_time_connected < 0");
  wrong(
    "user_stats",
    "typeof(first_seen) <> 'integer' or typeof(total_chat_lines) not in ('integer', 'null')",
  );
  wrong("recent_chat", "typeof(message) <> 'text' or instr(cast(message as blob), x'00') > 0");
  wrong("recent_chat", "typeof(timestamp) <> 'integer'");
  wrong("user_count_history", "typeof(chat_users) <> 'integer' or chat_users < 0 or connected_users < 0");
  wrong("outbound_messages", "sent not in (0, 1) or typeof(retry_count) not in ('integer', 'null')");
  wrong("outbound_messages", "state = 'queued'");
  wrong("api_tokens", "length(token_hash) <> 64 or revoked not in (0, 1)");
  wrong("current_status", "bot_afk not in (0, 1) or abs(bot_rank) > 1e308");
  assert.deepEqual(query(path, "pragma integrity_check"), [{ integrity_check: "ok" }]);
}
