import assert from "node:assert/strict";
import postgres from "postgres";
import { startPostgres } from "../../services/postgres.ts";
import { packagedPrograms } from "../../services/postgres_programs.ts";

async function firstValue(url: string, statement: string): Promise<unknown> {
  const sql = postgres(url, { max: 1 });
  try {
    const [row] = await sql.unsafe<Record<string, unknown>[]>(statement);
    return Object.values(row ?? {})[0];
  } finally {
    await sql.end();
  }
}

Deno.test("services: PostgreSQL answers, and a test has a database of its own", async () => {
  await using server = await startPostgres();
  assert.match(String(await firstValue(server.url, "select version()")), /^PostgreSQL \d+/);
  const names: unknown[] = [];
  {
    await using first = await server.createDatabase();
    await using second = await server.createDatabase();
    names.push(await firstValue(first.url, "select current_database()"));
    names.push(await firstValue(second.url, "select current_database()"));
    assert.notEqual(names[0], names[1]);
    assert.equal(
      await firstValue(first.url, "select count(*) from pg_tables where schemaname = 'public'"),
      "0",
    );
  }
  const left = `select count(*) from pg_database where datname in ('${names.join("','")}')`;
  assert.equal(await firstValue(server.url, left), "0");
});

Deno.test("services: a durable PostgreSQL waits for the disk", async () => {
  await using server = await startPostgres({ durable: true });
  assert.equal(await firstValue(server.url, "show fsync"), "on");
  assert.equal(await firstValue(server.url, "show synchronous_commit"), "on");
});

Deno.test("services: a machine without PostgreSQL gets npm's", async () => {
  await using server = await startPostgres({ programs: await packagedPrograms() });
  assert.match(String(await firstValue(server.url, "show server_version")), /^18\./);
});
