/**
 * The migrations of the plugin quotes, in their order. A list in the source, so that they are inside the program.
 *
 * @module
 */

import type { Migration } from "../../../db/plugin_storage/mod.ts";
import quotes from "./20261128100000_quotes.ts";

/** For `pluginStorage`. */
export const migrations: readonly Migration[] = [quotes];
