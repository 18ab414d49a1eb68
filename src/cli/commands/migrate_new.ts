/**
 * `rosey migrate new`.
 *
 * @module
 */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openForMigration } from "../../../db/open_database.ts";
import { type Draft, draftFor, EMPTY_DRAFT } from "../../../db/migrate/draft.ts";
import { CORE_LINE, type MigrationLine, titleOf } from "../../../db/migrate/migration.ts";
import {
  emptyList,
  migrationSource,
  type NewMigration,
  withMigration,
} from "../../../db/migrate/migration_source.ts";
import { notCurrent } from "../../../db/migrate/refusals.ts";
import { plugins } from "../../../plugins/mod.ts";
import { systemClock } from "../../domain/clock.ts";
import { RoseyError } from "../../domain/errors.ts";
import type { RoseyContext } from "../command_context.ts";
import { jsonText, programFacts, readDatabaseConfig } from "../database_access.ts";
import type { Host } from "../host.ts";
import type { MigrateNewFlags } from "../migrate_command_table.ts";
import { programTables } from "../program_tables.ts";

/** The core's list. */
const LIST = "migrations/mod.ts";

/** Writes `<number>_<name>.ts` beside the other migrations of its line, and adds it to their list. */
export async function migrateNew(this: RoseyContext, flags: MigrateNewFlags, title: string): Promise<void> {
  const { host } = this;
  const name = snakeCase(title);
  const line = lineNamed(flags.line ?? CORE_LINE);
  const root = sourceTree();
  const place = placeOf(line, root);
  const draft = flags["from-diff"] === true ? await draftOf(host, flags, line) : EMPTY_DRAFT;
  const nothing = [...draft.up.sqlite, ...draft.up.postgres].length === 0;
  if (flags["from-diff"] === true && nothing) {
    host.out.write(
      flags.json === true
        ? jsonText({ file: null })
        : `the database is as ${place.declaration} declares: nothing was written\n`,
    );
    return;
  }
  const migration = { id: nextId(systemClock.now(), line), name };
  const file = join(place.folder, `${titleOf(migration)}.ts`);
  const list = withMigration(place.list, migration);
  mkdirSync(join(root, place.folder), { recursive: true });
  writeFileSync(join(root, file), migrationSource(migration, draft, place.types), { flag: "wx" });
  writeFileSync(join(root, place.folder, "mod.ts"), list);
  const notes = [...draft.notes, ...place.notes];
  host.out.write(
    flags.json === true ? jsonText({ file, ...draft, notes }) : [
      `wrote ${file}, and added it to ${join(place.folder, "mod.ts")}`,
      ...notes.map((note) => `note: ${note}`),
      "",
    ].join("\n"),
  );
}

/** The line of the core or of a plugin; empty for a plugin that has no tables yet. */
function lineNamed(name: string): MigrationLine {
  const known = programTables().lines.find((line) => line.name === name);
  if (known !== undefined) return known;
  if (plugins.some((plugin) => plugin.name === name)) return { name, migrations: [] };
  throw new RoseyError(`Cannot write a migration: there is no line ${JSON.stringify(name)}`, {
    code: "cli.usage",
    hint: `There are ${[CORE_LINE, ...plugins.map((plugin) => plugin.name)].join(", ")}.`,
    exit: "usage",
  });
}

/** Where migrations of a line are written. */
interface Place {
  readonly folder: string;
  /** The text of the list in it. */
  readonly list: string;
  /** The module with the type of a migration, as seen from the folder. */
  readonly types: string;
  /** Where its tables are declared. */
  readonly declaration: string;
  readonly notes: readonly string[];
}

function placeOf({ name, migrations }: MigrationLine, root: string): Place {
  if (name === CORE_LINE) {
    const list = readFileSync(join(root, LIST), "utf8");
    const types = "../db/migrate/migration.ts";
    return { folder: "migrations", list, types, declaration: "db/schema.ts", notes: [] };
  }
  const plugin = join("plugins", name.replaceAll("-", "_"));
  const folder = join(plugin, "migrations");
  const types = "../../../db/plugin_storage/mod.ts";
  const declaration = join(plugin, "storage.ts");
  const path = join(root, folder, "mod.ts");
  if (existsSync(path)) {
    return { folder, list: readFileSync(path, "utf8"), types, declaration, notes: [] };
  }
  if (migrations.length > 0) {
    throw new RoseyError(`Cannot write a migration: the plugin ${name} has no ${join(folder, "mod.ts")}`, {
      code: "migrate.no_list",
      hint: "Move its migrations there, one file each, and list them as `migrations`.",
      exit: "usage",
    });
  }
  const notes = [`hand the list of ${join(folder, "mod.ts")} to pluginStorage, in ${declaration}`];
  return { folder, list: emptyList(name, types), types, declaration, notes };
}

async function draftOf(host: Host, flags: MigrateNewFlags, line: MigrationLine): Promise<Draft> {
  const { database: target } = await readDatabaseConfig(host, flags);
  const facts = programFacts(host);
  const { driver, migrator, close } = openForMigration({ ...facts, target, mayCreate: false });
  try {
    const refusal = notCurrent(driver.location, await migrator.state(), await migrator.status());
    if (refusal !== undefined) throw refusal;
    // The tables of the other lines are somebody else's here.
    return await draftFor({ ...facts, driver, lines: [line] });
  } finally {
    await close();
  }
}

/** Where this program was started from source; a program that was built has none beside it. */
function sourceTree(): string {
  const isSource = !Deno.build.standalone && import.meta.url.endsWith("/src/cli/commands/migrate_new.ts");
  const root = isSource ? fileURLToPath(new URL("../../..", import.meta.url)) : undefined;
  if (root !== undefined && existsSync(join(root, LIST))) return root;
  throw new RoseyError(
    "Cannot write a migration: this program was built, and migrations are part of its source",
    {
      code: "migrate.no_source",
      hint: "Run `deno task rosey migrate new NAME` in the source tree.",
      exit: "usage",
    },
  );
}

function snakeCase(title: string): string {
  const name = title.trim().replace(/([a-z0-9])([A-Z])/g, "$1_$2").replace(/[\s-]+/g, "_").toLowerCase();
  if (/^[a-z][a-z0-9_]{0,80}$/.test(name)) return name;
  throw new RoseyError(`Cannot write a migration: its name is ${JSON.stringify(title)}`, {
    code: "cli.usage",
    hint: "Say what it does in letters and digits, such as add_nick.",
    exit: "usage",
  });
}

/** The time, unless a migration of the list is newer than that. */
function nextId(nowMs: number, { migrations }: MigrationLine): NewMigration["id"] {
  const now = new Date(nowMs).toISOString().replace(/[-:T]|\.\d+Z$/g, "");
  const newest = migrations.at(-1)?.id ?? "";
  return now > newest ? now : String(BigInt(newest) + 1n);
}
