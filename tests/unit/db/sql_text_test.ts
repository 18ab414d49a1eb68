import assert from "node:assert/strict";
import { mentions, plainSql, readCreateIndex, readCreateTable } from "../../../db/drivers/sql_text.ts";

Deno.test("sql text: what means the same to SQLite reads the same", () => {
  const one = `SELECT  "A" , [b]\n-- a note\nFROM \`T\` WHERE x>=1 /* why */ AND lower( y )='It''s'`;
  assert.equal(plainSql(one), "select a, b from t where x >= 1 and lower(y) = 'It''s'");
});

Deno.test("sql text: a table is read with its columns, conditions and options", () => {
  const { columns, constraints, options } = readCreateTable(`CREATE TABLE IF NOT EXISTS "t" (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- the number, always
    "check" TEXT COLLATE NOCASE DEFAULT (lower('A, B')) NOT NULL UNIQUE,
    n REAL CONSTRAINT positive CHECK (n > 0 AND (n < 9)) CHECK (n <> 5),
    u TEXT REFERENCES users (name) ON DELETE SET NULL,
    PRIMARY KEY (id),
    CONSTRAINT "both" CHECK ("n" > id), UNIQUE (n, u), FOREIGN KEY (u) REFERENCES users
  ) STRICT`);
  assert.deepEqual(columns.map(({ name }) => name), ["id", "check", "n", "u"]);
  const [id, check, n, u] = columns;
  assert.equal(id?.autoincrement, true);
  assert.equal(id?.definition, "id INTEGER PRIMARY KEY AUTOINCREMENT");
  assert.deepEqual([check?.collation, check?.unique, check?.checks], ["nocase", true, []]);
  assert.deepEqual(n?.checks, ["n > 0 and (n < 9)", "n <> 5"]);
  assert.equal(u?.references, "users(name) on delete set null");
  assert.deepEqual(constraints, [
    { name: "both", text: "check (n > id)" },
    { name: undefined, text: "unique (n, u)" },
    { name: undefined, text: "foreign key (u) references users" },
  ]);
  assert.equal(options, "strict");
});

Deno.test("sql text: a virtual table has nothing to read", () => {
  assert.deepEqual(readCreateTable("CREATE VIRTUAL TABLE f USING fts5(a, b)").columns, []);
});

Deno.test("sql text: an index is read with its expressions and its condition", () => {
  assert.deepEqual(
    readCreateIndex(`CREATE UNIQUE INDEX IF NOT EXISTS i ON "t" ( lower(a), b DESC ) WHERE a IS NOT NULL`),
    {
      unique: true,
      on: "lower(a), b desc where a is not null",
    },
  );
});

Deno.test("sql text: a name is mentioned only as a word of its own", () => {
  assert.equal(mentions("SELECT * FROM user_stats_old", "user_stats"), false);
  assert.equal(mentions(`SELECT * FROM "User_Stats"`, "user_stats"), true);
  assert.equal(mentions("SELECT 'user_stats'", "user_stats"), false);
});
