/**
 * How the tables of the playlist came to be, version by version. What is written here is never changed once somebody has
 * run it: a new version is a new entry below.
 *
 * @module
 */

import type { Migration } from "../../db/plugin_storage/mod.ts";

const down = [
  "DROP TABLE playlist_dead_items",
  "DROP TABLE playlist_restores",
  "DROP TABLE playlist_snapshot_items",
  "DROP TABLE playlist_snapshots",
];

const snapshots = {
  id: "20261128110000",
  name: "snapshots_and_dead_items",
  up: {
    sqlite: [
      `CREATE TABLE playlist_snapshots (
        name_key TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        saved_by TEXT NOT NULL,
        saved_at INTEGER NOT NULL,
        items INTEGER NOT NULL
      )`,
      `CREATE TABLE playlist_snapshot_items (
        name_key TEXT NOT NULL,
        position INTEGER NOT NULL,
        type TEXT NOT NULL,
        media_id TEXT NOT NULL,
        title TEXT NOT NULL,
        temporary INTEGER NOT NULL,
        PRIMARY KEY (name_key, position)
      )`,
      `CREATE TABLE playlist_restores (
        name_key TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        started_by TEXT NOT NULL,
        passed INTEGER NOT NULL,
        items INTEGER NOT NULL
      )`,
      `CREATE TABLE playlist_dead_items (
        type TEXT NOT NULL,
        media_id TEXT NOT NULL,
        title TEXT,
        reason TEXT NOT NULL,
        times INTEGER NOT NULL,
        seen_at INTEGER NOT NULL,
        PRIMARY KEY (type, media_id)
      )`,
    ],
    postgres: [
      `CREATE TABLE playlist_snapshots (
        name_key text COLLATE "C" PRIMARY KEY,
        name text COLLATE "C" NOT NULL,
        saved_by text COLLATE "C" NOT NULL,
        saved_at bigint NOT NULL,
        items bigint NOT NULL
      )`,
      `CREATE TABLE playlist_snapshot_items (
        name_key text COLLATE "C" NOT NULL,
        position bigint NOT NULL,
        type text COLLATE "C" NOT NULL,
        media_id text COLLATE "C" NOT NULL,
        title text COLLATE "C" NOT NULL,
        temporary smallint NOT NULL,
        PRIMARY KEY (name_key, position)
      )`,
      `CREATE TABLE playlist_restores (
        name_key text COLLATE "C" PRIMARY KEY,
        name text COLLATE "C" NOT NULL,
        started_by text COLLATE "C" NOT NULL,
        passed bigint NOT NULL,
        items bigint NOT NULL
      )`,
      `CREATE TABLE playlist_dead_items (
        type text COLLATE "C" NOT NULL,
        media_id text COLLATE "C" NOT NULL,
        title text COLLATE "C",
        reason text COLLATE "C" NOT NULL,
        times bigint NOT NULL,
        seen_at bigint NOT NULL,
        PRIMARY KEY (type, media_id)
      )`,
    ],
  },
  down: { sqlite: down, postgres: down },
} satisfies Migration;

/** In the order of their ids. */
export const migrations = [snapshots] as const;
