import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkExports } from "../../scripts/check/exports.ts";
import { checkFileNames } from "../../scripts/check/file_names.ts";
import { checkImports } from "../../scripts/check/import_rules.ts";
import { loadModules } from "../../scripts/check/module_graph.ts";
import { listFiles, listSources } from "../../scripts/check/project_files.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** A copy of the project, and what `deno` says in it. */
class ProjectCopy implements AsyncDisposable {
  private constructor(readonly folder: string) {}

  static async make(): Promise<ProjectCopy> {
    const folder = await Deno.makeTempDir({ prefix: "rosey-plugin-" });
    for (const file of await listFiles(root)) {
      const copy = join(folder, file);
      await Deno.mkdir(dirname(copy), { recursive: true });
      await Deno.copyFile(join(root, file), copy);
    }
    return new ProjectCopy(folder);
  }

  async deno(...args: readonly string[]): Promise<{ code: number; output: string }> {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [...args],
      cwd: this.folder,
      env: { NO_COLOR: "1" },
    }).output();
    return { code, output: `${new TextDecoder().decode(stdout)}${new TextDecoder().decode(stderr)}` };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

Deno.test("plugin:new: what it writes obeys every rule, passes its test, and is refused a second time", async () => {
  await using project = await ProjectCopy.make();
  const succeeds = async (...args: readonly string[]) => {
    const { code, output } = await project.deno(...args);
    assert.equal(code, 0, `deno ${args.join(" ")}\n${output}`);
    return output;
  };
  const plain = await succeeds("task", "plugin:new", "weather");
  assert.match(plain, /wrote plugins\/weather\/plugin\.ts\n/);
  assert.match(plain, /Now run its test: deno test -A tests\/unit\/plugins\/weather_test\.ts\n/);
  await succeeds("task", "plugin:new", "a-much-longer-name", "--storage");

  const names = ["weather", "a_much_longer_name"];
  const tests = names.map((name) => `tests/unit/plugins/${name}_test.ts`);
  await succeeds("fmt", "--check", "plugins", ...tests);
  await succeeds("lint", "plugins", ...tests);
  // With the types; and the page of commands, and every plugin's migrations against its declaration.
  const tested = await succeeds(
    "test",
    "-A",
    "--check",
    ...tests,
    "tests/unit/plugins/commands_doc_test.ts",
  );
  assert.match(tested, /\b8 passed/);
  await succeeds(
    "test",
    "-A",
    "--no-check",
    "--filter",
    "/every plugin's migrations/",
    "tests/contract/sqlite_test.ts",
  );
  const sources = await listSources(project.folder);
  const around = sources.filter((file) => /^(plugins|src\/plugin|tests\/unit\/plugins)\//.test(file));
  const modules = await loadModules(project.folder, around);
  const ofPlugins = ({ file }: { file: string }) => file.startsWith("plugins/");
  assert.deepEqual([...checkImports(modules), ...checkExports(modules)].filter(ofPlugins), []);
  assert.deepEqual(
    (await checkFileNames(project.folder, await listFiles(project.folder))).filter(ofPlugins),
    [],
  );

  const again = await project.deno("task", "plugin:new", "weather");
  assert.equal(again.code, 2);
  assert.match(again.output, /There is a plugin "weather" already\.\nChoose another name, or work on/);
});
