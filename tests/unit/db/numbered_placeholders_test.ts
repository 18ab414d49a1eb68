import assert from "node:assert/strict";
import { numbered } from "../../../db/drivers/numbered_placeholders.ts";

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
