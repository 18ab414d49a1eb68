import assert from "node:assert/strict";
import postgres from "postgres";
import initPostgres from "../../scripts/init_postgres.sql" with { type: "text" };
import { startPostgres } from "../services/postgres.ts";

type Sql = ReturnType<typeof postgres>;

/** Runs `use` as superuser in a new database, with the role `rosey` there. */
async function inNewDatabase(options: string, use: (sql: Sql) => Promise<void>): Promise<void> {
  await using server = await startPostgres();
  await using database = await server.createDatabase();
  const name = `${new URL(database.url).pathname.slice(1)}_init`;
  const admin = postgres(database.url, { max: 1, onnotice: () => {} });
  try {
    await admin.unsafe(`create database ${name} ${options}`);
    const url = new URL(database.url);
    url.pathname = `/${name}`;
    const sql = postgres(url.href, { max: 1, onnotice: () => {} });
    try {
      await use(sql);
    } finally {
      await sql.end();
      await admin.unsafe(`drop database ${name} with (force)`);
    }
  } finally {
    await admin.end();
  }
}

Deno.test("init_postgres.sql: prepares an empty database, and again without change", async () => {
  await inNewDatabase("", async (sql) => {
    await sql.unsafe(initPostgres);
    const settings = () =>
      sql.unsafe(
        "select setrole = 0 as everybody, unnest(setconfig) as setting from pg_db_role_setting " +
          "where setdatabase = (select oid from pg_database where datname = current_database()) order by 1, 2",
      );
    const first = await settings();
    assert.deepEqual(first.map(({ everybody, setting }) => [everybody, setting]), [
      [false, "idle_in_transaction_session_timeout=10min"],
      [false, "jit=off"],
      [false, "statement_timeout=60s"],
      [true, "TimeZone=UTC"],
      [true, "log_min_duration_statement=250ms"],
      [true, "log_statement=all"],
    ]);
    await sql.unsafe(initPostgres);
    assert.deepEqual([...await settings()], [...first]);
  });
});

Deno.test("init_postgres.sql: rosey may make tables, a stranger may not", async () => {
  await inNewDatabase("", async (sql) => {
    const stranger = `stranger_${crypto.randomUUID().replaceAll("-", "")}`;
    await sql.unsafe(`create role ${stranger}`);
    try {
      await sql.unsafe(initPostgres);
      const [rights] = await sql.unsafe(
        `select has_schema_privilege('rosey', 'public', 'create') as rosey, ` +
          `has_schema_privilege('${stranger}', 'public', 'create') as stranger, ` +
          `has_schema_privilege('public', 'public', 'create') as everybody`,
      );
      assert.deepEqual({ ...rights }, { rosey: true, stranger: false, everybody: false });
    } finally {
      await sql.unsafe(`drop role ${stranger}`);
    }
  });
});

Deno.test("init_postgres.sql: a database that cannot hold every script is refused", async () => {
  await inNewDatabase("encoding 'LATIN1' locale 'C' template template0", async (sql) => {
    await assert.rejects(sql.unsafe(initPostgres).execute(), /The encoding of database \S+ is not UTF8/);
  });
});
