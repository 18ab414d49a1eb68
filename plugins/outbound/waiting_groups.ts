/**
 * Whose turn it is on a lane. Classes go by their turn; within one turn the producers share the lane evenly, line by
 * line, and a producer's own lines go in the order in which they were queued.
 *
 * Only the beginning of a long queue is held here; the rest stays in the database until its time comes.
 *
 * The sharing is start-time fair queueing: each producer is as far as the lines that it had, one that comes back starts
 * where the others are, and the one that is the least far is next.
 *
 * @module
 */

import type { QueueName, WaitingLines } from "../../db/repositories/mod.ts";
import { LINE_CLASSES } from "../../src/domain/outbox.ts";
import type { PendingGroup } from "./pending.ts";

/** Rows of one producer in one class that are held; more than that are left in the database. */
export const HELD_ROWS = 100;

interface ProducerQueue extends QueueName {
  groups: PendingGroup[];
  /** The lines that it had, as the sharing counts them. */
  served: number;
  /** Rows that wait, those in the database alone included. */
  waiting: number;
  /** The newest row that is known of. */
  newestId: number;
  /** Whether the database has rows that are not held. */
  hasMore: boolean;
}

/** See the module. One for each lane. */
export class WaitingGroups {
  readonly #queues = new Map<string, ProducerQueue>();
  /** How far the sharing is, by turn. */
  readonly #served = new Map<number, number>();

  /** Rows that wait. */
  get waiting(): number {
    let sum = 0;
    for (const queue of this.#queues.values()) sum += queue.waiting;
    return sum;
  }

  /** Rows that wait in one queue. */
  waitingIn(name: QueueName): number {
    return this.#queues.get(keyOf(name))?.waiting ?? 0;
  }

  /** Adds what was queued just now; false when it is not held, but left in the database until its time comes. */
  add(group: PendingGroup): boolean {
    const queue = this.#queue(group);
    queue.waiting += group.lines.length;
    queue.newestId = Math.max(queue.newestId, ...group.lines.map(({ id }) => id ?? 0));
    if (queue.hasMore || rowsIn(queue) >= HELD_ROWS) queue.hasMore = true;
    else this.#insert(queue, group);
    return !queue.hasMore;
  }

  /** Puts what was taken back to where it was, as if it had not been taken. */
  putBack(group: PendingGroup): void {
    const queue = this.#queue(group);
    queue.waiting += group.lines.length;
    queue.served = Math.max(0, queue.served - group.lines.length);
    // Several may come back, and in any order. What has no number yet was taken first.
    const id = idOf(group);
    const before = id === Infinity ? 0 : queue.groups.filter((other) => idOf(other) < id).length;
    queue.groups.splice(before, 0, group);
  }

  /** Whose turn it is, of those that are wanted. */
  next(wanted: (group: PendingGroup) => boolean = () => true): PendingGroup | undefined {
    let best: { readonly group: PendingGroup; readonly turn: number; readonly served: number } | undefined;
    for (const { class: className, groups, served } of this.#queues.values()) {
      const { turn } = LINE_CLASSES[className];
      if (best !== undefined && (turn > best.turn || (turn === best.turn && served >= best.served))) continue;
      const group = groups.find(wanted);
      if (group !== undefined) best = { group, turn, served };
    }
    return best?.group;
  }

  /** Takes a group out: its lines are had. */
  take(group: PendingGroup): void {
    const queue = this.#queue(group);
    const { turn } = LINE_CLASSES[group.class];
    this.#served.set(turn, Math.max(this.#served.get(turn) ?? 0, queue.served));
    queue.served += group.lines.length;
    this.#remove(queue, group);
  }

  /** Takes out all for which this holds. */
  removeWhere(holds: (group: PendingGroup) => boolean): PendingGroup[] {
    const removed: PendingGroup[] = [];
    for (const queue of this.#queues.values()) {
      for (const group of queue.groups.filter(holds)) {
        this.#remove(queue, group);
        removed.push(group);
      }
    }
    return removed;
  }

  /** The queues of which the database has rows that should be held, by what it says of them all. */
  toRead(all: readonly WaitingLines[]): QueueName[] {
    const names = new Set(all.map(keyOf));
    for (const [name, queue] of this.#queues) {
      if (names.has(name)) continue;
      queue.hasMore = false;
      queue.waiting = rowsIn(queue);
    }
    return all.filter((told) => {
      const queue = this.#queue(told);
      // On PostgreSQL a row can come to light after newer ones: the count tells.
      const isShort = queue.hasMore
        ? this.#isLow(queue)
        : told.newestId > queue.newestId || told.lines > rowsIn(queue);
      queue.waiting = queue.hasMore || isShort ? Math.max(told.lines, rowsIn(queue)) : rowsIn(queue);
      return isShort;
    });
  }

  /** Whether the beginning of a queue is nearly used up although the database has more. */
  get isLow(): boolean {
    return [...this.#queues.values()].some((queue) => queue.hasMore && this.#isLow(queue));
  }

  /** Adds what was read from the beginning of a queue, without those that are known. */
  read(name: QueueName, groups: readonly PendingGroup[], told: {
    readonly newestId: number;
    readonly hasMore: boolean;
  }): void {
    const queue = this.#queue(name);
    queue.hasMore = told.hasMore;
    queue.newestId = Math.max(queue.newestId, told.newestId);
    for (const group of groups) this.#insert(queue, group);
    queue.waiting = told.hasMore ? Math.max(queue.waiting, rowsIn(queue)) : rowsIn(queue);
  }

  #isLow(queue: ProducerQueue): boolean {
    return rowsIn(queue) < HELD_ROWS / 2;
  }

  #queue(name: QueueName): ProducerQueue {
    const key = keyOf(name);
    const known = this.#queues.get(key);
    if (known !== undefined) return known;
    const { lane, class: className, producer } = name;
    const queue: ProducerQueue = {
      lane,
      class: className,
      producer,
      groups: [],
      served: 0,
      waiting: 0,
      newestId: 0,
      hasMore: false,
    };
    this.#queues.set(key, queue);
    return queue;
  }

  /** Behind everything that was queued before; what has no number yet is the newest. */
  #insert(queue: ProducerQueue, group: PendingGroup): void {
    this.#activate(queue);
    const id = idOf(group);
    const place = queue.groups.findLastIndex((other) => idOf(other) <= id);
    queue.groups.splice(place + 1, 0, group);
  }

  /** A producer that had nothing to say has saved nothing up. */
  #activate(queue: ProducerQueue): void {
    if (queue.groups.length > 0) return;
    queue.served = Math.max(queue.served, this.#served.get(LINE_CLASSES[queue.class].turn) ?? 0);
  }

  #remove(queue: ProducerQueue, group: PendingGroup): void {
    const index = queue.groups.indexOf(group);
    if (index === -1) return;
    queue.groups.splice(index, 1);
    queue.waiting = Math.max(0, queue.waiting - group.lines.length);
  }
}

function keyOf({ class: className, producer }: QueueName): string {
  return `${className} ${producer}`;
}

function rowsIn({ groups }: ProducerQueue): number {
  return groups.reduce((sum, { lines }) => sum + lines.length, 0);
}

function idOf({ lines: [next] }: PendingGroup): number {
  return next.id ?? Infinity;
}
