/** Durable events through lives that end anywhere between the commit, the publishing and the forgetting. */
import type { NatsConnection } from "nats";
import assert from "node:assert/strict";
import type { Repositories } from "../../../db/repositories/mod.ts";
import { DurableEvents } from "../../../src/bus/nats/event_stream.ts";
import { NatsLine } from "../../../src/bus/nats/nats_line.ts";
import { type Random, seededRandom, systemClock } from "../../../src/domain/clock.ts";
import type { EventHead } from "../../../src/domain/events.ts";
import type { UnitSink } from "../../../src/domain/memory.ts";
import { startNats } from "../../services/nats.ts";
import { chatEvent, stamps } from "../../unit/bus/chat_events.ts";
import { openMemoryDatabase } from "../../unit/plugins/memory_database.ts";
import { Listener } from "./listener.ts";
import { HeardLog } from "./open_line.ts";

const EVENTS = 10_000;
const NEXT_TURN = () => new Promise<void>((resolve) => setImmediate(resolve));
const NEVER = new Promise<never>(() => {});

/** Where a life can end. */
const POINTS = [
  "before reading",
  "after reading",
  "while publishing",
  "before forgetting",
  "after forgetting",
] as const;

type Point = (typeof POINTS)[number];

/** One life of the part that publishes. After its end nothing of it goes on. */
class Life {
  readonly durable: DurableEvents;
  readonly line: NatsLine;
  readonly ended = Promise.withResolvers<Point>();
  #isOver = false;

  constructor(
    url: string,
    { busEvents }: Pick<Repositories, "busEvents">,
    sink: UnitSink,
    private readonly random: Random,
  ) {
    const log = new HeardLog();
    const target = { servers: [url], login: undefined, tls: undefined };
    this.line = new NatsLine({ target, name: "life", clock: systemClock, log, retryMs: 20 });
    let connection: NatsConnection | undefined;
    this.line.onConnected((one) => connection = one);
    this.durable = new DurableEvents({
      line: this.line,
      facts: { channel: "movies", source: "rosey/test" },
      waiting: {
        kept: (event) => busEvents.kept(event),
        left: (range) => busEvents.left(range),
        count: () => busEvents.count(),
        oldest: async (limit) => {
          await this.#mayEnd("before reading");
          const oldest = await busEvents.oldest(limit);
          await this.#mayEnd("after reading");
          if (oldest.length > 0 && this.random() < CHANCE) {
            // In the next turns the events are on their way.
            const turns = Math.floor(this.random() * 4);
            void (async () => {
              for (let turn = 0; turn < turns; turn++) await NEXT_TURN();
              await connection?.close();
              void this.#end("while publishing");
            })();
          }
          return oldest;
        },
      },
      waitingMax: 1_000_000,
      write: async (writes) => {
        await this.#mayEnd("before forgetting");
        await sink.commit({ id: `bus ${crypto.randomUUID()}`, writes });
        await this.#mayEnd("after forgetting");
      },
      clock: systemClock,
      log,
    });
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  async #mayEnd(point: Point): Promise<void> {
    if (this.#isOver) await NEVER;
    if (this.random() < CHANCE) await this.#end(point);
  }

  async #end(point: Point): Promise<never> {
    this.#isOver = true;
    this.ended.resolve(point);
    // Only so that no timer is left: whatever it still wants to do, it waits for ever.
    void this.durable.stop();
    await this.line.close();
    return await NEVER;
  }
}

/** Of an end, at each point. */
const CHANCE = 0.1;

Deno.test("nats events: 10,000 durable events through lives that end anywhere lose none and double none", async () => {
  await using nats = await startNats({ own: true });
  await using memory = await openMemoryDatabase();
  const { repositories, sink } = memory;
  const random = seededRandom(5);
  const ends = new Map<Point, number>();
  const next = stamps();
  const committed: string[] = [];
  let life = new Life(nats.url, repositories, sink, random);
  const goOn = async () => {
    if (!life.isOver) return;
    const point = await life.ended.promise;
    ends.set(point, (ends.get(point) ?? 0) + 1);
    life = new Life(nats.url, repositories, sink, random);
  };
  /** An event is there when its unit is: a life that ends before never had it. */
  const say = async (head: EventHead) => {
    const event = chatEvent(head, { text: `line ${head.seq}` });
    const writes = life.durable.writes(event);
    await sink.commit({ id: event.id, writes });
    committed.push(event.id);
    life.durable.recorded(event);
  };
  while (committed.length < EVENTS) {
    await Promise.all(Array.from({ length: 1 + Math.floor(random() * 60) }, () => say(next())));
    await NEXT_TURN();
    await goOn();
  }
  while (await repositories.busEvents.count() > 0) {
    await NEXT_TURN();
    await goOn();
  }
  const lives = [...ends.values()].reduce((sum, count) => sum + count, 0);
  assert.ok(lives > 20, `${lives} lives`);
  for (const point of POINTS) assert.ok((ends.get(point) ?? 0) > 0, `no life ended ${point}`);
  await using listener = await Listener.join(nats.url);
  const stored = (await listener.stored()).map(({ id }) => id);
  assert.deepEqual(stored, committed, "in their order, each once");
  if (!life.isOver) {
    await life.durable.stop();
    await life.line.close();
  }
});
