/** The outbox, for other programs. */
import assert from "node:assert/strict";
import { doorTest } from "./service_door.ts";

const ENQUEUE = "rosey.db.messages.outbound.enqueue";
const GET = "rosey.db.messages.outbound.get";
const SENT = "rosey.db.messages.outbound.mark_sent";
const FAILED = "rosey.db.messages.outbound.mark_failed";

doorTest("what is queued is a safe text, line by line, with its numbers", async (door) => {
  const answer = Object(await door.ask(ENQUEUE, { message: "/clear\nsecond\u0000 line" }));
  assert.equal(answer.ids.length, 2);
  assert.equal(answer.id, answer.ids[0]);
  const lines = await door.repositories.outbox.list();
  assert.deepEqual(lines.map(({ outgoing }) => outgoing).reverse(), [
    { kind: "chat", text: " /clear" },
    { kind: "chat", text: "second  line" },
  ]);
  assert.deepEqual(lines.map(({ producer, class: name }) => [producer, name]), [
    ["nats", "message"],
    ["nats", "message"],
  ]);
  assert.equal(door.wakes, 1);
});

doorTest(
  "the same request of the same program is queued once, and answers the same numbers",
  async (door) => {
    const request = { message: "hello", producer: "bridge", id: "42" };
    const first = await door.ask(ENQUEUE, request);
    assert.deepEqual(await door.ask(ENQUEUE, request), first);
    assert.notDeepEqual(await door.ask(ENQUEUE, { ...request, producer: "other" }), first);
    const reused = await door.refused(ENQUEUE, { ...request, message: "other" });
    assert.equal(reused.code, "VALIDATION_ERROR");
    assert.match(reused.message, /key was given with another text/);
    assert.equal((await door.repositories.outbox.list()).length, 2);
  },
);

doorTest("what can be told to somebody, waits for so long, or is replaced, is so", async (door) => {
  await door.ask(ENQUEUE, { message: "psst", to: "alice", wait_seconds: 60 });
  await door.ask(ENQUEUE, { message: "1 left", class: "announcement", collapse_key: "left" });
  await door.ask(ENQUEUE, { message: "0 left", class: "announcement", collapse_key: "left" });
  const [newest, replaced, told] = await door.repositories.outbox.list();
  assert.equal(newest?.state, "queued");
  assert.equal(replaced?.state, "expired");
  assert.deepEqual(told?.outgoing, { kind: "pm", to: "alice", text: "psst" });
  assert.equal(told?.expiresAtMs, door.clock.now() + 60_000);
});

doorTest("what cannot be said is refused", async (door) => {
  for (
    const payload of [
      {},
      { message: "" },
      { message: " \n " },
      { message: "x".repeat(4_001) },
      { message: "x\n".repeat(400) },
      { message: "x", to: "/clear" },
      { message: "x", class: "reply" },
      { message: "x", producer: "a b" },
      { message: "x", wait_seconds: 0 },
    ]
  ) {
    assert.equal(
      (await door.refused(ENQUEUE, payload)).code,
      "VALIDATION_ERROR",
      JSON.stringify(payload).slice(0, 60),
    );
  }
  const full = "x\n".repeat(8);
  for (let many = 0; many < 25; many += 1) await door.ask(ENQUEUE, { message: full });
  assert.equal((await door.refused(ENQUEUE, { message: full })).code, "LIMIT_REACHED");
});

doorTest(
  "a link to a banned domain is refused, be it configured, changed while running, or learned",
  async (door) => {
    const refused = async (message: string) => (await door.refused(ENQUEUE, { message })).message;
    assert.match(await refused("see http://www.configured.example/x"), /www\.configured\.example/);
    await door.ask(ENQUEUE, { message: "see http://changed.example" });
    const { pluginSettings } = door.repositories;
    const settings = { banned_links: ["changed.example"] };
    await door.sink.commit({
      id: "changed",
      writes: pluginSettings.changed({ plugin: "outbound", enabled: true, settings }, door.clock.now()),
    });
    assert.match(await refused("see http://changed.example"), /changed\.example/);
    await door.ask(ENQUEUE, { message: "see http://configured.example" });
  },
  { outbound: { banned_links: ["configured.example"] } },
);

doorTest("a sender of its own sees what is due, and says what became of it", async (door) => {
  const ids: number[] = [];
  for (const message of ["one", "two", "three"]) {
    ids.push(Object(await door.ask(ENQUEUE, { message })).id);
    door.clock.advance(1_000);
  }
  await door.ask(ENQUEUE, { message: "private", to: "alice" });
  const timestamp = door.clock.now() / 1000 - 3;
  const due = ["one", "two", "three"].map((message, index) => ({
    id: ids[index],
    timestamp: timestamp + index,
    message,
    retry_count: 0,
    last_error: null,
  }));
  assert.deepEqual(await door.ask(GET), due);
  assert.deepEqual(await door.ask(GET, { limit: 1 }), due.slice(0, 1));
  assert.deepEqual(await door.ask(SENT, { message_id: ids[0] }), { success: true });
  assert.deepEqual(await door.ask(FAILED, { message_id: ids[1], error: "muted" }), { success: true });
  assert.deepEqual(await door.ask(FAILED, { message_id: ids[2], error: "gone", is_permanent: true }), {
    success: true,
  });
  assert.deepEqual(await door.ask(GET), []);
  door.clock.advance(120_000);
  const [, again] = due;
  assert.deepEqual(await door.ask(GET), [{ ...again, retry_count: 1, last_error: "muted" }]);
  assert.deepEqual(await door.ask(GET, { max_retries: 1 }), []);
});

doorTest(
  "a failure that is told twice with one id counts once; of nothing, nothing is told",
  async (door) => {
    const { id } = Object(await door.ask(ENQUEUE, { message: "one" }));
    for (let tell = 0; tell < 3; tell += 1) {
      await door.ask(FAILED, { message_id: id, error: "muted", id: "same" });
    }
    assert.equal((await door.repositories.outbound.find(id))?.retries, 1);
    assert.equal((await door.refused(SENT, { message_id: 4_711 })).code, "NOT_FOUND");
    assert.equal((await door.refused(FAILED, { message_id: 4_711, error: "x" })).code, "NOT_FOUND");
    assert.equal((await door.refused(FAILED, { message_id: id })).code, "VALIDATION_ERROR");
  },
);
