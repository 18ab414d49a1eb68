import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { checkFileNames } from "../../../scripts/check/file_names.ts";

async function check(files: Record<string, string>): Promise<string[]> {
  const root = await Deno.makeTempDir();
  try {
    for (const [file, text] of Object.entries(files)) {
      await Deno.mkdir(join(root, dirname(file)), { recursive: true });
      await Deno.writeTextFile(join(root, file), text);
    }
    return (await checkFileNames(root, Object.keys(files))).map(({ message }) => message);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("scripts: names that say nothing are refused", async () => {
  for (const name of ["utils", "string_util", "test_helpers", "room_manager", "misc", "common"]) {
    assert.match((await check({ [`src/${name}.ts`]: "" })).join(), /says nothing/, name);
  }
  assert.deepEqual(
    await check({ "src/chat_lines.ts": "", "src/commonwealth.ts": "", "docs/Utils.md": "" }),
    [],
  );
});

Deno.test("scripts: source files are in snake_case", async () => {
  assert.match((await check({ "src/chatLines.ts": "" })).join(), /snake_case/);
  assert.match((await check({ "src/chat-lines.ts": "" })).join(), /snake_case/);
  assert.deepEqual(await check({ "migrations/20251121000000_first.ts": "" }), []);
});

Deno.test("scripts: a file is 500 lines at most", async () => {
  assert.deepEqual(await check({ "src/a.ts": "x\n".repeat(500) }), []);
  assert.match((await check({ "src/a.ts": "x\n".repeat(501) })).join(), /501 lines/);
});

Deno.test("scripts: a package.json anywhere is refused", async () => {
  assert.match((await check({ "src/web/package.json": "{}" })).join(), /no place here/);
});
