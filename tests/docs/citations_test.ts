import assert from "node:assert/strict";
import { join } from "node:path";
import { documents, root } from "./documents.ts";
import { fileBlocks } from "./markdown.ts";

/** The lines of a text, wherever they are indented. */
function lines(text: string): string {
  return `\n${text.split("\n").map((line) => line.trim()).join("\n")}\n`;
}

Deno.test("docs: what is said to stand in a file stands there, word for word", async () => {
  const wrong: string[] = [];
  for (const document of await documents()) {
    for (const { line, text, path } of fileBlocks(await Deno.readTextFile(join(root, document)), "from")) {
      const file = lines(await Deno.readTextFile(join(root, path)));
      if (!file.includes(lines(text))) wrong.push(`${document}:${line}: not in ${path}`);
    }
  }
  assert.deepEqual(wrong, []);
});
