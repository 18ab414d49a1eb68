import { jetstream, jetstreamManager } from "@nats-io/jetstream";
import { connect } from "nats";
import assert from "node:assert/strict";
import { startNats } from "../../services/nats.ts";

Deno.test("services: NATS delivers what is published", async () => {
  await using server = await startNats();
  const connection = await connect({ servers: server.url });
  const subject = `test.${crypto.randomUUID()}`;
  const subscription = connection.subscribe(subject, { max: 1 });
  connection.publish(subject, "hello");
  const received: string[] = [];
  for await (const message of subscription) received.push(message.string());
  await connection.drain();
  assert.deepEqual(received, ["hello"]);
});

Deno.test("services: JetStream keeps what is published", async () => {
  await using server = await startNats({ own: true });
  const connection = await connect({ servers: server.url });
  const manager = await jetstreamManager(connection);
  await manager.streams.add({ name: "kept", subjects: ["kept.>"] });
  const { seq } = await jetstream(connection).publish("kept.one", "first");
  const message = await manager.streams.getMessage("kept", { seq });
  await connection.drain();
  assert.equal(message?.string(), "first");
});
