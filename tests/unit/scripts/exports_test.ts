import assert from "node:assert/strict";
import { checkExports } from "../../../scripts/check/exports.ts";
import { parseModule } from "../../../scripts/check/module_graph.ts";

function check(tree: Record<string, string>): string[] {
  return checkExports(Object.entries(tree).map(([file, text]) => parseModule(file, text))).map((
    { message },
  ) => message);
}

const USER = { "tests/unit/user_test.ts": 'import { thing } from "../../src/bot/thing.ts";' };

Deno.test("scripts: an export without a doc comment is refused", () => {
  assert.deepEqual(
    check({ ...USER, "src/bot/thing.ts": "/** What it is for. */\nexport const thing = 1;" }),
    [],
  );
  assert.match(
    check({ ...USER, "src/bot/thing.ts": "// Not one.\nexport const thing = 1;" })[0] ?? "",
    /doc comment/,
  );
  assert.match(
    check({ ...USER, "src/bot/thing.ts": "export async function thing() {}" })[0] ?? "",
    /doc comment/,
  );
});

Deno.test("scripts: of a schema with its type, or of overloads, one doc comment is enough", () => {
  const schema = "/** Doc. */\nexport const thing = z.string();\nexport type thing = z.infer<typeof thing>;";
  assert.deepEqual(check({ ...USER, "src/bot/thing.ts": schema }), []);
  const overloads =
    "/** Doc. */\nexport function thing(a: 1): 1;\nexport function thing(a: number) { return a; }";
  assert.deepEqual(check({ ...USER, "src/bot/thing.ts": overloads }), []);
});

Deno.test("scripts: an export that nobody imports is refused", () => {
  const found = check({ "src/bot/thing.ts": "/** Doc. */\nexport const thing = 1;" });
  assert.match(found.join(), /nobody imports it/);
});

Deno.test("scripts: imports by *, by import() and as a part of another export count as use", () => {
  const thing = { "src/bot/thing.ts": "/** Doc. */\nexport const thing = 1;" };
  assert.deepEqual(check({ ...thing, "tests/a_test.ts": 'import * as all from "../src/bot/thing.ts";' }), []);
  assert.deepEqual(check({ ...thing, "src/cli/a.ts": 'const lazy = () => import("../bot/thing.ts");' }), []);
  const shown = "/** Doc. */\nexport interface Part {}\n/** Doc. */\nexport function thing(part: Part) {}";
  assert.deepEqual(check({ ...USER, "src/bot/thing.ts": shown }), []);
});

Deno.test("scripts: defaults are for plugins and migrations, handing on is for mod.ts", () => {
  assert.match(check({ "src/bot/thing.ts": "/** Doc. */\nexport default 1;" })[0] ?? "", /default export/);
  const plugin = {
    "plugins/mod.ts": 'import a from "./a/mod.ts";',
    "plugins/a/mod.ts": "/** Doc. */\nexport default 1;",
  };
  assert.deepEqual(check(plugin), []);
  const migration = {
    "plugins/a/migrations/mod.ts": 'import first from "./20260101000000_first.ts";',
    "plugins/a/migrations/20260101000000_first.ts": "export default {};",
  };
  assert.deepEqual(check(migration), [], "its header says what it is");
  const handed = { ...USER, "src/bot/thing.ts": 'export { thing } from "./other.ts";' };
  assert.match(check(handed).join(), /mod\.ts hands on/);
});
