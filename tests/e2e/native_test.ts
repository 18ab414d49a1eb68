import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { compileNative, CompileRefused } from "../../scripts/build/native.ts";
import { programPermissions } from "../../scripts/build/permissions.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const permissions = await programPermissions(root);

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await Deno.makeTempDir({ prefix: "rosey-native-" });
  try {
    return await use(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/**
 * Deno's base runtime is not on every machine. With the deno command in its place the executable cannot be run, but
 * all else is the same: types, graph, lock file, assets, rights. Such a file must never be started: it acts as Deno.
 */
Deno.test("native: what would be embedded is whole, and may do what the task may", async () => {
  await inFolder(async (folder) => {
    const output = await compileNative({ root, permissions, folder, env: { DENORT_BIN: Deno.execPath() } });
    const text = new TextDecoder("latin1").decode(await Deno.readFile(output));
    const [, list = ""] = /\{"argv":\[\],.*?"permissions":\{(.*?)\}/.exec(text) ?? [];
    // The hosts that remote modules may come from are Deno's own default, a list of several.
    const rights = list.matchAll(/"allow_(\w+)":\[(?:"([^",]*)")?\]/g);
    assert.deepEqual(
      [...rights].map(([, name, only]) => `--allow-${name}${only === undefined ? "" : `=${only}`}`).sort(),
      permissions.filter((flag) => flag.startsWith("--allow-")).sort(),
    );
    assert.ok(list.includes('"prompt":false'));
    const holds = (name: string) => text.includes(`"name": "${name}"`);
    assert.deepEqual(["hono", "tdigest", "smart-buffer"].filter((name) => !holds(name)), []);
    assert.deepEqual(["playwright-core", "typescript", "fast-check"].filter(holds), []);
  });
});

Deno.test("native: without the base runtime it says what to do, and leaves no file", async () => {
  await inFolder(async (folder) => {
    const target = "aarch64-apple-darwin";
    const nowhere = { HTTPS_PROXY: "http://127.0.0.1:1", https_proxy: "http://127.0.0.1:1" };
    await assert.rejects(
      compileNative({ root, permissions, folder, target, env: nowhere }),
      (error) =>
        error instanceof CompileRefused &&
        error.message.includes(`dl/release/v${Deno.version.deno}/denort-${target}.zip`) &&
        error.message.includes("deno task compile --portable"),
    );
    assert.deepEqual(await Array.fromAsync(Deno.readDir(folder)), []);
  });
});

Deno.test("native: an unknown platform is named", async () => {
  await inFolder(async (folder) => {
    await assert.rejects(compileNative({ root, permissions, folder, target: "pdp11-unknown-unix" }), /pdp11/);
  });
});
