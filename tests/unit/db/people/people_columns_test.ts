import assert from "node:assert/strict";
import { type PeopleDeclarations, peopleTables } from "../../../../db/people/people_columns.ts";
import type { TableDeclaration } from "../../../../db/schema.ts";

const tables = {
  pets: {
    columns: {
      id: { type: "integer64", key: "serial" },
      owner: { type: "text" },
      age: { type: "integer64" },
    },
  },
  walks: { columns: { walker: { type: "text" }, pet: { type: "integer64" } }, primaryKey: ["walker", "pet"] },
  notes: { columns: { author: { type: "text" } } },
} satisfies Record<string, TableDeclaration>;

const refused = (people: PeopleDeclarations, message: RegExp) =>
  assert.throws(() => peopleTables("storage of pets", tables, people), message);

Deno.test("people's columns: what is declared is held against the tables", () => {
  const [pets, walks] = peopleTables("storage of pets", tables, {
    pets: { columns: { owner: "blank" } },
    walks: { columns: { walker: "remove" }, goesWith: { column: "pet", table: "pets", key: "id" } },
  });
  assert.deepEqual([pets?.key, walks?.key], [["id"], ["walker", "pet"]]);
  refused({ cats: { columns: {} } }, /^Error: storage of pets: .* the table "cats", which is not declared$/);
  refused({ pets: { columns: { name: "blank" } } }, /pets\.name, which is no column of it$/);
  refused({ pets: { columns: { age: "blank" } } }, /pets\.age is integer64, but a person is named by text/);
  refused({ walks: { columns: { walker: "blank" } } }, /walks\.walker is part of the key: .*not "blank"$/);
  refused({ notes: { columns: { author: "remove" } } }, /notes names people, and so must have a key$/);
  refused(
    { pets: { columns: { owner: "blank" }, settled: { column: "done", value: 1 } } },
    /pets\.done, which is no column of it$/,
  );
  refused(
    { walks: { columns: { walker: "remove" }, goesWith: { column: "pet", table: "pets", key: "number" } } },
    /pets\.number, which is no column of it$/,
  );
});
