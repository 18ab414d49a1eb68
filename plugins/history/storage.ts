/**
 * The history's own table: what was said and counted in each hour, so that a year is a few thousand rows.
 *
 * @module
 */

import { pluginStorage } from "../../db/plugin_storage/mod.ts";
import { migrations } from "./migrations/mod.ts";

/** Hours outlive the lines and the samples that they were counted from. */
export const storage = pluginStorage({
  plugin: "history",
  tables: {
    history_hours: {
      columns: {
        /** Unix seconds; whole hours of UTC. */
        hour_start: { type: "integer64", key: "primary" },
        /** Lines of chat, those of shadow-muted people left out. */
        lines: { type: "integer64" },
        /** How often the room was counted. */
        samples: { type: "integer64" },
        /** All samples together. */
        chat_users: { type: "integer64" },
        chat_users_max: { type: "integer64" },
        /** All samples together. */
        connected: { type: "integer64" },
        connected_max: { type: "integer64" },
      },
    },
  },
  migrations,
});
