/**
 * The tables of the whole program: the core's, and those of the plugins that have some. Whatever opens a database takes
 * its lines of migrations from here.
 *
 * @module
 */

import type { MigrationLine } from "../../db/migrate/migration.ts";
import { CORE_PEOPLE } from "../../db/people/core_people.ts";
import type { PeopleTable } from "../../db/people/people_columns.ts";
import { allWrites } from "../../db/repositories/mod.ts";
import type { WriteCatalogue, WriteStatement } from "../../db/write_statements.ts";
import { coreLine } from "../../migrations/mod.ts";
import { plugins } from "../../plugins/mod.ts";

/** A plugin, as far as its tables go. */
export interface StoringPlugin {
  readonly storage?:
    | {
      readonly line: MigrationLine;
      readonly statements: readonly WriteStatement[];
      readonly people: readonly PeopleTable[];
    }
    | undefined;
}

/** What a database is opened with. */
export interface ProgramTables {
  /** The core's line first. */
  readonly lines: readonly MigrationLine[];
  /** Every change that may be made. */
  readonly writes: WriteCatalogue;
  /** Those that name people. */
  readonly people: readonly PeopleTable[];
}

/** The tables of the core and of these plugins. A plugin that is switched off keeps its tables. */
export function tablesWith(ofPlugins: readonly StoringPlugin[]): ProgramTables {
  const storages = ofPlugins.flatMap(({ storage }) => storage ?? []);
  return {
    lines: [coreLine, ...storages.map(({ line }) => line)],
    writes: allWrites(storages.flatMap(({ statements }) => statements)),
    people: [...CORE_PEOPLE, ...storages.flatMap(({ people }) => people)],
  };
}

/** The tables of this program. */
export function programTables(): ProgramTables {
  return tablesWith(plugins);
}
