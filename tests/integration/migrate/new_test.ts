/** New migrations, written into a copy of the source. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startPostgres } from "../../services/postgres.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A copy of what the program is made of. */
class SourceTree implements AsyncDisposable {
  private constructor(readonly folder: string) {}

  static async copy(): Promise<SourceTree> {
    const folder = await Deno.makeTempDir({ prefix: "rosey-source-" });
    for (const part of ["src", "db", "migrations", "plugins"]) await copyFolder(part, folder);
    for (const file of ["main.ts", "deno.json", "deno.lock"]) {
      await Deno.copyFile(join(ROOT, file), join(folder, file));
    }
    return new SourceTree(folder);
  }

  async deno(...args: string[]): Promise<Result> {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args,
      cwd: this.folder,
      env: { NO_COLOR: "1" },
      stdout: "piped",
      stderr: "piped",
    }).output();
    const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, out: decode(stdout), err: decode(stderr) };
  }

  migrate(...args: string[]): Promise<Result> {
    return this.deno("run", "-A", "--no-check", "main.ts", "migrate", ...args);
  }

  async succeed(...args: string[]): Promise<string> {
    const { code, out, err } = await this.migrate(...args);
    assert.equal(code, 0, `${args.join(" ")}: ${out}${err}`);
    return out;
  }

  async edit(file: string, from: string, to: string): Promise<void> {
    const path = join(this.folder, file);
    const text = await Deno.readTextFile(path);
    assert.ok(text.includes(from));
    await Deno.writeTextFile(path, text.replace(from, to));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

async function copyFolder(part: string, to: string): Promise<void> {
  await Deno.mkdir(join(to, part));
  for await (const { name, isDirectory } of Deno.readDir(join(ROOT, part))) {
    if (isDirectory) await copyFolder(join(part, name), to);
    else await Deno.copyFile(join(ROOT, part, name), join(to, part, name));
  }
}

Deno.test("migrate: new writes a file and lists it, well formatted and of the right type", async () => {
  await using tree = await SourceTree.copy();
  assert.match(await tree.succeed("new", "Add a Nick"), /^wrote migrations\/\d{14}_add_a_nick\.ts/);
  const written = [...Deno.readDirSync(join(tree.folder, "migrations"))].map(({ name }) => name)
    .filter((name) => name.endsWith("_add_a_nick.ts"));
  assert.equal(written.length, 1);
  for (const words of [["fmt", "--check", "migrations"], ["check", "migrations/mod.ts"]]) {
    const { code, err } = await tree.deno(...words);
    assert.equal(code, 0, err);
  }
  assert.match(await tree.succeed("up", "--database", "new.db"), /add_a_nick/);
  assert.equal((await tree.migrate("new", "2 bad!")).code, 2);
});

Deno.test("migrate: new --from-diff makes every database what the changed declaration says", async () => {
  await using tree = await SourceTree.copy();
  await using server = await startPostgres();
  await using database = await server.createDatabase();
  const live = ["--database", "live.db"];
  assert.equal(
    (await tree.migrate("new", "early", "--from-diff", ...live)).code,
    14,
    "there is no database yet",
  );
  await tree.succeed("up", ...live);
  assert.match(await tree.succeed("new", "nothing", "--from-diff", ...live), /nothing was written/);
  await tree.edit(
    "db/schema.ts",
    `      details: { type: "text", nullable: true },`,
    `      details: { type: "text", nullable: true, default: "it's" },\n      source: { type: "text" },`,
  );
  assert.equal((await tree.migrate("check", ...live)).code, 11, "declared, and no migration makes it");
  const out = await tree.succeed("new", "say_where_from", "--from-diff", ...live);
  assert.match(out, /note: rows that are there get an empty value in user_actions\.source/);
  const { code, err } = await tree.deno("fmt", "--check", "migrations");
  assert.equal(code, 0, err);
  assert.equal(
    (await tree.migrate("new", "again", "--from-diff", ...live)).code,
    10,
    "the first is yet to run",
  );
  for (const address of ["live.db", "fresh.db", database.url]) {
    const on = ["--database", address];
    await tree.succeed("up", ...on);
    await tree.succeed("check", ...on);
    await tree.succeed("down", ...on);
    await tree.succeed("up", ...on);
    await tree.succeed("check", ...on);
  }
});

Deno.test("migrate: new --line writes into the plugin's folder, from what the plugin declares", async () => {
  await using tree = await SourceTree.copy();
  await using server = await startPostgres();
  await using database = await server.createDatabase();
  const live = ["--database", "live.db"];
  await tree.succeed("up", ...live);
  await Deno.writeTextFile(join(tree.folder, "plugins/dice/storage.ts"), STORAGE);
  await tree.edit("plugins/dice/plugin.ts", `  name: "dice",\n`, `  name: "dice",\n  storage,\n`);
  await tree.edit(
    "plugins/dice/plugin.ts",
    `import { parseNotation`,
    `import { storage } from "./storage.ts";\nimport { parseNotation`,
  );
  const out = await tree.succeed("new", "rolls", "--line", "dice", "--from-diff", ...live);
  assert.match(out, /^wrote plugins\/dice\/migrations\/\d{14}_rolls\.ts, and added it to plugins\/dice\/mig/);
  assert.match(out, /note: hand the list of plugins\/dice\/migrations\/mod\.ts to pluginStorage/);
  await tree.edit("plugins/dice/storage.ts", "migrations: []", "migrations");
  await tree.edit(
    "plugins/dice/storage.ts",
    "import {",
    `import { migrations } from "./migrations/mod.ts";\nimport {`,
  );
  for (const words of [["fmt", "--check", "plugins/dice/migrations"], ["check", "plugins/mod.ts"]]) {
    const { code, err } = await tree.deno(...words);
    assert.equal(code, 0, err);
  }
  await tree.edit(
    "plugins/dice/storage.ts",
    "columns: {",
    `columns: { sides: { type: "integer64", default: 6 },`,
  );
  await tree.succeed("up", ...live);
  await tree.succeed("new", "sides", "--line", "dice", "--from-diff", ...live);
  for (const address of ["live.db", "fresh.db", database.url]) {
    const on = ["--database", address];
    await tree.succeed("up", ...on);
    await tree.succeed("check", ...on);
    assert.match(
      await tree.succeed("down", "--line", "dice", "-n", "2", ...on),
      /down +dice \d+_sides\n.*_rolls/,
    );
    await tree.succeed("up", ...on);
    await tree.succeed("check", ...on);
  }
  const { code, err } = await tree.migrate("new", "nothing", "--line", "dces");
  assert.equal(code, 2);
  assert.match(err, /there is no line "dces"/);
});

const STORAGE = `import { pluginStorage } from "../../db/plugin_storage/mod.ts";

export const storage = pluginStorage({
  plugin: "dice",
  tables: { dice_rolls: { columns: { id: { type: "integer64", key: "autoincrement" }, facts: { type: "json" } } } },
  migrations: [],
});
`;
