import assert from "node:assert/strict";
import { dirname, join, normalize } from "node:path";
import { documents, root } from "./documents.ts";
import { anchors, localLinks } from "./markdown.ts";

for (const document of await documents()) {
  Deno.test(`docs: every link of ${document} leads somewhere`, async () => {
    const text = await Deno.readTextFile(join(root, document));
    const broken: string[] = [];
    for (const { line, target } of localLinks(text)) {
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? document : normalize(join(dirname(document), path));
      if (!await leadsTo(file, anchor)) broken.push(`${document}:${line}: ${target}`);
    }
    assert.deepEqual(broken, []);
  });
}

async function leadsTo(file: string, anchor: string | undefined): Promise<boolean> {
  try {
    const info = await Deno.stat(join(root, file));
    return anchor === undefined ||
      (info.isFile && anchors(await Deno.readTextFile(join(root, file))).includes(anchor));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
