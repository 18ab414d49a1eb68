/** Everything that is answered over NATS, asked over a real one: each subject, and each code of an error. */
import { connect, type NatsConnection } from "nats";
import assert from "node:assert/strict";
import { membersOf, textIn } from "../../json_values.ts";
import type { Driver } from "../../../db/drivers/driver.ts";
import { openRepositories } from "../../../db/repositories/mod.ts";
import { plugins } from "../../../plugins/mod.ts";
import { REQUEST_LIMIT_MS, ServiceDesk } from "../../../src/bus/nats/service_desk.ts";
import { serviceEndpoints } from "../../../src/cli/parts/service_endpoints.ts";
import { RoseyError } from "../../../src/domain/errors.ts";
import { SERVICE_ERRORS } from "../../../src/plugin/service_errors.ts";
import { startNats } from "../../services/nats.ts";
import { openMemoryDatabase } from "../../unit/plugins/memory_database.ts";
import { ServiceDoor } from "../../unit/plugins/services/service_door.ts";
import { openLine } from "./open_line.ts";

/** A memory that can be away, slow or broken. */
class MoodyReads {
  fails: Error | undefined;
  /** Reads wait for this. */
  held: Promise<void> = Promise.resolve();

  driver(driver: Driver): Driver {
    return {
      dialect: driver.dialect,
      location: driver.location,
      claim: () => driver.claim(),
      read: async (query) => {
        await this.held;
        if (this.fails !== undefined) throw this.fails;
        return await driver.read(query);
      },
      apply: (units) => driver.apply(units),
      transaction: (work, waitMs) => driver.transaction(work, waitMs),
      snapshot: (work) => driver.snapshot(work),
      rest: () => driver.rest(),
      close: () => driver.close(),
    };
  }
}

interface Asked {
  readonly door: ServiceDoor;
  readonly reads: MoodyReads;
  /** The answer to a payload, which may be any text. */
  ask(subject: string, payload: object | string): Promise<ReturnType<typeof Object>>;
  readonly connection: NatsConnection;
}

function natsTest(promise: string, run: (asked: Asked) => Promise<void>): void {
  Deno.test(`services over NATS: ${promise}`, async () => {
    await using nats = await startNats({ own: true });
    await using memory = await openMemoryDatabase(plugins);
    const reads = new MoodyReads();
    const driver = reads.driver(memory.database);
    const door = new ServiceDoor({ repositories: openRepositories(driver), sink: memory.sink, driver }, {
      external: { rows_per_program: 30 },
    });
    await using open = openLine(nats.url);
    const desk = new ServiceDesk({
      line: open.line,
      identity: { name: "rosey", id: "test", version: "1.2.3", description: "for a test" },
      endpoints: serviceEndpoints(door.services, {
        isOn: (plugin) => !door.off.has(plugin),
        identify: (token) => door.repositories.tokens.identify(token, door.clock.now()),
      }),
      clock: door.clock,
      log: open.log,
    });
    await open.log.heard("connected to NATS");
    await open.line.connection?.flush();
    const connection = await connect({ servers: nats.url });
    const ask = async (subject: string, payload: object | string) => {
      const text = typeof payload === "string" ? payload : JSON.stringify(payload);
      return Object((await connection.request(subject, text, { timeout: 20_000 })).json());
    };
    try {
      await run({ door, reads, ask, connection });
    } finally {
      await connection.close();
      await desk.stop();
    }
  });
}

/** The one subject that its specification puts elsewhere than below `rosey.db`. */
const ELSEWHERE: Readonly<Record<string, string>> = { "stats.user": "rosey.database.stats.user" };

/** A request for each subject that is answered well, in an order in which that can be. */
function goodRequests(admin: string): Readonly<Record<string, object>> {
  const row = { token: admin, table: "films" };
  const value = { token: admin, key: "k" };
  return {
    "user.joined": { username: "alice" },
    "message.log": { username: "alice", message: "hi" },
    "user.left": { username: "alice" },
    "stats.user_count": { chat_count: 1, connected_count: 2 },
    "stats.high_water": { chat_count: 1, connected_count: 2 },
    "query.channel_stats": {},
    "query.user_stats": { username: "alice" },
    "stats.user": { username: "alice" },
    "stats.recent_chat.get": {},
    "chat.get": {},
    "history.get": {},
    "status.update": { status_data: { bot_name: "Rosey" } },
    "status.get": {},
    "action.pm_command": { username: "mod", command: "help" },
    "messages.outbound.enqueue": { message: "hello" },
    "messages.outbound.get": {},
    "messages.outbound.mark_failed": { message_id: 1, error: "muted" },
    "messages.outbound.mark_sent": { message_id: 1 },
    "tokens.create": { token: admin, name: "phone", scopes: ["read"] },
    "tokens.list": { token: admin },
    "tokens.revoke": { token: admin, revoke: "phone" },
    "maintenance.info": { token: admin },
    "kv.club.set": { ...value, value: 1 },
    "kv.club.get": value,
    "kv.club.list": { token: admin },
    "kv.club.delete": value,
    "kv.set": { ...value, plugin_name: "club", value: 1 },
    "kv.get": { ...value, plugin_name: "club" },
    "kv.list": { token: admin, plugin_name: "club" },
    "kv.delete": { ...value, plugin_name: "club" },
    "row.club.schema.register": { ...row, schema: { fields: [{ name: "title", type: "text" }] } },
    "row.club.schema.list": { token: admin },
    "row.club.insert": { ...row, data: { title: "Heat" } },
    "row.club.select": { ...row, id: 1 },
    "row.club.search": { ...row, filters: { title: { $like: "H%" } } },
    "row.club.update": { ...row, id: 1, data: { title: "Ronin" } },
    "row.club.delete": { ...row, id: 1 },
    "row.club.schema.drop": row,
  };
}

natsTest("every subject answers, is found by discovery, and is counted", async ({ door, ask }) => {
  const requests = goodRequests(await door.token("admin"));
  const declared = door.services.map(({ service }) => service.subject).toSorted();
  const subjectOf = (name: string) => ELSEWHERE[name] ?? `rosey.db.${name}`;
  const asked = Object.keys(requests).map((name) => subjectOf(name).replace(".club", ".*"));
  assert.deepEqual(asked.toSorted(), declared);
  for (const [name, request] of Object.entries(requests)) {
    const answer = await ask(subjectOf(name), request);
    assert.ok(Array.isArray(answer) || answer.success === true, `${name}: ${JSON.stringify(answer)}`);
  }
  assert.equal((await ask("$SRV.PING.rosey", "")).type, "io.nats.micro.v1.ping_response");
  const { endpoints } = await ask("$SRV.INFO.rosey", "");
  assert.deepEqual(membersOf(endpoints, "subject").toSorted(), declared);
  const { endpoints: counted } = await ask("$SRV.STATS.rosey", "");
  for (const { subject, num_requests, num_errors } of counted) {
    assert.deepEqual([num_requests, num_errors], [1, 0], subject);
  }
});

natsTest("what is told without waiting for an answer is done", async ({ door, ask, connection }) => {
  const tell = (subject: string, payload: object) =>
    connection.publish(`rosey.db.${subject}`, JSON.stringify(payload));
  tell("user.joined", { username: "alice" });
  for (let line = 0; line < 50; line += 1) {
    tell("message.log", { username: "alice", message: `line ${line}` });
  }
  tell("user.left", { username: "" });
  await connection.flush();
  // What comes over one connection is begun in its order, and each is durable before the next answer of its kind.
  await ask("rosey.db.message.log", { username: "alice", message: "last" });
  assert.equal((await door.repositories.users.find("alice"))?.chatLines, 51);
  assert.equal((await door.repositories.chat.recent(100)).length, 51);
});

natsTest("every code of an error is told, with a message", async ({ door, reads, ask }) => {
  const admin = await door.token("admin");
  const row = { token: admin, table: "films" };
  const told = new Map<string, string>();
  const fail = async (code: string, subject: string, payload: object | string) => {
    const answer = await ask(`rosey.db.${subject}`, payload);
    assert.equal(answer.success, false, `${subject}: ${JSON.stringify(answer).slice(0, 200)}`);
    assert.deepEqual(
      [answer.error.code, typeof answer.error.message],
      [code, "string"],
      JSON.stringify(answer),
    );
    assert.ok(!textIn(answer.error.message).includes(admin), "a token was told");
    told.set(code, answer.error.message);
  };
  await fail("INVALID_JSON", "status.get", "{");
  await fail("MISSING_FIELD", "query.user_stats", {});
  await fail("MISSING_FIELD", "kv.club.set", { token: admin, key: "k" });
  await fail("VALIDATION_ERROR", "history.get", { hours: -1 });
  await fail("VALIDATION_ERROR", "query.user_stats", "[]");
  await fail("INVALID_SUBJECT", "kv.Club.list", { token: admin });
  await fail("UNAUTHORIZED", "kv.club.list", { token: "nonsense" });
  await fail("UNAUTHORIZED", "tokens.list", {});
  await fail("NOT_FOUND", "row.club.search", row);
  await fail("VALUE_TOO_LARGE", "kv.club.set", { token: admin, key: "k", value: "x".repeat(70_000) });
  const fields = [{ name: "title", type: "text" }];
  await ask("rosey.db.row.club.schema.register", { ...row, schema: { fields } });
  await fail("CONFLICT", "row.club.schema.register", {
    ...row,
    schema: { fields: [{ ...fields[0], type: "float" }] },
  });
  const titles = Array.from({ length: 10 }, () => ({ title: "x".repeat(60_000) }));
  for (let times = 0; times < 3; times += 1) await ask("rosey.db.row.club.insert", { ...row, data: titles });
  await fail("LIMIT_REACHED", "row.club.insert", { ...row, data: { title: "x" } });
  await fail("ANSWER_TOO_LARGE", "row.club.search", row);
  door.off.add("status");
  await fail("PLUGIN_OFF", "status.get", {});
  door.off.clear();
  reads.fails = new RoseyError("Cannot use the database x: it cannot be reached", {
    code: "database.unavailable",
    exit: "databaseUnavailable",
  });
  await fail("DATABASE_ERROR", "status.get", {});
  reads.fails = new TypeError("a bug with a secret in it");
  await fail("INTERNAL_ERROR", "status.get", {});
  assert.ok(!told.get("INTERNAL_ERROR")?.includes("secret"));
  reads.fails = undefined;
  const { promise, resolve } = Promise.withResolvers<void>();
  reads.held = promise;
  const waiting = Array.from({ length: 200 }, () => ask("rosey.db.status.get", {}));
  await fail("BUSY", "status.get", {});
  door.clock.advance(REQUEST_LIMIT_MS);
  for (const { error } of await Promise.all(waiting)) told.set(error.code, error.message);
  resolve();
  assert.deepEqual([...told.keys()].toSorted(), Object.keys(SERVICE_ERRORS).toSorted());
  assert.equal((await ask("rosey.db.status.get", {})).success, true);
});

natsTest("a program beside NATS's own permissions reaches its storage alone", async ({ door, ask }) => {
  const token = await door.token("storage:club");
  await ask("rosey.db.kv.club.set", { token, key: "k", value: "mine" });
  assert.equal((await ask("rosey.db.kv.club.get", { token, key: "k" })).data.value, "mine");
  for (const subject of ["kv.other.get", "kv.quotes.get", "row.other.search"]) {
    const { error } = await ask(`rosey.db.${subject}`, { token, key: "k", table: "t" });
    assert.equal(error.code, "UNAUTHORIZED", subject);
  }
});
