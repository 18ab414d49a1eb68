/**
 * Asking the playlist's own tables.
 *
 * @module
 */

import type { MediaLink, Rosey } from "../../src/plugin/mod.ts";
import { nameKey } from "../../src/plugin/mod.ts";
import { storage } from "./storage.ts";

/** A playlist that was kept. */
export interface Snapshot {
  readonly name: string;
  readonly savedBy: string;
  readonly savedMs: number;
  readonly items: number;
}

/** One item of a snapshot. */
export interface SnapshotItem {
  readonly media: MediaLink;
  readonly title: string;
  readonly temporary: boolean;
}

/** A restore that has not come to its end. */
export interface UnfinishedRestore {
  readonly name: string;
  readonly startedBy: string;
  readonly passed: number;
  readonly items: number;
}

/** Something that could not be played. */
export interface DeadItem {
  readonly media: MediaLink;
  readonly title: string | undefined;
  readonly reason: string;
  readonly times: number;
  readonly seenMs: number;
}

/** Rows of one read: a longer one would hold others up. */
const PAGE = 500;

/** All that one can ask. */
export class PlaylistMemory {
  readonly #tables: ReturnType<typeof storage.reads>;

  constructor(database: Rosey<unknown>["database"]) {
    this.#tables = storage.reads(database);
  }

  /** How many snapshots there are. */
  async countSnapshots(): Promise<number> {
    const { count } = await this.#tables.selectFrom("playlist_snapshots")
      .select((eb) => eb.fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
    return Number(count);
  }

  /** The newest snapshots, newest first. */
  async snapshots(limit: number): Promise<Snapshot[]> {
    const rows = await this.#tables.selectFrom("playlist_snapshots").selectAll()
      .orderBy("saved_at", "desc").orderBy("name_key").limit(limit).execute();
    return rows.map(snapshotOf);
  }

  /** The snapshot of a name, without case. */
  async snapshot(name: string): Promise<Snapshot | undefined> {
    const row = await this.#tables.selectFrom("playlist_snapshots").selectAll()
      .where("name_key", "=", nameKey(name)).executeTakeFirst();
    return row === undefined ? undefined : snapshotOf(row);
  }

  /** What is in a snapshot, in order. */
  async items(name: string): Promise<SnapshotItem[]> {
    const items: SnapshotItem[] = [];
    for (;;) {
      const rows = await this.#tables.selectFrom("playlist_snapshot_items").selectAll()
        .where("name_key", "=", nameKey(name)).where("position", ">", items.length)
        .orderBy("position").limit(PAGE).execute();
      items.push(...rows.map(({ type, media_id, title, temporary }) => ({
        media: { type, id: media_id },
        title,
        temporary: temporary === 1,
      })));
      if (rows.length < PAGE) return items;
    }
  }

  /** Restores that were begun and not ended. */
  async unfinishedRestores(): Promise<UnfinishedRestore[]> {
    const rows = await this.#tables.selectFrom("playlist_restores").selectAll().orderBy("name_key").execute();
    return rows.map(({ name, started_by, passed, items }) => ({
      name,
      startedBy: started_by,
      passed,
      items,
    }));
  }

  /** What could not be played, newest first. */
  async deadItems(limit: number): Promise<DeadItem[]> {
    const rows = await this.#tables.selectFrom("playlist_dead_items").selectAll()
      .orderBy("seen_at", "desc").orderBy("type").orderBy("media_id").limit(limit).execute();
    return rows.map(({ type, media_id, title, reason, times, seen_at }) => ({
      media: { type, id: media_id },
      title: title ?? undefined,
      reason,
      times,
      seenMs: seen_at * 1_000,
    }));
  }
}

function snapshotOf(row: { name: string; saved_by: string; saved_at: number; items: number }): Snapshot {
  return { name: row.name, savedBy: row.saved_by, savedMs: row.saved_at * 1_000, items: row.items };
}
