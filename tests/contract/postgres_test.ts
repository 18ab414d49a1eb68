/** The contracts of the memory, on PostgreSQL. */
import postgres from "postgres";
import type { OpenDatabase } from "../../db/open_database.ts";
import { parseDatabaseTarget } from "../../src/config/database_target.ts";
import { startPostgres, type TestPostgres } from "../services/postgres.ts";
import { allContracts } from "./all_contracts.ts";
import { copyMemory } from "./copied_memory.ts";
import { openMemory } from "./memory_under_test.ts";
import { v050QueueReadsContract } from "./v050_queue_reads_contract.ts";
import { v050ReadsContract } from "./v050_reads_contract.ts";
import { v050WritesContract } from "./v050_writes_contract.ts";

let server: TestPostgres | undefined;

Deno.test.beforeAll(async () => {
  server = await startPostgres();
  if (Deno.env.get("TEST_POSTGRES_URL") === undefined) await silence(server.url);
});

Deno.test.afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
});

/** What the log of a server of our own says in the middle of a test would be taken for a leak of that test. */
async function silence(url: string): Promise<void> {
  const sql = postgres(url, { max: 1 });
  try {
    await sql`alter system set log_min_messages = panic`;
    await sql`select pg_reload_conf()`;
    while ((await sql`show log_min_messages`)[0]?.["log_min_messages"] !== "panic");
  } finally {
    await sql.end();
  }
}

async function makeDatabase() {
  if (server === undefined) throw new Error("the server was not started");
  const database = await server.createDatabase();
  return {
    target: parseDatabaseTarget(database.url),
    dispose: async () => await database[Symbol.asyncDispose](),
  };
}

allContracts("PostgreSQL", makeDatabase);

async function takeOver(path: string): Promise<OpenDatabase> {
  const { target, dispose } = await makeDatabase();
  const file = await openMemory({ kind: "sqlite", path });
  const memory = await openMemory(target);
  await copyMemory(file.driver, memory.driver);
  await file.close();
  return {
    ...memory,
    close: async () => {
      await memory.close();
      await dispose();
    },
  };
}

v050ReadsContract("PostgreSQL", takeOver);
v050WritesContract("PostgreSQL", takeOver);
v050QueueReadsContract("PostgreSQL", takeOver);
