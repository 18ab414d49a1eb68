/**
 * Every change of the playlist's own tables. Each is declared once and has a name; calling it gives the change as data.
 *
 * @module
 */

import { sql } from "kysely";
import type { PlaylistItem, Write } from "../../src/plugin/mod.ts";
import { nameKey } from "../../src/plugin/mod.ts";
import { storage } from "./storage.ts";

const snapshotSaved = storage.defineWrite(
  "playlist.snapshot_saved",
  { name_key: "text", name: "text", saved_by: "text", saved_at: "integer64", items: "integer64" },
  ({ db, parameter }) => db.insertInto("playlist_snapshots").values(parameter),
);

const snapshotItemSaved = storage.defineWrite(
  "playlist.snapshot_item_saved",
  {
    name_key: "text",
    position: "integer64",
    type: "text",
    media_id: "text",
    title: "text",
    temporary: "boolean01",
  },
  ({ db, parameter }) => db.insertInto("playlist_snapshot_items").values(parameter),
);

const snapshotItemsDeleted = storage.defineWrite(
  "playlist.snapshot_items_deleted",
  { name_key: "text" },
  ({ db, parameter }) => db.deleteFrom("playlist_snapshot_items").where("name_key", "=", parameter.name_key),
);

const deleted = storage.defineWrite(
  "playlist.snapshot_deleted",
  { name_key: "text" },
  ({ db, parameter }) => db.deleteFrom("playlist_snapshots").where("name_key", "=", parameter.name_key),
);

const restoreBegun = storage.defineWrite(
  "playlist.restore_begun",
  { name_key: "text", name: "text", started_by: "text", items: "integer64" },
  ({ db, parameter }) =>
    db.insertInto("playlist_restores")
      .values({ ...parameter, passed: 0 })
      .onConflict((conflict) =>
        conflict.column("name_key").doUpdateSet((eb) => ({
          started_by: eb.ref("excluded.started_by"),
          passed: 0,
          items: eb.ref("excluded.items"),
        }))
      ),
);

const restorePassed = storage.defineWrite(
  "playlist.restore_passed",
  { name_key: "text", passed: "integer64" },
  ({ db, parameter }) =>
    db.updateTable("playlist_restores").set({ passed: parameter.passed })
      .where("name_key", "=", parameter.name_key),
);

const restoreEnded = storage.defineWrite(
  "playlist.restore_ended",
  { name_key: "text" },
  ({ db, parameter }) => db.deleteFrom("playlist_restores").where("name_key", "=", parameter.name_key),
);

const itemDead = storage.defineWrite(
  "playlist.item_dead",
  { type: "text", media_id: "text", title: "text?", reason: "text", seen_at: "integer64" },
  ({ db, parameter }) =>
    db.insertInto("playlist_dead_items")
      .values({ ...parameter, times: 1 })
      .onConflict((conflict) =>
        conflict.columns(["type", "media_id"]).doUpdateSet((eb) => ({
          title: sql<string | null>`coalesce(excluded.title, playlist_dead_items.title)`,
          reason: eb.ref("excluded.reason"),
          times: sql<number>`playlist_dead_items.times + 1`,
          seen_at: eb.ref("excluded.seen_at"),
        }))
      ),
);

const itemAlive = storage.defineWrite(
  "playlist.item_alive",
  { type: "text", media_id: "text" },
  ({ db, parameter }) =>
    db.deleteFrom("playlist_dead_items")
      .where("type", "=", parameter.type).where("media_id", "=", parameter.media_id),
);

const deadForgotten = storage.defineWrite(
  "playlist.dead_forgotten",
  { before: "integer64" },
  ({ db, parameter }) => db.deleteFrom("playlist_dead_items").where("seen_at", "<", parameter.before),
);

/** How long it is remembered that something could not be played: sites bring things back. */
const DEAD_SECONDS = 90 * 24 * 60 * 60;

/** The playlist as it is, kept under a name. */
export function savedSnapshot(
  snapshot: { name: string; savedBy: string; atMs: number; items: readonly PlaylistItem[] },
): Write[] {
  const { name, savedBy, atMs, items } = snapshot;
  const name_key = nameKey(name);
  return [
    snapshotSaved({ name_key, name, saved_by: savedBy, saved_at: seconds(atMs), items: items.length }),
    ...items.map(({ media: { type, id, title }, temporary }, index) =>
      snapshotItemSaved({ name_key, position: index + 1, type, media_id: id, title, temporary })
    ),
  ];
}

/** A snapshot goes, with its items. */
export function deletedSnapshot(name: string): Write[] {
  const name_key = nameKey(name);
  return [snapshotItemsDeleted({ name_key }), deleted({ name_key })];
}

/** A restore begins. */
export function begunRestore(restore: { name: string; startedBy: string; items: number }): Write[] {
  const { name, startedBy, items } = restore;
  return [restoreBegun({ name_key: nameKey(name), name, started_by: startedBy, items })];
}

/** A restore has come through this many of its items. */
export function passedRestore(name: string, passed: number): Write[] {
  return [restorePassed({ name_key: nameKey(name), passed })];
}

/** A restore is over, whole or not, and whoever asked for it was told. */
export function endedRestore(name: string): Write[] {
  return [restoreEnded({ name_key: nameKey(name) })];
}

/** Something could not be played; once more, if it is known. */
export function deadItem(
  dead: { type: string; id: string; title: string | undefined; reason: string; atMs: number },
): Write[] {
  const { type, id, title, reason, atMs } = dead;
  return [
    deadForgotten({ before: seconds(atMs) - DEAD_SECONDS }),
    itemDead({ type, media_id: id, title, reason, seen_at: seconds(atMs) }),
  ];
}

/** Something was played after all. */
export function aliveItem({ type, id }: { type: string; id: string }): Write[] {
  return [itemAlive({ type, media_id: id })];
}

function seconds(ms: number): number {
  return Math.floor(ms / 1_000);
}
