/**
 * `rosey migrate new`.
 *
 * @module
 */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openForMigration } from "../../../db/open_database.ts";
import { type Draft, draftFor, EMPTY_DRAFT } from "../../../db/migrate/draft.ts";
import { titleOf } from "../../../db/migrate/migration.ts";
import { migrationSource, type NewMigration, withMigration } from "../../../db/migrate/migration_source.ts";
import { notCurrent } from "../../../db/migrate/refusals.ts";
import { coreLine } from "../../../migrations/mod.ts";
import { systemClock } from "../../domain/clock.ts";
import { RoseyError } from "../../domain/errors.ts";
import type { RoseyContext } from "../command_context.ts";
import { jsonText, programFacts, readDatabaseConfig } from "../database_access.ts";
import type { Host } from "../host.ts";
import type { MigrateNewFlags } from "../migrate_command_table.ts";

const LIST = "migrations/mod.ts";

/** Writes `migrations/<number>_<name>.ts` and adds it to the list. */
export async function migrateNew(this: RoseyContext, flags: MigrateNewFlags, title: string): Promise<void> {
  const { host } = this;
  const name = snakeCase(title);
  const root = sourceTree();
  const draft = flags["from-diff"] === true ? await draftOf(host, flags) : EMPTY_DRAFT;
  const nothing = [...draft.up.sqlite, ...draft.up.postgres].length === 0;
  if (flags["from-diff"] === true && nothing) {
    host.out.write(
      flags.json === true
        ? jsonText({ file: null })
        : "the database is as db/schema.ts declares: nothing was written\n",
    );
    return;
  }
  const migration = { id: nextId(systemClock.now()), name };
  const file = join("migrations", `${titleOf(migration)}.ts`);
  const list = withMigration(readFileSync(join(root, LIST), "utf8"), migration);
  writeFileSync(join(root, file), migrationSource(migration, draft), { flag: "wx" });
  writeFileSync(join(root, LIST), list);
  host.out.write(
    flags.json === true
      ? jsonText({ file, ...draft })
      : [`wrote ${file}, and added it to ${LIST}`, ...draft.notes.map((note) => `note: ${note}`), ""].join(
        "\n",
      ),
  );
}

async function draftOf(host: Host, flags: MigrateNewFlags): Promise<Draft> {
  const { database: target } = await readDatabaseConfig(host, flags);
  const facts = programFacts(host);
  const { driver, migrator, close } = openForMigration({ ...facts, target, mayCreate: false });
  try {
    const refusal = notCurrent(driver.location, await migrator.state(), await migrator.status());
    if (refusal !== undefined) throw refusal;
    return await draftFor({ ...facts, driver });
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
function nextId(nowMs: number): NewMigration["id"] {
  const now = new Date(nowMs).toISOString().replace(/[-:T]|\.\d+Z$/g, "");
  const newest = coreLine.migrations.at(-1)?.id ?? "";
  return now > newest ? now : String(BigInt(newest) + 1n);
}
