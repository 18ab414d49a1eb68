/**
 * A database that can be away, as the outage driver makes it look: changes are durable in the spill, in their order, and
 * reads are refused, or on SQLite answered without what is spilled.
 *
 * @module
 */
import type { Repositories } from "../../../../db/repositories/mod.ts";
import type { Write } from "../../../../src/domain/memory.ts";
import { RoseyError } from "../../../../src/domain/errors.ts";
import { OUTBOX_READS, type OutboxRoom } from "./outbox_room.ts";

/** See the module. */
export class SpillModel {
  readonly repositories: { readonly outbox: Repositories["outbox"] };
  readonly #all: OutboxRoom;
  readonly #readsWhileAway: boolean;
  #spilled: (readonly Write[])[] | undefined;

  constructor(all: OutboxRoom, { readsWhileAway }: { readonly readsWhileAway: boolean }) {
    this.#all = all;
    this.#readsWhileAway = readsWhileAway;
    const outbox = new Proxy(all.memory.repositories.outbox, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== "function") return member;
        return (...args: readonly unknown[]): unknown =>
          OUTBOX_READS.has(String(name)) && this.#refuses
            ? Promise.reject(away())
            : Reflect.apply(member, target, args);
      },
    });
    this.repositories = { outbox };
  }

  /** Changes that wait in the spill. */
  get spilled(): number {
    return this.#spilled?.length ?? 0;
  }

  readonly commit = async (writes: readonly Write[]): Promise<void> => {
    if (this.#spilled === undefined) await this.#all.commit(writes);
    else this.#spilled.push(writes);
  };

  goAway(): void {
    this.#spilled ??= [];
  }

  /** The database is back, and what was spilled is stored; also what the next process does first. */
  async comeBack(): Promise<void> {
    for (const writes of this.#spilled ?? []) await this.#all.commit(writes);
    this.#spilled = undefined;
  }

  get #refuses(): boolean {
    return this.#spilled !== undefined && !this.#readsWhileAway;
  }
}

function away(): RoseyError {
  return new RoseyError("the database is away", { code: "database.away", exit: "databaseUnavailable" });
}
