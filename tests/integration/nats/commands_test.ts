import { AckPolicy, jetstream, jetstreamManager } from "@nats-io/jetstream";
import type { NatsConnection } from "nats";
import assert from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import { type BusCommand, CommandRefused } from "../../../src/bus/nats/bus_commands.ts";
import { COMMAND_CONSUMER, CommandConsumer } from "../../../src/bus/nats/command_consumer.ts";
import { COMMAND_STREAM } from "../../../src/bus/nats/streams.ts";
import { answeredSubjects } from "../../../src/cli/parts/answered_subjects.ts";
import { plugins } from "../../../plugins/mod.ts";
import { type Clock, systemClock } from "../../../src/domain/clock.ts";
import { plainText } from "../../../src/domain/text.ts";
import { startNats } from "../../services/nats.ts";
import { openMemoryDatabase } from "../../unit/plugins/memory_database.ts";
import { BusRoom } from "./bus_memory.ts";
import { type OpenLine, openLine } from "./open_line.ts";

/** Between two looks at a stream: asked without a pause, the server has time for little else. */
const LOOK_MS = 10;

/** A program that gives commands. */
class Giver implements AsyncDisposable {
  readonly open: OpenLine;
  readonly connection: NatsConnection;

  protected constructor(open: OpenLine, connection: NatsConnection) {
    this.open = open;
    this.connection = connection;
  }

  static async connect(url: string): Promise<Giver> {
    return new Giver(...await connected(url));
  }

  /** Gives a command, as soon as there is a stream for it. */
  async give(name: string, payload: unknown, id?: string): Promise<void> {
    const options = id === undefined ? {} : { msgID: id };
    for (;;) {
      try {
        const text = typeof payload === "string" ? payload : JSON.stringify(payload);
        await jetstream(this.connection).publish(`rosey.commands.${name}`, text, options);
        return;
      } catch {
        await setTimeout(LOOK_MS);
      }
    }
  }

  /** Resolves when JetStream holds no command any more. */
  async nothingWaits(): Promise<void> {
    const manager = await jetstreamManager(this.connection);
    while ((await manager.streams.info(COMMAND_STREAM)).state.messages > 0) await setTimeout(LOOK_MS);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.open.line.close();
  }
}

/** A consumer whose commands a test hears, and who gives some. */
class Commands extends Giver {
  readonly done: BusCommand[] = [];
  readonly consumer: CommandConsumer;

  private constructor(
    open: OpenLine,
    connection: NatsConnection,
    perform: (command: BusCommand) => Promise<void>,
    clock: Clock,
  ) {
    super(open, connection);
    this.consumer = new CommandConsumer({
      line: open.line,
      perform: async (command) => {
        await perform(command);
        this.done.push(command);
      },
      clock,
      log: open.log,
      retryMs: 20,
    });
  }

  static async take(
    url: string,
    perform: (command: BusCommand) => Promise<void> = () => Promise.resolve(),
    clock: Clock = systemClock,
  ): Promise<Commands> {
    return new Commands(...await connected(url), perform, clock);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.consumer.stop();
    await super[Symbol.asyncDispose]();
  }
}

async function connected(url: string): Promise<[OpenLine, NatsConnection]> {
  const open = openLine(url);
  await open.log.heard("connected to NATS");
  const { connection } = open.line;
  assert.ok(connection !== undefined);
  return [open, connection];
}

Deno.test("nats commands: each is read with its id, from the command, its header or its place", async () => {
  await using nats = await startNats({ own: true });
  await using commands = await Commands.take(nats.url);
  await commands.give("say", { id: "mine", text: "one" });
  await commands.give("say", { text: "two", to: "alice" }, "of the header");
  await commands.give("announce", { text: "three" });
  await commands.nothingWaits();
  assert.deepEqual(commands.done.map(({ waitLimitMs: _, ...command }) => command), [
    { id: "mine", text: "one", to: undefined, class: "message" },
    { id: "of the header", text: "two", to: "alice", class: "message" },
    { id: "ROSEY_COMMANDS-3", text: "three", to: undefined, class: "announcement" },
  ]);
  assert.ok(commands.done.every(({ waitLimitMs }) => waitLimitMs > 3_500_000));
  assert.deepEqual(commands.consumer.counts, { done: 3, refused: 0 });
});

Deno.test("nats commands: one that can never be done is ended with its reason, and holds up nothing", async () => {
  await using nats = await startNats({ own: true });
  await using commands = await Commands.take(nats.url, ({ text }) => {
    if (text === "refused") throw new CommandRefused("it cannot be said");
    return Promise.resolve();
  });
  const wrong: [string, unknown, RegExp][] = [
    ["dance", { text: "x" }, /there is no command "dance": there are say, announce/],
    ["toString", { text: "x" }, /there is no command "toString"/],
    ["say", "{", /not JSON/],
    ["say", "[]", /expected object/],
    ["say", {}, /^text: /],
    ["say", { text: "" }, /^text: /],
    ["say", { text: "x".repeat(10_001) }, /^text: /],
    ["say", { text: "x", to: "not a name" }, /^to: must be a user's name/],
    ["say", { text: "x", id: "" }, /^id: /],
    ["say", { text: "refused" }, /it cannot be said/],
  ];
  for (const [name, payload] of wrong) await commands.give(name, payload);
  await commands.give("say", { text: "good" });
  await commands.nothingWaits();
  assert.deepEqual(commands.done.map(({ text }) => text), ["good"]);
  assert.deepEqual(commands.consumer.counts, { done: 1, refused: wrong.length });
  const reasons = commands.open.log.lines
    .filter(({ message }) => message === "a command of NATS can never be done")
    .map(({ fields }) => String(fields["error"]));
  assert.equal(reasons.length, wrong.length);
  for (const [index, [, , pattern]] of wrong.entries()) assert.match(reasons[index] ?? "", pattern);
});

Deno.test("nats commands: one that fails for a while comes again", async () => {
  await using nats = await startNats({ own: true });
  let tries = 0;
  await using commands = await Commands.take(nats.url, () => {
    tries += 1;
    return tries < 4 ? Promise.reject(new Error("the memory is away")) : Promise.resolve();
  });
  await commands.give("say", { id: "one", text: "x" });
  await commands.nothingWaits();
  assert.equal(tries, 4);
  assert.deepEqual(commands.done.map(({ id }) => id), ["one"]);
});

Deno.test("nats commands: one that waited longer than its class may wait is ended", async () => {
  await using nats = await startNats({ own: true });
  const ahead = { ...systemClock, now: () => systemClock.now() + 2 * 3_600_000 };
  await using commands = await Commands.take(nats.url, undefined, ahead);
  await commands.give("say", { text: "stale" });
  await commands.give("announce", { text: "still news" });
  await commands.nothingWaits();
  assert.deepEqual(commands.done.map(({ text }) => text), ["still news"]);
  const [one] = commands.done;
  assert.ok(one !== undefined && one.waitLimitMs <= 22 * 3_600_000 && one.waitLimitMs > 21 * 3_600_000);
});

Deno.test("nats commands: they wait while Rosey is away, and are said once, however often they come", async () => {
  await using nats = await startNats({ own: true });
  await using memory = await openMemoryDatabase(plugins);
  const rows = () => memory.repositories.outbox.list({ limit: -1 });
  {
    await using room = new BusRoom(memory, nats.url);
    room.answer(memory, answeredSubjects);
    await using giver = await Giver.connect(nats.url);
    await giver.give("say", { id: "one", text: "first\n/second" });
    await giver.nothingWaits();
  }
  assert.deepEqual((await rows()).map(({ outgoing, producer, class: name }) => [outgoing, producer, name]), [
    [{ kind: "chat", text: " /second" }, "nats", "message"],
    [{ kind: "chat", text: "first" }, "nats", "message"],
  ]);
  await using giver = await Giver.connect(nats.url);
  for (const id of ["one", "two", "two"]) await giver.give("say", { id, text: "again" });
  await giver.give("say", { text: "by header" }, "three");
  await giver.give("say", { id: "blank", text: " \n " });
  assert.equal((await rows()).length, 2, "nobody is there to take them");
  await using room = new BusRoom(memory, nats.url);
  room.answer(memory, answeredSubjects);
  await giver.nothingWaits();
  assert.deepEqual(
    (await rows()).map(({ outgoing }) => outgoing?.kind === "chat" ? outgoing.text : "").toSorted(),
    [" /second", "again", "by header", "first"],
  );
});

Deno.test("nats commands: one that was done and not acknowledged comes again and is known", async () => {
  await using nats = await startNats({ own: true });
  await using memory = await openMemoryDatabase(plugins);
  await using giver = await Commands.take(nats.url, () => Promise.reject(new Error("not this one")));
  await giver.give("say", { id: "other", text: "makes the stream" });
  await giver.consumer.stop();
  const manager = await jetstreamManager(giver.connection);
  await manager.streams.purge(COMMAND_STREAM);
  // A life of Rosey that queued it, and ended before it could say so.
  await giver.give("say", { id: "one", text: "once" });
  const { connection } = giver;
  await manager.consumers.add(COMMAND_STREAM, {
    durable_name: COMMAND_CONSUMER,
    ack_policy: AckPolicy.Explicit,
  });
  const consumer = await jetstream(connection).consumers.get(COMMAND_STREAM, COMMAND_CONSUMER);
  const message = await consumer.next();
  const { outbox } = memory.repositories;
  const row = {
    group: "nats one",
    outgoing: [{ kind: "chat", text: plainText("once") }],
    lane: "chat",
    class: "message",
    producer: "nats",
    atMs: systemClock.now(),
    key: "one",
  } as const;
  await memory.sink.commit({ id: "say nats one", writes: outbox.queued(row) });
  message?.nak();
  await using room = new BusRoom(memory, nats.url);
  room.answer(memory, answeredSubjects);
  await giver.nothingWaits();
  assert.equal((await outbox.list()).length, 1);
});
