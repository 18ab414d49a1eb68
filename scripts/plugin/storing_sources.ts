/**
 * What a new plugin with a table of its own begins as.
 *
 * @module
 */
import { titleOf } from "../../db/migrate/migration.ts";
import { emptyList, migrationSource, withMigration } from "../../db/migrate/migration_source.ts";
import { refusesName, testImports } from "./plain_sources.ts";
import type { PluginName } from "./plugin_name.ts";

/** The types, as seen from a plugin's migrations. */
const TYPES = "../../../db/plugin_storage/mod.ts";

/** What stands in `migrations/`, by file: as `rosey migrate new` would write it. `id` is the first migration's. */
export function firstMigration({ name, path }: PluginName, id: string): Record<string, string> {
  const table = `${path}_greetings`;
  const migration = { id, name: "greetings" };
  const down = [`DROP TABLE ${table}`];
  const draft = {
    up: {
      sqlite: [`CREATE TABLE ${table} (person_key TEXT PRIMARY KEY, times INTEGER NOT NULL)`],
      postgres: [`CREATE TABLE ${table} (person_key text COLLATE "C" PRIMARY KEY, times bigint NOT NULL)`],
    },
    down: { sqlite: down, postgres: down },
    notes: [],
  };
  return {
    [`${titleOf(migration)}.ts`]: migrationSource(migration, draft, TYPES),
    "mod.ts": withMigration(emptyList(name, TYPES), migration),
  };
}

/** `storage.ts`. */
export function firstStorage({ name, path }: PluginName): string {
  return `/**
 * The plugin's own table, as all of its migrations together make it, and its changes.
 *
 * @module
 */

import { sql } from "kysely";
import { pluginStorage } from "../../db/plugin_storage/mod.ts";
import { migrations } from "./migrations/mod.ts";

/** How often each person was greeted. */
export const storage = pluginStorage({
  plugin: "${name}",
  tables: {
    ${path}_greetings: { columns: { person_key: { type: "text", key: "primary" }, times: { type: "integer64" } } },
  },
  migrations,
});

/** Somebody was greeted once more. */
export const greeted = storage.defineWrite("${name}.greeted", { person_key: "text" }, ({ db, parameter }) =>
  db.insertInto("${path}_greetings")
    .values({ person_key: parameter.person_key, times: 1 })
    .onConflict((conflict) =>
      conflict.column("person_key").doUpdateSet({ times: sql<number>\`${path}_greetings.times + 1\` })
    ));
`;
}

/** `plugin.ts`. */
export function storingPlugin({ name, path }: PluginName): string {
  return `/**
 * Says hello, and knows how often it did.
 *
 * @module
 */

import { z } from "zod";
import { arg, definePlugin, nameKey } from "../../src/plugin/mod.ts";
import { greeted, storage } from "./storage.ts";

/** See the top of this file. */
export default definePlugin({
  name: "${name}",
  summary: "Says hello, and counts",
  settings: z.strictObject({
    /** What stands before the name. */
    greeting: z.string().min(1).default("Hello"),
  }),
  storage,
  setup(rosey) {
    const tables = storage.reads(rosey.database);

    rosey.command({
      name: "${name}",
      summary: "Says hello to somebody, and for which time",
      args: { name: arg.user() },
      rank: "guest",
      cooldown: "3s",
      changes: true,
      examples: [["!${name} alice", /^Hello, alice! \\(\\d+\\)$/]],
      async run({ args: { name }, reply }) {
        const key = nameKey(name);
        await rosey.write([greeted({ person_key: key })]);
        const { times } = await tables.selectFrom("${path}_greetings").select("times")
          .where("person_key", "=", key)
          .executeTakeFirstOrThrow();
        await reply(\`\${rosey.settings.greeting}, \${name}! (\${times})\`);
      },
    });
  },
});
`;
}

/** The test of {@link storingPlugin}. */
export function storingTest(plugin: PluginName): string {
  const { name, identifier } = plugin;
  return `${testImports(plugin)}
Deno.test("${name}: the examples of its command hold", async () => {
  await using room = await testRoom(${identifier});
  assert.deepEqual(await room.failingExamples("${name}"), []);
});

Deno.test("${name}: each person is counted by themselves, in any spelling", async () => {
  await using room = await testRoom(${identifier}, { users: ["alice"] });
  const answers: string[] = [];
  for (const name of ["bob", "BOB", "carol"]) {
    answers.push(...await room.chat("alice", \`!${name} \${name}\`));
    await room.advance("1m");
  }
  assert.deepEqual(answers, ["Hello, bob! (1)", "Hello, BOB! (2)", "Hello, carol! (1)"]);
});

${refusesName(plugin)}`;
}
