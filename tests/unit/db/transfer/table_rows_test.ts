import assert from "node:assert/strict";
import {
  insertStatements,
  keyOf,
  misfitsQuery,
  pageQuery,
  type RowLayout,
} from "../../../../db/drivers/table_rows.ts";

const SQLITE: RowLayout = {
  name: "odd",
  columns: [
    { name: "amount", type: "REAL", kind: "real" },
    { name: "id", type: "INTEGER", kind: "integer" },
    { name: "line", type: "TEXT", kind: "text" },
    { name: "raw", type: "BLOB", kind: "bytes" },
  ],
  key: ["line", "id"],
};

const POSTGRES: RowLayout = {
  ...SQLITE,
  columns: [
    { name: "amount", type: "double precision", kind: "real" },
    { name: "id", type: "bigint", kind: "integer" },
    { name: "line", type: "text", kind: "text" },
    { name: "raw", type: "bytea", kind: "bytes" },
  ],
};

Deno.test("table rows: a page begins behind the key of the last, in the key's own order", () => {
  const first = pageQuery("sqlite", SQLITE, { limit: 3 });
  assert.equal(
    first.sql,
    'select source."amount" as v0, cast(source."id" as text) as v1, source."line" as v2, hex(source."raw") as v3 ' +
      'from "odd" as source order by source."line", source."id" limit 3',
  );
  const next = pageQuery("postgres", POSTGRES, { after: ["a", "9007199254740993"], limit: 3 });
  assert.match(
    next.sql,
    / where \(source\."line" collate "C", source\."id"\) > \(\$1::text, \$2::bigint\) order by/,
  );
  assert.deepEqual(next.parameters, ["a", 9007199254740993n]);
});

Deno.test("table rows: the key of a row is found among its values", () => {
  assert.deepEqual(keyOf(SQLITE, [1.5, "7", "a", null]), ["a", "7"]);
});

Deno.test("table rows: SQLite is given no more parameters than it takes", () => {
  const rows = Array.from({ length: 10_000 }, (_, index) => [0.5, String(index), "x", null]);
  const statements = insertStatements("sqlite", SQLITE, rows);
  assert.deepEqual(statements.map(({ parameters }) => parameters.length), [32_764, 7_236]);
  assert.deepEqual(statements[0]?.parameters.slice(0, 4), [0.5, 0n, "x", null]);
});

Deno.test("table rows: PostgreSQL is given an array for each column, in which texts stay what they are", () => {
  const [statement] = insertStatements("postgres", POSTGRES, [[null, "1", 'NULL "\\ {}', "00FF"]]);
  assert.match(
    statement?.sql ?? "",
    /\$2::bigint\[\], \$3::text\[\], \$4::text\[\]\) as batch\(p0, p1, p2, p3\)$/,
  );
  assert.deepEqual(statement?.parameters, ["{NULL}", '{"1"}', '{"NULL \\"\\\\ {}"}', '{"00FF"}']);
});

Deno.test("table rows: misfits are counted by column, and NULL in a key is one", () => {
  const { sql } = misfitsQuery(SQLITE, POSTGRES);
  assert.match(
    sql,
    /sum\(\(typeof\("id"\) = 'null' or typeof\("id"\) not in \('integer', 'null'\)\) is true\) as v1/,
  );
});
