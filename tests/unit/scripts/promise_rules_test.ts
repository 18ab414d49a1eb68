import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { checkPromises } from "../../../scripts/check/promise_rules.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const FIXTURE = "tests/fixtures/lint/broken_promises.ts";

Deno.test("scripts: broken promises of packages, of Deno and of node are all found", async () => {
  const lines = (await Deno.readTextFile(`${root}/${FIXTURE}`)).split("\n");
  const expected = lines.flatMap((line, index) => {
    const rule = / \/\/ ([a-z-]+)$/.exec(line)?.[1];
    return rule === undefined ? [] : [`${index + 1} ${rule}`];
  });
  const found = (await checkPromises(root, [FIXTURE]))
    .map(({ line, message }) => `${line} ${/\((?:typescript\/)?([\w-]+)\)$/.exec(message)?.[1] ?? message}`);
  assert.ok(expected.length >= 12);
  assert.deepEqual(found.sort(), expected.sort());
});
