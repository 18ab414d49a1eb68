import assert from "node:assert/strict";
import { type Migration, pluginStorage } from "../../../../db/plugin_storage/mod.ts";

const column = { type: "text" } as const;

function migration(id: string): Migration {
  return { id, name: "step", up: { sqlite: [], postgres: [] }, down: { sqlite: [], postgres: [] } };
}

const REFUSED: Record<string, [declare: () => unknown, message: RegExp]> = {
  "a plugin's name is one": [
    () => pluginStorage({ plugin: "Quotes", tables: {}, migrations: [] }),
    /storage of "Quotes": a plugin's name is lower-case letters/,
  ],
  "the core's line is the core's": [
    () => pluginStorage({ plugin: "core", tables: {}, migrations: [] }),
    /and not "core"/,
  ],
  "tables begin with the plugin's name": [
    () => pluginStorage({ plugin: "quotes", tables: { votes: { columns: { a: column } } }, migrations: [] }),
    /the table "votes" must be named "quotes", or begin with "quotes_"/,
  ],
  "another plugin's name that begins alike is another name": [
    () => pluginStorage({ plugin: "quotes", tables: { quotesmore: { columns: {} } }, migrations: [] }),
    /the table "quotesmore" must/,
  ],
  "Rosey's own tables are hers": [
    () => pluginStorage({ plugin: "user", tables: { user_stats: { columns: {} } }, migrations: [] }),
    /the table "user_stats" is Rosey's own/,
  ],
  "columns need no quotes in SQL": [
    () => pluginStorage({ plugin: "a", tables: { a: { columns: { "Big Name": column } } }, migrations: [] }),
    /the column "Big Name" of a must be/,
  ],
  "indexes are named for the plugin": [
    () =>
      pluginStorage({
        plugin: "a",
        tables: { a: { columns: { b: column }, indexes: { by_b: { on: "b" } } } },
        migrations: [],
      }),
    /the index "by_b" must begin with "idx_a_"/,
  ],
  "migrations have 14 digits": [
    () => pluginStorage({ plugin: "a", tables: {}, migrations: [migration("1")] }),
    /the migration "step" has the id "1", but must have 14 digits/,
  ],
  "migrations stand in their order": [
    () =>
      pluginStorage({
        plugin: "a",
        tables: {},
        migrations: [migration("20260101000001"), migration("20260101000000")],
      }),
    /the migration 20260101000000 must stand after 20260101000001/,
  ],
  "changes are named for the plugin": [
    () =>
      pluginStorage({ plugin: "a", tables: { a: { columns: { b: column } } }, migrations: [] })
        .defineWrite("b.added", { b: "text" }, ({ db, parameter }) => db.insertInto("a").values(parameter)),
    /the change "b.added" must begin with "a\."/,
  ],
  "changes are gathered for own tables": [
    () =>
      pluginStorage({ plugin: "a", tables: { a: { columns: { b: column } } }, migrations: [] }).defineWrite(
        "a.added",
        { b: "text" },
        ({ db, parameter }) => db.insertInto("a").values(parameter),
        { kind: "append", table: "recent_chat" },
      ),
    /"a\.added" is gathered for the table "recent_chat", which is not declared/,
  ],
};

for (const [promise, [declare, message]] of Object.entries(REFUSED)) {
  Deno.test(`plugin storage: ${promise}`, () => void assert.throws(declare, { message }));
}

Deno.test("plugin storage: a name with a hyphen has tables with an underscore", () => {
  const storage = pluginStorage({
    plugin: "eight-ball",
    tables: { eight_ball: { columns: { a: column } }, eight_ball_answers: { columns: { a: column } } },
    migrations: [migration("20260101000000")],
  });
  const asked = storage.defineWrite(
    "eight-ball.asked",
    { a: "text" },
    ({ db, parameter }) => db.insertInto("eight_ball").values(parameter),
  );
  assert.deepEqual(asked({ a: "Will it rain?" }), {
    statement: "eight-ball.asked",
    parameters: ["Will it rain?"],
  });
  assert.deepEqual(storage.statements, [asked]);
  assert.equal(storage.line.name, "eight-ball");
});
