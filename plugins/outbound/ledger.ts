/**
 * Writes down where things are on their way. What cannot be stored is tried again until it can: a line that was said and
 * not marked so would be said twice.
 *
 * @module
 */

import type { OutboxKey, OutboxRepository } from "../../db/repositories/mod.ts";
import { sleep } from "../../src/domain/clock.ts";
import { errorText } from "../../src/domain/errors.ts";
import type { Clock, EventOf, OutboxState, PluginLog, Write } from "../../src/plugin/mod.ts";

/** When a change is tried again that could not be stored. */
const RETRY_MS = 1_000;

/** A change of state, as it is told. */
export type OutboxChange = Pick<EventOf<"outbox.changed">, "outboxId" | "state" | "detail">;

/** What the ledger needs. */
export interface LedgerOptions {
  readonly repository: OutboxRepository;
  readonly write: (writes: readonly Write[]) => Promise<void>;
  /** Hears every change. */
  readonly changed: (change: OutboxChange) => void;
  readonly clock: Clock;
  readonly log: PluginLog;
  /** From then on nothing is tried again. */
  readonly signal: AbortSignal;
}

/** A row that came into another state. */
export interface Moved {
  readonly line: OutboxKey & { readonly id: number | undefined };
  readonly state: OutboxState;
  readonly reason: string | undefined;
  readonly detail: string | undefined;
}

/** See the module. */
export class Ledger {
  readonly repository: OutboxRepository;
  readonly #options: LedgerOptions;
  /** A row whose change waits in the spill. */
  #behind: OutboxKey | undefined;

  constructor(options: LedgerOptions) {
    this.repository = options.repository;
    this.#options = options;
  }

  /** Resolves when it is durable, with true; with false when it could not be stored and Rosey stops. Never rejects. */
  async commit(writes: readonly Write[], moved: readonly Moved[] = []): Promise<boolean> {
    const { write, clock, log, signal } = this.#options;
    for (let attempt = 1;; attempt++) {
      try {
        await write(writes);
        for (const { line, state, detail } of moved) this.tell(line.id, state, detail);
        return true;
      } catch (error) {
        if (attempt === 1) log.warn("the outbox cannot be written", { error: errorText(error) });
        if (!await this.#pause(clock, signal)) return false;
      }
    }
  }

  /** Tells of a change that is durable. Rows that have no number yet cannot be told of. */
  tell(id: number | undefined, state: OutboxState, detail: string | undefined): void {
    if (id !== undefined) this.#options.changed({ outboxId: id, state, detail });
  }

  /** A row is read as it was before a change that is durable: the database is away and can be read. */
  fellBehind(row: OutboxKey): void {
    this.#behind = row;
  }

  /** Whether rows are still read as they were. Then whatever is read as waiting may have been said. */
  async isBehind(): Promise<boolean> {
    const behind = this.#behind;
    if (behind === undefined) return false;
    const rows = await this.repository.ofGroup(behind.group);
    const isBehind = rows.some(({ part, state }) => part === behind.part && state === "queued");
    if (!isBehind && this.#behind === behind) this.#behind = undefined;
    return isBehind;
  }

  async #pause(clock: Clock, signal: AbortSignal): Promise<boolean> {
    try {
      await sleep(clock, RETRY_MS, signal);
      return true;
    } catch {
      return false;
    }
  }
}
