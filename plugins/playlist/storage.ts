/**
 * The playlist's own tables, as all of their migrations together make them.
 *
 * @module
 */

import { pluginStorage } from "../../db/plugin_storage/mod.ts";
import { migrations } from "./migrations.ts";

/** Snapshots with their items, restores that are under way, and what could not be played. Times are Unix seconds. */
export const storage = pluginStorage({
  plugin: "playlist",
  tables: {
    playlist_snapshots: {
      columns: {
        /** The name as names are compared. */
        name_key: { type: "text", key: "primary" },
        name: { type: "text" },
        saved_by: { type: "text" },
        saved_at: { type: "integer64" },
        items: { type: "integer64" },
      },
    },
    playlist_snapshot_items: {
      columns: {
        name_key: { type: "text" },
        /** Counted from 1. */
        position: { type: "integer64" },
        type: { type: "text" },
        media_id: { type: "text" },
        title: { type: "text" },
        temporary: { type: "boolean01" },
      },
      primaryKey: ["name_key", "position"],
    },
    /** What is left in it at a start was cut off by the stop before. */
    playlist_restores: {
      columns: {
        name_key: { type: "text", key: "primary" },
        name: { type: "text" },
        started_by: { type: "text" },
        passed: { type: "integer64" },
        items: { type: "integer64" },
      },
    },
    playlist_dead_items: {
      columns: {
        type: { type: "text" },
        media_id: { type: "text" },
        title: { type: "text", nullable: true },
        reason: { type: "text" },
        times: { type: "integer64" },
        seen_at: { type: "integer64" },
      },
      primaryKey: ["type", "media_id"],
    },
  },
  migrations,
  people: {
    playlist_snapshots: { columns: { saved_by: "blank" } },
    playlist_restores: { columns: { started_by: "blank" } },
  },
});
