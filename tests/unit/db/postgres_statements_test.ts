import assert from "node:assert/strict";
import {
  arrayLiteral,
  manyOf,
  manyParameters,
  singleParameters,
} from "../../../db/drivers/postgres_statements.ts";
import { allWrites } from "../../../db/repositories/mod.ts";
import type { CompiledWrite } from "../../../db/write_statements.ts";

function compiled(sql: string, ...slots: CompiledWrite["slots"]): CompiledWrite {
  return { sql, slots };
}

const [FIRST, SECOND] = [{ parameter: 0 }, { parameter: 1 }];

Deno.test("postgres: an insert for one row becomes one for many, in their order", () => {
  const many = manyOf(
    compiled(
      'insert into "log" ("at", "who", "kind") values (cast($1 as bigint), cast($2 as text), $3)',
      FIRST,
      SECOND,
      { constant: "it's" },
    ),
  );
  assert.equal(
    many.sql,
    `insert into "log" ("at", "who", "kind") select batch.p0, batch.p1, 'it''s' ` +
      "from unnest($1::bigint[], $2::text[]) with ordinality as batch(p0, p1, place) order by batch.place",
  );
  assert.deepEqual(manyParameters(many, [[1, "Alice"], [2, null]]), ["{1,2}", '{"Alice",NULL}']);
});

Deno.test("postgres: an update of one row becomes one of many", () => {
  const many = manyOf(
    compiled(
      'update "t" set "n" = (select 1 where 2 = cast($1 as bigint)) where "name" = cast($2 as text) and 1 = 1',
      SECOND,
      FIRST,
    ),
  );
  assert.equal(
    many.sql,
    'update "t" set "n" = (select 1 where 2 = batch.p1) from unnest($1::text[], $2::bigint[]) as batch(p0, p1) ' +
      'where "name" = batch.p0 and 1 = 1',
  );
});

Deno.test("postgres: an insert that may meet a row does so by `excluded`", () => {
  const insert =
    'insert into "t" ("a") select cast($1 as text) where 1 = 1 on conflict ("a") do update set "b" = ';
  assert.match(
    manyOf(compiled(`${insert}excluded.a`, FIRST)).sql,
    /select batch\.p0 from unnest\(.*\) where 1 = 1 on/,
  );
  assert.throws(() => manyOf(compiled(`${insert}cast($2 as text)`, FIRST, SECOND)), /`excluded` alone/);
});

Deno.test("postgres: a statement that would touch every row is no batch", () => {
  assert.throws(
    () => manyOf(compiled('update "t" set "a" = cast($1 as text)', FIRST)),
    /it has no condition/,
  );
});

Deno.test("postgres: every statement that says it takes many has such a form", () => {
  const takingMany = [...allWrites().values()].filter(({ batching }) =>
    batching?.kind === "append" || batching?.many === true
  );
  assert.ok(takingMany.length >= 6);
  for (const declared of takingMany) {
    const single = declared.compile("postgres");
    assert.match(manyOf(single).sql, / from unnest\(\$1::/, declared.statement);
  }
});

Deno.test("postgres: arrays are written as the server reads them", () => {
  assert.equal(arrayLiteral([]), "{}");
  assert.equal(arrayLiteral([1, -2.5, 9007199254740993n, null]), "{1,-2.5,9007199254740993,NULL}");
  assert.equal(arrayLiteral(['a"b', "c\\d", "", "NULL", "{,}"]), '{"a\\"b","c\\\\d","","NULL","{,}"}');
});

Deno.test("postgres: a parameter may stand in several places", () => {
  const single = compiled("select $1, $2, $3", SECOND, FIRST, { constant: 7 });
  assert.deepEqual(singleParameters(single, ["a", "b"]), ["b", "a", 7]);
});
