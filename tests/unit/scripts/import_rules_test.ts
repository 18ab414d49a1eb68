import assert from "node:assert/strict";
import { checkImports, roomOf } from "../../../scripts/check/import_rules.ts";
import { parseModule } from "../../../scripts/check/module_graph.ts";

/** A tree of files, checked; what is left are the messages. */
function check(tree: Record<string, string>): string[] {
  const modules = Object.entries(tree).map(([file, text]) => parseModule(file, text));
  return checkImports(modules).map(({ file, line, message }) => `${file}:${line} ${message}`);
}

const REFUSED: Record<string, [file: string, text: string, message: RegExp]> = {
  "the domain imports nothing": [
    "src/domain/a.ts",
    'import { b } from "../bot/b.ts";',
    /src\/domain must not import src\/bot/,
  ],
  "the client knows no bot": [
    "src/cytube/a.ts",
    'import { b } from "../bot/b.ts";',
    /src\/cytube must not import src\/bot/,
  ],
  "the bus knows no plugin": [
    "src/bus/a.ts",
    'import { b } from "../plugin/b.ts";',
    /src\/bus must not import src\/plugin/,
  ],
  "the bot knows no SQL": [
    "src/bot/a.ts",
    'import { b } from "../../db/schema.ts";',
    /src\/bot must not import db/,
  ],
  "the bot knows no web": ["src/bot/a.ts", 'import { b } from "../web/b.ts";', /must not import src\/web/],
  "the web knows no bot": ["src/web/a.ts", 'import { b } from "../bot/b.ts";', /must not import src\/bot/],
  "the sandbox knows no client": [
    "src/sandbox/a.ts",
    'import { b } from "../cytube/b.ts";',
    /must not import src\/cytube/,
  ],
  "plugins see no core": [
    "plugins/stats/a.ts",
    'import { b } from "../../src/bot/b.ts";',
    /must not import src\/bot/,
  ],
  "plugins see no driver": [
    "plugins/stats/a.ts",
    'import { b } from "../../db/drivers/b.ts";',
    /must not import db\/drivers/,
  ],
  "plugins see no migrator": [
    "plugins/stats/a.ts",
    'import { b } from "../../db/migrate/b.ts";',
    /must not import db\/migrate/,
  ],
  "a plugin's storage knows no repository": [
    "db/plugin_storage/a.ts",
    'import { b } from "../repositories/b.ts";',
    /must not import db\/repositories/,
  ],
  "repositories know no plugin's storage": [
    "db/repositories/a.ts",
    'import { b } from "../plugin_storage/b.ts";',
    /must not import db\/plugin_storage/,
  ],
  "plugins see no other plugin": [
    "plugins/stats/a.ts",
    'import { b } from "../audit/b.ts";',
    /another plugin/,
  ],
  "plugins see types of repositories only": [
    "plugins/stats/a.ts",
    'import { b } from "../../db/repositories/b.ts";',
    /write "import type"/,
  ],
  "only the command line sees the plugins": [
    "src/bot/a.ts",
    'import { p } from "../../plugins/mod.ts";',
    /plugins\/mod\.ts/,
  ],
  "the command line sees no single plugin": [
    "src/cli/a.ts",
    'import { p } from "../../plugins/stats/mod.ts";',
    /must not import plugins/,
  ],
  "the database knows no bot": [
    "db/repositories/a.ts",
    'import { b } from "../../src/bot/b.ts";',
    /must not import src\/bot/,
  ],
  "drivers know no repository": [
    "db/drivers/a.ts",
    'import { b } from "../repositories/b.ts";',
    /db\/repositories/,
  ],
  "migrations know the types of the migrator only": [
    "migrations/20251121000000_a.ts",
    'import { b } from "../db/migrate/b.ts";',
    /write "import type"/,
  ],
  "the program knows no test": [
    "src/bot/a.ts",
    'import { b } from "../../tests/b.ts";',
    /no part of the program/,
  ],
  "import() counts": [
    "src/domain/a.ts",
    'const b = () => import("../bot/b.ts");',
    /must not import src\/bot/,
  ],
  "export from counts": ["src/domain/a.ts", 'export { b } from "../bot/b.ts";', /must not import src\/bot/],
  "a type of the wrong room counts": [
    "src/domain/a.ts",
    'type B = import("../bot/b.ts").B;',
    /must not import src\/bot/,
  ],
  "SQLite stands in the drivers": [
    "db/repositories/a.ts",
    'import { DatabaseSync } from "node:sqlite";',
    /belongs to db\/drivers/,
  ],
  "PostgreSQL stands in the drivers": [
    "src/web/a.ts",
    'import postgres from "postgres";',
    /belongs to db\/drivers/,
  ],
  "sockets stand in the client": [
    "src/bot/a.ts",
    'import { io } from "socket.io-client";',
    /belongs to src\/cytube/,
  ],
  "packages are named in deno.json": ["tests/a.ts", 'import { z } from "npm:zod@4.6.7";', /deno\.json alone/],
  "a new folder has no room": ["src/kitchen/a.ts", 'import { z } from "zod";', /stands in no room/],
};

for (const [promise, [file, text, message]] of Object.entries(REFUSED)) {
  Deno.test(`scripts: ${promise}`, () => {
    const found = check({ [file]: `// first line\n${text}` });
    assert.equal(found.length, 1);
    assert.match(found[0] ?? "", message);
    assert.ok(found[0]?.startsWith(`${file}:2 `));
  });
}

Deno.test("scripts: imports that follow the arrows are left alone", () => {
  assert.deepEqual(
    check({
      "main.ts": 'import { main } from "./src/cli/main.ts";',
      "src/cli/a.ts": 'import { p } from "../../plugins/mod.ts";\nimport { d } from "../../db/drivers/d.ts";',
      "src/bot/a.ts":
        'import { c } from "../cytube/c.ts";\nimport { b } from "../bus/b.ts";\nimport { x } from "./x.ts";',
      "plugins/mod.ts": 'import stats from "./stats/mod.ts";',
      "plugins/stats/a.ts":
        'import type { R } from "../../db/repositories/r.ts";\nimport { definePlugin } from "../../src/plugin/mod.ts";\nimport { b } from "./b.ts";',
      "plugins/stats/storage.ts":
        'import { s } from "../../db/plugin_storage/mod.ts";\nimport { sql } from "kysely";',
      "db/repositories/a.ts": 'import { d } from "../drivers/d.ts";\nimport { schema } from "../schema.ts";',
      "tests/unit/a_test.ts": 'import { b } from "../../src/bot/b.ts";\nimport postgres from "postgres";',
    }),
    [],
  );
});

Deno.test("scripts: a circle of imports is named once, whole", () => {
  assert.deepEqual(
    check({
      "src/bot/a.ts": 'import { b } from "./b.ts";',
      "src/bot/b.ts": 'const lazy = () => import("./c.ts");',
      "src/bot/c.ts": 'import { a } from "./a.ts";',
      "src/bot/d.ts": 'import { a } from "./a.ts";',
    }),
    ["src/bot/a.ts:0 Imports go in a circle: src/bot/a.ts -> src/bot/b.ts -> src/bot/c.ts -> src/bot/a.ts."],
  );
});

Deno.test("scripts: a type that comes back closes no circle", () => {
  const tree = {
    "src/bot/a.ts": 'import { b } from "./b.ts";',
    "src/bot/b.ts": 'import type { A } from "./a.ts";',
  };
  assert.deepEqual(check(tree), []);
});

Deno.test("scripts: the longest path decides about the room", () => {
  assert.equal(roomOf("db/drivers/sqlite.ts"), "db/drivers");
  assert.equal(roomOf("db/schema.ts"), "db");
  assert.equal(roomOf("plugins/mod.ts"), "plugins/mod.ts");
  assert.equal(roomOf("src/botany/a.ts"), undefined);
});
