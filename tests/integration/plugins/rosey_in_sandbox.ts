/**
 * The whole bot with its plugins in a sandbox room, over real sockets, with people to write to it.
 *
 * @module
 */
import { plugins } from "../../../plugins/mod.ts";
import { Bot } from "../../../src/bot/bot.ts";
import { QueuedSpeaker } from "../../../src/cli/room/queued_speaker.ts";
import { seededRandom, systemClock } from "../../../src/domain/clock.ts";
import type { RoomEvent } from "../../../src/domain/events.ts";
import type { RoomView } from "../../../src/domain/room.ts";
import { Sandbox } from "../../../src/sandbox/server.ts";
import { createLog } from "../../../src/telemetry/log.ts";
import { openMemoryDatabase } from "../../unit/plugins/memory_database.ts";
import { RunningClient } from "../cytube/sandbox_room.ts";
import { Person } from "./person.ts";

/** The people of the room and their ranks; Rosey is an admin unless a test says otherwise. */
const RANKS = { owner: 5, rosey: 3, mod: 2, alice: 1, bob: 1 };

/** A name of somebody who can be there. */
export type PersonName = Exclude<keyof typeof RANKS, "rosey">;

/** A room with Rosey, who is there when it is given, and these people. */
export class RoseyInSandbox implements AsyncDisposable {
  readonly #parts = new AsyncDisposableStack();
  readonly #people = new Map<PersonName, Person>();
  readonly #url: string;
  /** What Rosey has heard, oldest first. */
  readonly events: RoomEvent[] = [];
  #view: RoomView | undefined;

  /** Starts the room; `roseysRank` is her rank in the channel. */
  static async start(people: readonly PersonName[], roseysRank = RANKS.rosey): Promise<RoseyInSandbox> {
    const parts = new AsyncDisposableStack();
    const ranks = Object.entries({ ...RANKS, rosey: roseysRank }).filter(([, rank]) => rank > 1);
    const sandbox = parts.adopt(
      await Sandbox.start({
        clock: systemClock,
        random: seededRandom(1),
        port: 0,
        accounts: Object.keys(RANKS).map((name) => ({ name, password: name })),
        channels: [{ name: "testroom", ranks: Object.fromEntries(ranks) }],
        settings: { loginDelayMs: 1, connectionLimit: false },
      }),
      (running) => running.stop(),
    );
    const room = new RoseyInSandbox(sandbox.url, parts);
    for (const name of people) await room.comes(name);
    await room.#startBot();
    return room;
  }

  private constructor(url: string, parts: AsyncDisposableStack) {
    this.#url = url;
    this.#parts = parts;
  }

  /** The room as Rosey sees it. */
  get view(): RoomView {
    if (this.#view === undefined) throw new Error("Rosey was not started");
    return this.#view;
  }

  /** Somebody of the room. */
  person(name: PersonName): Person {
    const found = this.#people.get(name);
    if (found === undefined) throw new Error(`${name} is not in the test`);
    return found;
  }

  /** Somebody comes in, also again. */
  async comes(name: PersonName): Promise<Person> {
    const person = this.#parts.adopt(new Person(this.#url, name), (open) => open.leaves());
    this.#people.set(name, person);
    await person.sees("userlist");
    return person;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.disposeAsync();
  }

  async #startBot(): Promise<void> {
    const clock = systemClock;
    const log = createLog({
      level: "error",
      format: "human",
      colour: false,
      clock,
      redact: (text) => text,
      write(line) {
        throw new Error(`Rosey complained: ${line}`);
      },
    });
    const database = this.#parts.use(await openMemoryDatabase(plugins));
    const entered = Promise.withResolvers<void>();
    const client = new RunningClient(this.#url, {
      clock,
      sink: (event) => {
        this.events.push(event);
        bot.accept(event);
        if (event.kind === "room.entered") entered.resolve();
      },
    });
    this.#view = client.client.room;
    let seq = 1_000_000;
    const bot = await Bot.start({
      ...database,
      room: client.client.room,
      speaker: new QueuedSpeaker(client.client.speaker, log),
      roomLine: client.client.line,
      line: { lastFrameAgeMs: 0, waitingLines: 0 },
      clock,
      random: seededRandom(3),
      log,
      stamp: () => ({ id: `test-${seq += 1}`, seq, atMs: clock.now() }),
      plugins,
      settings: {},
      prefix: "!",
      secrets: [],
      version: "1.0.0",
      server: this.#url,
    });
    this.#parts.defer(() => client.stop().then(() => undefined));
    this.#parts.defer(() => bot.stop());
    await entered.promise;
  }
}
