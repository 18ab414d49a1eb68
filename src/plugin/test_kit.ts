/**
 * For testing plugins: the real bot with its real commands, in a room without a server, with a clock that stands still.
 *
 * ```ts
 * await using memory = await openMemoryDatabase([quotes]); // tests/unit/plugins/memory_database.ts
 * const kit = await TestKit.start({ plugins: [quotes], ...memory, users: ["alice"] });
 * assert.deepEqual(await kit.chat("alice", "!quote 3"), ["#3 ..."]);
 * await kit.stop();
 * ```
 *
 * @module
 */

import { Bot } from "../bot/bot.ts";
import type { BotOptions } from "../bot/bot.ts";
import type { CommandFacts } from "../bot/command_registry.ts";
import { wordAskedFor } from "../bot/confirmations.ts";
import type { EventsOutside, Log, RoomMemory } from "../bot/ports.ts";
import { BannedLinks } from "../domain/banned_links.ts";
import { ManualClock, seededRandom } from "../domain/clock.ts";
import type { EventHead, EventKind, EventOf, EventPayloads } from "../domain/events.ts";
import type { DatabaseReads, UnitSink } from "../domain/memory.ts";
import { linesTogether } from "../domain/lines_to_say.ts";
import type { ActionFate } from "../domain/outbox.ts";
import { sameName } from "../domain/names.ts";
import { RANKS } from "../domain/room.ts";
import type { RoomLine } from "../domain/room_line.ts";
import type { RoomAction } from "../domain/room_action.ts";
import type { Secret } from "../domain/secret.ts";
import type { PlainText } from "../domain/text.ts";
import type { Plugin } from "./define_plugin.ts";
import { durationMs } from "./duration.ts";
import type { Duration } from "./duration.ts";
import type { Speaker } from "./speaker.ts";
import { FakeRoom, fakeUser } from "./fake_room.ts";
import type { FakeUser } from "./fake_room.ts";

/** What a test gives the kit. */
export interface TestKitOptions<Memory> {
  readonly plugins: readonly Plugin<NoInfer<Memory>>[];
  /** What the plugins are handed. */
  readonly repositories: Memory;
  /** Where writes go, and what the core remembers: of an in-memory database. */
  readonly sink: UnitSink;
  readonly memory: RoomMemory;
  /** Where plugins ask their own tables; without it they may have none. */
  readonly database?: DatabaseReads;
  /** Who is in the room beside the bot when it arrives. */
  readonly users?: readonly (string | FakeUser)[];
  readonly settings?: Readonly<Record<string, unknown>>;
  /** For tests of an outbox: then what is said goes there, and the kit hears nothing of it. */
  readonly roomLine?: RoomLine;
  readonly secrets?: readonly Secret[];
  /** For tests of what goes on with events outside of the bot. */
  readonly outside?: EventsOutside;
  readonly clock?: ManualClock;
  /** False: the bot is started and stands outside, until {@link TestKit.enter}. */
  readonly enter?: boolean;
  readonly prefix?: string;
  /** Domains to which no link can be said. */
  readonly bannedLinks?: readonly string[];
  /** Called after the bot was stopped: gives up what the test opened for the kit. */
  close?(): PromiseLike<void>;
}

/** A line that the bot said: in the room, or `to` somebody. */
export interface SaidLine {
  readonly text: string;
  readonly to: string | undefined;
}

/** An event as a test writes it: the kit adds the head. */
export type EventDraft = { [Kind in EventKind]: Omit<EventOf<Kind>, keyof EventHead> }[EventKind];

const NO_DATABASE: DatabaseReads = {
  dialect: "sqlite",
  read: () => Promise.reject(new Error("this kit was started without a database: give it one")),
};

/** The bot's own name in the kit's room. */
export const KIT_BOT_NAME = "Rosey";

/** See the module. `await using` stops it at the end of a test. */
export class TestKit<Memory = unknown> implements AsyncDisposable {
  /** What the plugins were handed: for looking at what they wrote. */
  readonly repositories: Memory;
  readonly clock: ManualClock;
  readonly room = new FakeRoom(KIT_BOT_NAME);
  /** Everything the bot said, oldest first. */
  readonly said: SaidLine[] = [];
  /** What was logged at `warn` and `error`. */
  readonly complaints: string[] = [];
  /** What the bot did in the room, oldest first. */
  readonly acts: RoomAction[] = [];
  /** What becomes of what the bot does: everything is done, until a test says otherwise. */
  fateOf: (action: RoomAction) => ActionFate = () => ({
    outcome: "done",
    item: undefined,
    warning: undefined,
  });
  /** What the bot does in the room waits for this, as for a server that is slow to answer. */
  holdActs: Promise<void> | undefined;
  readonly line: { lastFrameAgeMs: number | undefined; waitingLines: number } = {
    lastFrameAgeMs: 0,
    waitingLines: 0,
  };
  /** Differs between kits that are started one after the other on one memory, which takes no id twice. */
  readonly #run: string;
  readonly #links: BannedLinks;
  #seq = 0;
  #bot: Bot | undefined;
  #close: (() => PromiseLike<void>) | undefined;

  /** Starts the bot with its plugins, and lets it enter the room. */
  static async start<Memory>(options: TestKitOptions<Memory>): Promise<TestKit<Memory>> {
    const kit = new TestKit<Memory>(options.clock ?? new ManualClock(), options);
    kit.#close = options.close;
    kit.#bot = await Bot.start(kit.#botOptions(options));
    if (options.enter !== false) await kit.enter(options.users ?? []);
    return kit;
  }

  private constructor(
    clock: ManualClock,
    { repositories, bannedLinks = [] }: Pick<TestKitOptions<Memory>, "repositories" | "bannedLinks">,
  ) {
    this.clock = clock;
    this.repositories = repositories;
    this.#links = new BannedLinks(bannedLinks);
    this.#run = `kit-${clock.now().toString(36)}`;
  }

  /** The bot in the room. */
  get bot(): Bot {
    if (this.#bot === undefined) throw new Error("the kit's bot was not started");
    return this.#bot;
  }

  /** The bot enters the room and finds these people; `replay` are the lines that the server shows it. */
  async enter(
    users: readonly (string | FakeUser)[],
    replay: readonly Partial<EventPayloads["chat"]>[] = [],
  ): Promise<void> {
    for (const line of replay) this.#accept({ ...this.#chatLine({ ...line, replayed: true }) });
    this.room.inRoom = true;
    this.room.put({ name: KIT_BOT_NAME, rank: RANKS.moderator });
    for (const user of users) this.room.put(typeof user === "string" ? { name: user } : user);
    this.#accept({ kind: "users.listed", users: this.room.users });
    this.#accept({
      kind: "room.entered",
      channel: this.room.channel,
      name: KIT_BOT_NAME,
      rank: this.room.myRank,
      registered: true,
    });
    await this.idle();
  }

  /** The bot loses the room. */
  async lose(reason: EventPayloads["room.lost"]["reason"] = "network"): Promise<void> {
    this.room.inRoom = false;
    this.room.remove(KIT_BOT_NAME);
    await this.emit({ kind: "room.lost", reason, message: "lost by the test", retryInMs: 1_000 });
  }

  /** Somebody comes into the room. */
  async joins(user: string | FakeUser): Promise<void> {
    const joined = this.room.put(typeof user === "string" ? { name: user } : user);
    await this.emit({ kind: "user.joined", user: joined });
  }

  /** Somebody leaves the room. */
  async leaves(name: string): Promise<void> {
    this.room.remove(name);
    await this.emit({ kind: "user.left", name });
  }

  /** Somebody changes: AFK, muted, rank. */
  async changes(user: FakeUser): Promise<void> {
    const before = this.room.user(user.name) ?? fakeUser(user);
    await this.emit({ kind: "user.changed", before, user: this.room.put({ ...before, ...user }) });
  }

  /** Somebody says a line; gives what the bot said in the room because of it. `more` changes the event. */
  async chat(user: string, text: string, more: Partial<EventPayloads["chat"]> = {}): Promise<string[]> {
    const before = this.said.length;
    this.#accept(this.#chatLine({ user, text, ...more }));
    await this.idle();
    return this.said.slice(before).filter(({ to }) => to === undefined).map((line) => line.text);
  }

  /** Somebody sends the bot a private message; gives what the bot told them because of it. */
  async pm(from: string, text: string): Promise<string[]> {
    const before = this.said.length;
    const serverTimeMs = this.clock.now();
    await this.emit({
      kind: "pm",
      from,
      to: KIT_BOT_NAME,
      text,
      html: escapeHtml(text),
      serverTimeMs,
      own: false,
    });
    return this.said.slice(before).filter(({ to }) => sameName(to, from)).map((line) => line.text);
  }

  /** Any other event. */
  async emit(event: EventDraft): Promise<void> {
    this.#accept(event);
    await this.idle();
  }

  /** Lets time pass: schedules run, cool-downs end. */
  async advance(duration: Duration): Promise<void> {
    await this.clock.advanceAsync(durationMs(duration));
    await this.idle();
  }

  /** Resolves when the bot has nothing left to do. */
  async idle(): Promise<void> {
    await this.bot.idle();
  }

  /** Stops the bot; its last writes are durable afterwards. */
  async stop(): Promise<void> {
    await this.#bot?.stop();
  }

  /** Stops the bot and gives up what the test opened for it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.#close?.();
  }

  /**
   * Types every example of every command of a plugin, as somebody who may use them all and says yes where Rosey asks,
   * and compares the answers. Rosey is an owner of the channel from then on, so that nothing is beyond her.
   * Gives what did not match, one text for each: an empty list is what a test wants.
   */
  async failingExamples(plugin: string): Promise<string[]> {
    const failing: string[] = [];
    for (const { facts } of this.bot.commands.filter((command) => command.plugin === plugin)) {
      if (facts.examples.length === 0) failing.push(`${facts.name} has no example`);
      for (const [typed, expected] of facts.examples) {
        const { question, answer } = await this.#typeExample(facts, typed);
        if (expected.test(answer) || expected.test(question)) continue;
        failing.push(`${typed}\n  expected ${expected}\n  answered ${answer || "nothing"}`);
      }
    }
    return failing;
  }

  async #typeExample(facts: CommandFacts, typed: string): Promise<{ question: string; answer: string }> {
    if (this.room.user("Examiner") === undefined) {
      await this.joins({ name: "Examiner", rank: RANKS.siteAdmin });
    }
    if (this.room.myRank < RANKS.owner) await this.changes({ name: KIT_BOT_NAME, rank: RANKS.owner });
    await this.advance("1h");
    const say = async (text: string) =>
      (facts.where === "pm" ? await this.pm("Examiner", text) : await this.chat("Examiner", text)).join("\n");
    const first = await say(typed);
    const word = wordAskedFor(first);
    return word === undefined
      ? { question: "", answer: first }
      : { question: first, answer: await say(word) };
  }

  #botOptions(options: TestKitOptions<Memory>): BotOptions<Memory> {
    return {
      ...options,
      room: this.room,
      speaker: this.#speaker(),
      database: options.database ?? NO_DATABASE,
      line: this.line,
      clock: this.clock,
      random: seededRandom(1),
      log: this.#log(),
      stamp: () => this.#head(),
      settings: options.settings ?? {},
      prefix: options.prefix ?? "!",
      secrets: options.secrets ?? [],
      version: "1.0.0",
      server: "https://cytube.test",
    };
  }

  /** Says at once, and has the line echoed, as the server does. */
  #speaker(): Speaker {
    return {
      say: (lines) =>
        this.#eachSayable(lines, (text) => {
          this.said.push({ text, to: undefined });
          this.#accept(this.#chatLine({ user: KIT_BOT_NAME, text, own: true }));
        }),
      tell: (to, lines) => this.#eachSayable(lines, (text) => void this.said.push({ text, to })),
      act: async (action) => {
        this.acts.push(action);
        const fate = this.fateOf(action);
        await this.holdActs;
        return fate;
      },
      waiting: 0,
    };
  }

  /** Rejects, as the outbox does, where the server would not take all of it. */
  #eachSayable(lines: readonly PlainText[], say: (text: PlainText) => void): Promise<void> {
    return new Promise((resolve) => {
      for (const line of lines) this.#links.check(line);
      linesTogether(lines);
      lines.forEach(say);
      resolve();
    });
  }

  #log(): Log {
    const complain = (message: string, fields: Readonly<Record<string, unknown>> = {}) => {
      this.complaints.push([message, ...Object.values(fields).map(String)].join(" | "));
    };
    return { debug() {}, info() {}, warn: complain, error: complain };
  }

  #chatLine(line: Partial<EventPayloads["chat"]>): Omit<EventOf<"chat">, keyof EventHead> {
    return {
      kind: "chat",
      user: "alice",
      text: "",
      html: escapeHtml(line.text ?? ""),
      style: "plain",
      serverTimeMs: this.clock.now(),
      replayed: false,
      shadow: false,
      own: false,
      ...line,
    };
  }

  #head(): EventHead {
    this.#seq += 1;
    return { id: `${this.#run}-${this.#seq}`, seq: this.#seq, atMs: this.clock.now() };
  }

  #accept(event: EventDraft): void {
    this.bot.accept({ ...this.#head(), ...event });
  }
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
