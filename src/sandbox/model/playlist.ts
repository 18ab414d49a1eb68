/**
 * The playlist of one channel: its items, what plays, who leads, and what everybody is told of it.
 *
 * @module
 */

import type { Media } from "../media_catalogue.ts";
import { type Connection, LEADER_RANK, type NamedConnection } from "./connection.ts";
import { type Item, ItemList, type Position } from "./item_list.ts";
import { Playback, type PlaybackPosition } from "./playback.ts";
import type { Room } from "./room.ts";

/** What a channel keeps of its playlist while nobody is there. */
export interface KeptPlaylist {
  readonly items: { media: Media; temp: boolean; queueby: string }[];
  /** Place of the current item in `items`, if any. */
  readonly current: number | null;
  readonly positionS: number;
}

/** The playlist of one channel. */
export class Playlist {
  readonly list = new ItemList();
  readonly #room: Room;
  readonly #playback: Playback;
  readonly #onMediaChange: () => void;
  #current: Item | undefined;
  #leader: NamedConnection | undefined;

  /** `onMediaChange` is called after each `changeMedia` to everybody. */
  constructor(room: Room, onMediaChange: () => void) {
    this.#room = room;
    this.#onMediaChange = onMediaChange;
    this.#playback = new Playback(room.services.clock, {
      onUpdate: (position) => room.broadcast("mediaUpdate", position),
      onOver: () => this.playNext(),
    });
  }

  get current(): Item | undefined {
    return this.#current;
  }

  get leader(): NamedConnection | undefined {
    return this.#leader;
  }

  /** Takes the items of an earlier time over and plays on where it stopped. */
  restore(kept: KeptPlaylist): void {
    for (const entry of kept.items) this.list.add(entry, "append");
    const current = kept.current === null ? undefined : this.list.items[kept.current];
    if (current !== undefined) this.#play(current, kept.positionS);
  }

  /** What to keep. */
  keep(): KeptPlaylist {
    const items = this.list.items;
    const current = this.#current;
    return {
      items: items.map(({ media, temp, queueby }) => ({ media, temp, queueby })),
      current: current === undefined ? null : items.indexOf(current),
      positionS: this.#playback.position.currentTime,
    };
  }

  /** The whole list, to one viewer; who may not see it gets the totals only. */
  sendTo(viewer: Connection): void {
    viewer.send("setPlaylistMeta", this.list.meta());
    if (!this.#room.allows(viewer, "seeplaylist")) return;
    viewer.send("playlist", this.list.items.map((item) => ({ ...item })));
    if (this.#current !== undefined) viewer.send("setCurrent", this.#current.uid);
  }

  /** What plays now, to one viewer. */
  sendMediaTo(viewer: Connection): void {
    if (this.#current === undefined) return;
    viewer.send("setCurrent", this.#current.uid);
    viewer.send("changeMedia", { ...this.#current.media, ...this.#playback.position });
  }

  /** Adds an item; the first one of an empty list starts to play. */
  add(entry: Omit<Item, "uid">, where: "next" | "end"): void {
    const position: Position = where === "end" ? "append" : this.#current?.uid ?? "prepend";
    const { item, after } = this.list.add(entry, position);
    this.#broadcastToViewers("queue", { item: { ...item }, after });
    this.#room.broadcast("setPlaylistMeta", this.list.meta());
    this.#room.log(
      `[playlist] ${item.queueby} added ${item.media.title} (${item.media.type}:${item.media.id})`,
    );
    if (this.#current === undefined) this.#play(item);
  }

  /** Takes an item out; if it plays, the next one starts. */
  remove(uid: number): void {
    const next = this.list.next(uid);
    if (!this.#drop(uid) || this.#current?.uid !== uid) return;
    if (next === undefined || next.uid === uid) this.#stop();
    else this.#play(next);
  }

  move(uid: number, after: Position): void {
    if (this.list.move(uid, after)) this.#broadcastToViewers("moveVideo", { from: uid, after });
  }

  setTemp(uid: number, temp: boolean): void {
    const item = this.list.find(uid);
    if (item === undefined) return;
    item.temp = temp;
    this.#broadcastToViewers("setTemp", { uid, temp });
  }

  /** Plays the next item, from the last on to the first. A temporary item that was playing goes. */
  playNext(): void {
    const current = this.#current;
    if (current === undefined) return;
    const next = this.list.next(current.uid);
    this.#leave(current, next);
  }

  jumpTo(uid: number): void {
    const target = this.list.find(uid);
    if (target === undefined) return;
    if (this.#current === undefined || this.#current === target) this.#play(target);
    else this.#leave(this.#current, target);
  }

  shuffle(): void {
    const positionS = this.#playback.position.currentTime;
    const front = this.list.shuffle(this.#room.services.random, this.#current?.uid);
    this.#broadcastToViewers("playlist", this.list.items.map((item) => ({ ...item })));
    if (front !== undefined) this.#play(front, positionS);
  }

  /** Empties the list; nobody is told that nothing plays any more. */
  clear(): void {
    this.list.clear();
    this.#stop();
    this.#broadcastToViewers("playlist", []);
    this.#room.broadcast("setPlaylistMeta", this.list.meta());
  }

  /** Makes somebody leader, or with `undefined` the server. False if that person is not there. */
  assignLeader(name: string | undefined): boolean {
    const leader = name === undefined ? undefined : this.#room.find(name);
    if (name !== undefined && leader === undefined) return false;
    this.#dismissLeader();
    if (leader === undefined) {
      this.#room.broadcast("setLeader", "");
      this.#resume();
      return true;
    }
    this.#leader = leader;
    this.#playback.stop();
    if (leader.rank < LEADER_RANK) this.#room.changeRank(leader, () => leader.isLeader = true);
    this.#room.broadcast("setLeader", leader.name);
    this.#room.broadcast("setUserRank", { name: leader.name, rank: leader.rank });
    return true;
  }

  /** The leader's report of the position; anybody else's is ignored. */
  report(from: Connection, id: string, type: string, position: PlaybackPosition): void {
    const media = this.#current?.media;
    if (from !== this.#leader || media === undefined || media.id !== id || media.type !== type) return;
    this.#playback.report(position);
  }

  /** Somebody is gone: if it was the leader, the server leads again. */
  forget(who: Connection): void {
    if (who !== this.#leader) return;
    this.#leader = undefined;
    this.#room.broadcast("setLeader", "");
    this.#resume();
  }

  /** Stops the timer for good. */
  end(): void {
    this.#playback.stop();
  }

  #dismissLeader(): void {
    const old = this.#leader;
    this.#leader = undefined;
    if (old === undefined) return;
    if (old.isLeader) this.#room.changeRank(old, () => old.isLeader = false);
    this.#room.broadcast("setUserRank", { name: old.name, rank: old.rank });
  }

  #resume(): void {
    if (this.#current !== undefined) this.#playback.resume();
  }

  #leave(current: Item, next: Item | undefined): void {
    if (current.temp) this.#drop(current.uid);
    if (next === undefined || this.list.find(next.uid) === undefined) this.#stop();
    else this.#play(next);
  }

  #drop(uid: number): boolean {
    if (!this.list.remove(uid)) return false;
    this.#broadcastToViewers("delete", { uid });
    this.#room.broadcast("setPlaylistMeta", this.list.meta());
    return true;
  }

  #play(item: Item, atS?: number): void {
    this.#current = item;
    const led = this.#leader !== undefined;
    this.#playback.start(item.media.seconds, atS === undefined ? { led } : { led, atS });
    for (const member of [...this.#room.members]) this.sendMediaTo(member);
    this.#room.log(`[playlist] Now playing: ${item.media.title} (${item.media.type}:${item.media.id})`);
    this.#onMediaChange();
  }

  #stop(): void {
    this.#current = undefined;
    this.#playback.stop();
  }

  #broadcastToViewers(event: string, payload: unknown): void {
    this.#room.broadcastFrom(this.#room.permissions.rankFor("seeplaylist"), event, payload);
  }
}
