import type { NatsConnection } from "nats";
import assert from "node:assert/strict";
import { Secret } from "../../../src/domain/secret.ts";
import { RestartableNats } from "../../services/restartable_nats.ts";
import { openLine } from "./open_line.ts";

Deno.test("nats line: a server that is away at the start is waited for, and said to be away once", async () => {
  await using nats = await RestartableNats.start({ begin: false });
  await using open = openLine(nats.url);
  const { line, log } = open;
  assert.equal(line.health, "connecting");
  assert.equal(line.connection, undefined);
  await log.heard("NATS is away: tried again until it is there");
  assert.equal(line.health, "away");
  await nats.begin();
  await log.heard("connected to NATS");
  assert.equal(line.health, "ok");
  assert.equal(log.count("NATS is away: tried again until it is there"), 1);
  assert.equal(line.reconnects, 0);
});

Deno.test("nats line: it comes back by itself with its subscriptions, whatever is done with each connection is done once", async () => {
  await using nats = await RestartableNats.start();
  await using open = openLine(nats.url);
  const { line, log } = open;
  const connections: NatsConnection[] = [];
  const heard: string[] = [];
  let told = () => {};
  line.onConnected((connection) => {
    connections.push(connection);
    connection.subscribe("asked", {
      callback: (_, message) => {
        heard.push(message.string());
        told();
      },
    });
  });
  let returns = 0;
  line.onReturn(() => returns += 1);
  await log.heard("connected to NATS");
  for (const times of [1, 2]) {
    await nats.end();
    await log.heard("NATS is away: the room goes on without it", times);
    assert.equal(line.health, "away");
    assert.equal(line.connection, undefined);
    await nats.begin();
    await log.heard("NATS is back", times);
    assert.equal(line.health, "ok");
  }
  const arrived = new Promise<void>((resolve) => told = resolve);
  line.connection?.publish("asked", "after two restarts");
  await arrived;
  assert.deepEqual(heard, ["after two restarts"]);
  assert.equal(connections.length, 1);
  assert.deepEqual([line.reconnects, returns], [2, 2]);
  assert.equal(log.count("NATS is away: the room goes on without it"), 2);
});

Deno.test("nats line: one that comes late is told of the connection that stands", async () => {
  await using nats = await RestartableNats.start();
  await using open = openLine(nats.url);
  await open.log.heard("connected to NATS");
  const connections: NatsConnection[] = [];
  open.line.onConnected((connection) => connections.push(connection));
  assert.equal(connections.length, 1);
});

Deno.test("nats line: closing says the last words, and ends a line whose server is away or held up", async () => {
  await using nats = await RestartableNats.start();
  await using listener = openLine(nats.url);
  await listener.log.heard("connected to NATS");
  const heard: string[] = [];
  const first = new Promise<void>((resolve) =>
    listener.line.connection?.subscribe("words", {
      callback: (_, message) => {
        heard.push(message.string());
        resolve();
      },
    })
  );
  await listener.line.connection?.flush();
  const speaker = openLine(nats.url);
  await speaker.log.heard("connected to NATS");
  speaker.line.connection?.publish("words", "goodbye");
  await speaker.line.close();
  await first;
  assert.deepEqual(heard, ["goodbye"]);

  const held = openLine(nats.url);
  await held.log.heard("connected to NATS");
  await nats.signal("SIGSTOP");
  await held.line.close();
  await nats.signal("SIGCONT");

  const lost = openLine(nats.url);
  await lost.log.heard("connected to NATS");
  await nats.end();
  await lost.log.heard("NATS is away: the room goes on without it");
  await lost.line.close();

  const never = openLine(nats.url);
  await never.log.heard("NATS is away: tried again until it is there");
  await never.line.close();
});

Deno.test("nats line: a password that is wrong for a while is tried again, and complained of once", async () => {
  const settings = (password: string) => `authorization { user: rosey, password: "${password}" }`;
  await using nats = await RestartableNats.start({ settings: settings("right") });
  const login = { kind: "password", user: "rosey", password: new Secret("right") } as const;
  await using open = openLine(nats.url, { login });
  const { line, log } = open;
  await log.heard("connected to NATS");
  await nats.end();
  nats.settings = settings("another");
  await nats.begin();
  await log.heard("NATS refused something");
  await nats.end();
  nats.settings = settings("right");
  await nats.begin();
  await log.heard("NATS is back");
  assert.equal(line.health, "ok");
  assert.equal(log.count("NATS refused something"), 1);
  assert.doesNotMatch(JSON.stringify(log.lines), /right|another/);
});
