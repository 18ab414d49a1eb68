/**
 * The migrations of the plugin external, in their order. A list in the source, so that they are inside the program.
 *
 * @module
 */

import type { Migration } from "../../../db/plugin_storage/mod.ts";
import programTables from "./20261128200000_program_tables.ts";

/** For `pluginStorage`. */
export const migrations: readonly Migration[] = [programTables];
