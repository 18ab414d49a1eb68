/**
 * An outbox in a room, on a real database, with a clock that stands still: one process, and the next one after a crash.
 *
 * @module
 */
import type { Repositories } from "../../../../db/repositories/mod.ts";
import { BannedLinks } from "../../../../src/domain/banned_links.ts";
import { DurableOutbox } from "../../../../plugins/outbound/durable_outbox.ts";
import { ManualClock, seededRandom } from "../../../../src/domain/clock.ts";
import type { UnitSink, Write } from "../../../../src/domain/memory.ts";
import type { LineClass, QueueOptions } from "../../../../src/domain/outbox.ts";
import { plainText } from "../../../../src/domain/text.ts";
import type { OutboxChange } from "../../../../plugins/outbound/ledger.ts";
import { FakeRoom } from "../../../../src/plugin/fake_room.ts";
import { type MemoryDatabase, openMemoryDatabase } from "../memory_database.ts";
import { FakeLine, HeardRoom } from "./fake_line.ts";

/** What the outbox only reads of its repository: everything else makes writes. */
export const OUTBOX_READS: ReadonlySet<string> = new Set([
  "ofGroup",
  "waiting",
  "firstWaiting",
  "unsettled",
  "lastConfirmed",
  "bannedLinkLines",
]);

/** A process: its outbox and its line. */
export class Life {
  readonly line: FakeLine;
  readonly outbox: DurableOutbox;
  readonly changes: OutboxChange[] = [];
  readonly complaints: string[] = [];
  readonly view = new FakeRoom("Rosey");
  readonly #abort = new AbortController();
  readonly #clock: ManualClock;

  constructor(
    { room, clock, repositories, commit, seed, linked = [] }: {
      readonly room: HeardRoom;
      readonly clock: ManualClock;
      readonly repositories: Pick<Repositories, "outbox">;
      readonly commit: (writes: readonly Write[]) => Promise<void>;
      readonly seed: number;
      readonly linked?: readonly string[];
    },
  ) {
    const line = new FakeLine(room);
    this.line = line;
    Object.defineProperty(this.view, "inRoom", { get: () => line.inside });
    this.#clock = clock;
    const log = (message: string, fields: Readonly<Record<string, unknown>> = {}) =>
      void this.complaints.push([message, ...Object.values(fields).map(String)].join(" | "));
    this.outbox = new DurableOutbox({
      line: this.line,
      changed: (change) => this.changes.push(change),
      repository: repositories.outbox,
      write: commit,
      room: this.view,
      links: new BannedLinks(linked),
      clock,
      random: seededRandom(seed),
      log: { debug() {}, info: log, warn: log, error: log },
      signal: this.#abort.signal,
    });
  }

  get #happened(): number {
    return this.changes.length + this.line.sent.length;
  }

  say(
    text: string,
    className: LineClass = "reply",
    options: QueueOptions & { producer?: string } = {},
  ): Promise<void> {
    return this.outbox.say([plainText(text)], { producer: "test", class: className, ...options });
  }

  /** Comes into the room and lets everything be said that can be. */
  async enter(): Promise<void> {
    this.line.enter();
    await this.settle();
  }

  /** Lets everything happen that can without time going on. */
  async settle(): Promise<void> {
    let before = -1;
    for (let quiet = 0; quiet < 15; quiet = before === this.#happened ? quiet + 1 : 0) {
      before = this.#happened;
      await this.#clock.advanceAsync(0);
    }
  }

  /** Ends in good order. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await this.outbox.stop();
  }
}

/** A room with a memory; lives come and go in it. */
export class OutboxRoom implements AsyncDisposable {
  readonly room = new HeardRoom();
  readonly clock = new ManualClock();
  readonly memory: MemoryDatabase;
  readonly #lives = new Set<Life>();
  #seeds = 0;
  #units = 0;

  static async open(): Promise<OutboxRoom> {
    return new OutboxRoom(await openMemoryDatabase());
  }

  private constructor(memory: MemoryDatabase) {
    this.memory = memory;
  }

  get sink(): UnitSink {
    return this.memory.sink;
  }

  /** Starts a process. `commit` stands between it and the memory. */
  live(
    options: Partial<Pick<ConstructorParameters<typeof Life>[0], "commit" | "repositories" | "linked">> = {},
  ): Life {
    const { room, clock, memory } = this;
    this.#seeds += 1;
    const seed = this.#seeds;
    const commit = (writes: readonly Write[]) => this.commit(writes);
    const life = new Life({ room, clock, repositories: memory.repositories, commit, seed, ...options });
    this.#lives.add(life);
    return life;
  }

  /** It is gone, without an end in good order. */
  forget(life: Life): void {
    this.#lives.delete(life);
  }

  commit(writes: readonly Write[]): Promise<void> {
    this.#units += 1;
    return this.sink.commit({ id: `unit ${this.#units}`, writes });
  }

  /** Every row, oldest first: its text, its state, and why. */
  async rows(): Promise<string[]> {
    const rows = await this.memory.repositories.outbox.list({ limit: -1 });
    return rows.toReversed().map(({ outgoing, state, reason }) => {
      const what = outgoing === undefined
        ? "?"
        : outgoing.kind === "action"
        ? outgoing.action.kind
        : outgoing.text;
      return reason === undefined ? `${what}: ${state}` : `${what}: ${state}, ${reason}`;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const life of this.#lives) await life.stop();
    await this.memory[Symbol.asyncDispose]();
  }
}
