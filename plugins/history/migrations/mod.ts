/**
 * The migrations of the plugin history, in their order.
 *
 * @module
 */

import type { Migration } from "../../../db/plugin_storage/mod.ts";
import hours from "./20261128200000_hours.ts";

/** For `pluginStorage`. */
export const migrations: readonly Migration[] = [hours];
