import assert from "node:assert/strict";
import { numbered, severalRows } from "../../../db/drivers/numbered_placeholders.ts";

Deno.test("placeholders: parameters are numbered, constants written out, quoted texts left alone", () => {
  const sql = `update "odd?" set a = ?, b = 'why? it''s' where c = ? and d = ? and e = ? and f = ?`;
  const slots = [
    { parameter: 1 },
    { parameter: 0 },
    { constant: null },
    { constant: "it's" },
    { constant: 7 },
  ];
  assert.equal(
    numbered({ sql, slots }),
    `update "odd?" set a = ?2, b = 'why? it''s' where c = ?1 and d = NULL and e = 'it''s' and f = 7`,
  );
});

Deno.test("placeholders: a value that is missing is a bug", () => {
  assert.throws(
    () => numbered({ sql: "delete from t where a = ?", slots: [] }),
    /more placeholders than values/,
  );
});

Deno.test("placeholders: an insert of one row becomes one of several", () => {
  const sql = 'insert into "t" ("a", "b") values (?, ?)';
  assert.equal(
    severalRows({ sql, slots: [{ parameter: 0 }, { parameter: 1 }] }, 3),
    'insert into "t" ("a", "b") values (?, ?), (?, ?), (?, ?)',
  );
});

Deno.test("placeholders: what is no plain insert stays one by one", () => {
  const insert = 'insert into "t" ("a", "b") values (?, ?)';
  for (
    const compiled of [
      { sql: insert, slots: [{ parameter: 1 }, { parameter: 0 }] },
      { sql: insert, slots: [{ parameter: 0 }, { constant: 7 }] },
      { sql: `${insert} on conflict ("a") do nothing`, slots: [{ parameter: 0 }, { parameter: 1 }] },
      { sql: `insert into "t" ("a") values (lower(?))`, slots: [{ parameter: 0 }] },
      { sql: `update "t" set "a" = ?`, slots: [{ parameter: 0 }] },
    ]
  ) assert.equal(severalRows(compiled, 2), undefined);
});
