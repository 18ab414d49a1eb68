import assert from "node:assert/strict";
import { allWrites } from "../../../db/repositories/mod.ts";
import { defineWrite, writeCatalogue } from "../../../db/write_statements.ts";

const renamed = defineWrite(
  "test.renamed",
  { at: "integer64", from: "text", to: "text?", loud: "boolean01", rank: "real" },
  ({ db, parameter }) =>
    db.updateTable("user_actions")
      .set({ details: parameter.to, timestamp: parameter.at })
      .where("username", "=", parameter.from)
      .where("action_type", "=", "rename")
      .where("timestamp", "<", parameter.at),
);
const good = { from: "a", to: "b", at: 1, loud: true, rank: 1.5 };

Deno.test("writes: a change is plain data, its parameters in the declared order", () => {
  const write = renamed(good);
  assert.deepEqual(write, { statement: "test.renamed", parameters: [1, "a", "b", 1, 1.5] });
  assert.deepEqual(JSON.parse(JSON.stringify(write)), write);
  assert.deepEqual(renamed({ ...good, to: undefined, loud: false }).parameters, [1, "a", null, 0, 1.5]);
});

Deno.test("writes: a parameter may stand in several places, and constants beside it", () => {
  const { sql, slots } = renamed.compile("sqlite");
  assert.equal(
    sql,
    'update "user_actions" set "details" = ?, "timestamp" = ? ' +
      'where "username" = ? and "action_type" = ? and "timestamp" < ?',
  );
  assert.deepEqual(slots, [
    { parameter: 2 },
    { parameter: 0 },
    { parameter: 1 },
    { constant: "rename" },
    { parameter: 0 },
  ]);
});

Deno.test("writes: PostgreSQL is told the type of each parameter", () => {
  assert.match(
    renamed.compile("postgres").sql,
    /^update "user_actions" set "details" = cast\(\$1 as text\), "timestamp" = cast\(\$2 as bigint\)/,
  );
});

Deno.test("writes: a value of another kind is refused by name before it reaches the queue", () => {
  assert.throws(() => renamed({ ...good, at: 1.5 }), {
    name: "TypeError",
    message: "test.renamed: at must be of kind integer64, not number 1.5",
  });
  assert.throws(() => renamed({ ...good, at: 2 ** 53 }), /at must be of kind integer64/);
  assert.throws(() => renamed({ ...good, rank: Number.NaN }), /rank must be of kind real/);
});

Deno.test("writes: NUL is stored as its picture", () => {
  assert.equal(renamed({ ...good, from: "a\0b\0" }).parameters[1], "a\u2400b\u2400");
});

Deno.test("writes: two statements of one name are refused", () => {
  const twin = defineWrite("test.renamed", {}, ({ db }) => db.deleteFrom("user_actions"));
  assert.throws(() => writeCatalogue([renamed, twin]), /two statements are named "test.renamed"/);
  assert.equal(writeCatalogue([renamed, renamed]).size, 1);
});

Deno.test("writes: every statement of the repositories compiles for both databases", () => {
  for (const statement of allWrites().values()) {
    for (const dialect of ["sqlite", "postgres"] as const) {
      assert.match(statement.compile(dialect).sql, /^(insert|update|delete) /, statement.statement);
    }
  }
});
