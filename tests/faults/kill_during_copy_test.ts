/** A copy that is killed goes on where it stood, and ends with every row. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { parseDatabaseTarget } from "../../src/config/database_target.ts";
import type { DatabaseTarget } from "../../src/domain/database_target.ts";
import { rowsOf } from "../contract/memory_under_test.ts";
import { copy, fillMemory, openEnd } from "../integration/transfer/filled_memory.ts";
import { startPostgres } from "../services/postgres.ts";

const PROGRAM = new URL("./copy_process.ts", import.meta.url).pathname;

/** Copies until the process has killed itself. */
async function copyAndKill(from: string, to: string, pages: number): Promise<void> {
  const { signal, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", PROGRAM, from, to, String(pages)],
    stdout: "null",
    stderr: "piped",
  }).output();
  assert.equal(signal, "SIGKILL", new TextDecoder().decode(stderr));
}

async function allRows(target: DatabaseTarget, tables: readonly string[]): Promise<unknown[]> {
  const driver = openEnd(target);
  try {
    const rows = [];
    for (const table of tables) rows.push(await rowsOf(driver, table));
    return rows;
  } finally {
    await driver.close();
  }
}

const TABLES = ["recent_chat", "user_count_history", "quarantined_rows", "chat_gaps"];

for (const to of ["sqlite", "postgres"] as const) {
  Deno.test(`faults: a copy to ${to} that is killed (-9) again and again ends with every row, once`, async () => {
    const folder = await Deno.makeTempDir();
    await using server = await startPostgres();
    await using database = await server.createDatabase();
    try {
      const file = `sqlite:${join(folder, "rosey.db")}`;
      const [from, place] = to === "postgres" ? [file, database.url] : [database.url, file];
      await fillMemory(parseDatabaseTarget(from));
      // While it copies the first tables, the chat and the last ones; then while it verifies.
      for (const pages of [1, 8, 13, 15, 17, 22]) await copyAndKill(from, place, pages);
      const { resumed } = await copy(parseDatabaseTarget(from), parseDatabaseTarget(place));
      assert.equal(resumed, true);
      assert.deepEqual(
        await allRows(parseDatabaseTarget(place), TABLES),
        await allRows(parseDatabaseTarget(from), TABLES),
      );
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
