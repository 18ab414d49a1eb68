/** The server's configuration that the docs show, run. */
import { jetstream } from "@nats-io/jetstream";
import { connect, type NatsConnection, PermissionViolationError } from "nats";
import assert from "node:assert/strict";
import { plugins } from "../../../plugins/mod.ts";
import { answeredSubjects } from "../../../src/cli/parts/answered_subjects.ts";
import { Secret } from "../../../src/domain/secret.ts";
import settings from "../../../docs/operations/nats.conf" with { type: "text" };
import { RestartableNats } from "../../services/restartable_nats.ts";
import { chatEvent, stamps } from "../../unit/bus/chat_events.ts";
import { openMemoryDatabase } from "../../unit/plugins/memory_database.ts";
import { BusRoom } from "./bus_memory.ts";
import { Listener } from "./listener.ts";

const USERS = ["rosey", "archive", "speaker", "statistics"] as const;

type User = (typeof USERS)[number];

const PASSWORDS = USERS.map((user) => `${user.toUpperCase()}_NATS_PASSWORD: "of-${user}"`).join("\n");

function loginOf(user: User) {
  return {
    user,
    pass: `of-${user}`,
    inboxPrefix: user === "archive" ? "_INBOX" : `_INBOX_${user.toUpperCase()}`,
  };
}

/** Resolves when the server refused this connection something; answers what. */
async function refusalOf(connection: NatsConnection, act: () => unknown): Promise<string> {
  const statuses = connection.status();
  act();
  for await (const status of statuses) {
    if (status.type === "error" && status.error instanceof PermissionViolationError) {
      return `${status.error.operation} ${status.error.subject}`;
    }
  }
  throw new Error("the connection was closed");
}

Deno.test("nats permissions: Rosey can do all she does, and each of the others what it is for and no more", async () => {
  await using nats = await RestartableNats.start({ settings: `${PASSWORDS}\n${settings}` });
  await using memory = await openMemoryDatabase(plugins);
  const login = { kind: "password", user: "rosey", password: new Secret("of-rosey") } as const;
  await using room = new BusRoom(memory, nats.url, { login });
  room.answer(memory, answeredSubjects);
  await using archive = await Listener.join(nats.url, "rosey.events.>", loginOf("archive"));
  const next = stamps();
  room.pass(chatEvent(next(), { text: "durable" }));
  while (room.part.health !== "ok") await new Promise<void>((resolve) => setImmediate(resolve));
  room.pass({ ...next(), kind: "users.counted", connected: 1 });
  await archive.hears(2);
  const stored = await archive.stored();
  assert.deepEqual(stored.map(({ id }) => id), ["event-1"]);

  const speaker = await connect({ servers: nats.url, ...loginOf("speaker") });
  const statistics = await connect({ servers: nats.url, ...loginOf("statistics") });
  try {
    const command = JSON.stringify({ id: "one", text: "hello" });
    // The stream is there as soon as Rosey listens.
    for (;;) {
      try {
        await jetstream(speaker).publish("rosey.commands.say", command, { timeout: 500 });
        break;
      } catch {
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
    }
    while ((await memory.repositories.outbox.list()).length === 0) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    const answer: unknown = (await statistics.request("rosey.db.query.channel_stats", "{}")).json();
    assert.ok(typeof answer === "object" && answer !== null && "success" in answer);
    assert.equal(answer.success, true);
    assert.ok(!room.logged.some(({ msg }) => msg === "NATS refused something"), JSON.stringify(room.logged));

    const inbox = "_INBOX_ROSEY.x";
    const cases: [NatsConnection, () => unknown, string][] = [
      [speaker, () => speaker.publish("rosey.commands.announce", command), "publish rosey.commands.announce"],
      [speaker, () => speaker.publish("rosey.db.user.joined", "{}"), "publish rosey.db.user.joined"],
      [speaker, () => speaker.subscribe("rosey.events.chat"), "subscription rosey.events.chat"],
      [statistics, () => statistics.publish("rosey.db.user.joined", "{}"), "publish rosey.db.user.joined"],
      [statistics, () => statistics.publish("rosey.commands.say", command), "publish rosey.commands.say"],
      [statistics, () => statistics.subscribe(inbox), `subscription ${inbox}`],
      [
        archive.connection,
        () => archive.connection.publish("rosey.events.chat", "{}"),
        "publish rosey.events.chat",
      ],
      [archive.connection, () => archive.connection.subscribe(inbox), `subscription ${inbox}`],
    ];
    for (const [connection, act, refused] of cases) assert.equal(await refusalOf(connection, act), refused);
  } finally {
    await speaker.close();
    await statistics.close();
  }
});
