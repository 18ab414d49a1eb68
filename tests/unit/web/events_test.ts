/** The stream of events, as a client reads it. */
import assert from "node:assert/strict";
import type { RoomEvent } from "../../../src/domain/events.ts";
import { RING_LIMIT } from "../../../src/web/api/event_ring.ts";
import { HEARTBEAT_MS, WAITING_LIMIT } from "../../../src/web/api/event_stream.ts";
import { OWN_STREAMS_LIMIT, STREAMS_LIMIT } from "../../../src/web/api/open_streams.ts";
import { appUnderTest } from "./app_under_test.ts";

function chat(seq: number, changes: { readonly shadow?: boolean } = {}): RoomEvent {
  return {
    id: `run-${seq}`,
    seq,
    atMs: seq,
    kind: "chat",
    user: "ann",
    html: "hi",
    text: `line ${seq}`,
    style: "plain",
    serverTimeMs: seq,
    replayed: false,
    shadow: false,
    own: false,
    ...changes,
  };
}

const joined: RoomEvent = {
  id: "run-joined",
  seq: 1,
  atMs: 1,
  kind: "user.joined",
  user: {
    name: "ann",
    rank: 1,
    afk: false,
    muted: false,
    shadowMuted: true,
    aliases: ["secret-alias"],
    address: "secret-address",
    profile: { image: "", text: "" },
  },
};

/** A client: reads what comes, and waits for the next event alone. */
function reading(response: Response) {
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader() ?? assert.fail("no body");
  let text = "";
  return {
    /** The text up to the end of the next block; "" at the end of the stream. */
    async next(): Promise<string> {
      while (!text.includes("\n\n")) {
        const part = await reader.read();
        if (part.done) return "";
        text += part.value;
      }
      const end = text.indexOf("\n\n");
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      return block;
    },
    cancel: () => reader.cancel(),
  };
}

const READ = { token: "token-read" };

Deno.test("events: what happens is told as it happens, with its id and without what only moderators see", async () => {
  const { ask, ring, clock } = appUnderTest();
  const stream = reading(await ask("/api/v1/events", READ));
  assert.equal(await stream.next(), ": listening");
  ring.add(chat(1));
  assert.match(
    await stream.next(),
    /^id: run-1\nevent: chat\ndata: \{"kind":"chat","atMs":1,"data":\{.*"line 1"/,
  );
  ring.add(joined);
  const block = await stream.next();
  assert.match(block, /"name":"ann"/);
  assert.doesNotMatch(block, /secret|shadowMuted/);
  await stream.cancel();
  assert.deepEqual([ring.listeners, clock.pendingTimers], [0, 0]);
});

Deno.test("events: hidden votes are in no event", async () => {
  const { ask, ring } = appUnderTest();
  const stream = reading(await ask("/api/v1/events", READ));
  await stream.next();
  const poll = {
    openedAtMs: 1,
    title: "?",
    options: [{ text: "a", votes: 41 }],
    hidden: true,
    openedBy: "ann",
  };
  ring.add({ id: "p", seq: 1, atMs: 1, kind: "poll.counted", poll });
  assert.doesNotMatch(await stream.next(), /41/);
  await stream.cancel();
});

Deno.test("events: private messages, commands, moderation and shadowed lines are for administrators", async () => {
  const { ask, ring } = appUnderTest();
  const pm = {
    kind: "pm",
    from: "ann",
    to: "Rosey",
    html: "",
    text: "",
    serverTimeMs: 1,
    own: false,
  } as const;
  const forAdmins: RoomEvent[] = [
    chat(1, { shadow: true }),
    { id: "run-2", seq: 2, atMs: 2, ...pm },
    {
      id: "run-3",
      seq: 3,
      atMs: 3,
      kind: "moderation",
      action: "kick",
      target: "bob",
      by: "ann",
      detail: undefined,
    },
    {
      id: "run-4",
      seq: 4,
      atMs: 4,
      kind: "command.finished",
      user: "ann",
      command: "kick",
      args: "bob",
      via: "chat",
      outcome: "success",
      detail: undefined,
      durationMs: 1,
    },
  ];
  const reader = reading(await ask("/api/v1/events", READ));
  const admin = reading(await ask("/api/v1/events", { token: "token-admin" }));
  for (const event of [...forAdmins, chat(5)]) ring.add(event);
  await Promise.all([reader.next(), admin.next()]);
  assert.match(await reader.next(), /^id: run-5\n/);
  for (const { id } of forAdmins) assert.match(await admin.next(), new RegExp(`^id: ${id}\n`));
  await Promise.all([reader.cancel(), admin.cancel()]);
});

Deno.test("events: a shadow mute is told to nobody, and other changes of somebody shadow-muted without it", async () => {
  const { ask, ring } = appUnderTest();
  const stream = reading(await ask("/api/v1/events", READ));
  await stream.next();
  assert.ok(joined.kind === "user.joined");
  const before = { ...joined.user, shadowMuted: false };
  const user = { ...joined.user, muted: true };
  ring.add({ id: "run-1", seq: 1, atMs: 1, kind: "user.changed", before, user });
  ring.add({
    id: "run-2",
    seq: 2,
    atMs: 2,
    kind: "user.changed",
    before: user,
    user: { ...user, afk: true },
  });
  const block = await stream.next();
  assert.match(block, /^id: run-2\n/);
  assert.doesNotMatch(block, /"muted":true/);
  await stream.cancel();
});

Deno.test("events: why something was not said is told to administrators: it may name whom it was for", async () => {
  const { ask, ring } = appUnderTest();
  const reader = reading(await ask("/api/v1/events", READ));
  const admin = reading(await ask("/api/v1/events", { token: "token-admin" }));
  const change = { outboxId: 7, state: "rejected", detail: "bob is not here" } as const;
  ring.add({ id: "run-1", seq: 1, atMs: 1, kind: "outbox.changed", ...change });
  await Promise.all([reader.next(), admin.next()]);
  assert.match(await reader.next(), /"data":\{"outboxId":7,"state":"rejected"\}/);
  assert.match(await admin.next(), /"detail":"bob is not here"/);
  await Promise.all([reader.cancel(), admin.cancel()]);
});

Deno.test("events: who comes back gets what they missed, and is told when that is not known any more", async () => {
  const { ask, ring } = appUnderTest();
  for (let seq = 1; seq <= 3; seq += 1) ring.add(chat(seq));
  const back = async (id: string) =>
    reading(await ask("/api/v1/events", { ...READ, headers: { "last-event-id": id } }));
  const resumed = await back("run-1");
  assert.equal(await resumed.next(), ": listening");
  assert.match(await resumed.next(), /^id: run-2\n/);
  assert.match(await resumed.next(), /^id: run-3\n/);
  await resumed.cancel();
  for (let seq = 4; seq < 4 + RING_LIMIT * 2; seq += 1) ring.add(chat(seq));
  for (const id of ["run-1", "of another run"]) {
    const late = await back(id);
    assert.match(await late.next(), /^event: reset\n/);
    await late.cancel();
  }
});

Deno.test("events: kinds are chosen, and words that are none are refused", async () => {
  const { ask, ring } = appUnderTest();
  const stream = reading(await ask("/api/v1/events?kinds=user.left,chat", READ));
  await stream.next();
  ring.add(joined);
  ring.add(chat(2));
  assert.match(await stream.next(), /^id: run-2\n/);
  await stream.cancel();
  for (
    const query of ["kinds=", "kinds=a%20b", "kinds=<>", "kinds=bogus", "kinds=chat,toString", "color=red"]
  ) {
    assert.equal((await ask(`/api/v1/events?${query}`, READ)).status, 400, query);
  }
});

Deno.test("events: a silent stream gives signs of life, until its token is good no more", async () => {
  const { ask, clock, tokens, ring } = appUnderTest();
  const stream = reading(await ask("/api/v1/events", READ));
  await stream.next();
  await clock.advanceAsync(HEARTBEAT_MS);
  assert.equal(await stream.next(), ":");
  tokens.set("token-read", { kind: "revoked" });
  await clock.advanceAsync(HEARTBEAT_MS);
  assert.equal(await stream.next(), ":");
  assert.equal(await stream.next(), "");
  assert.deepEqual([ring.listeners, clock.pendingTimers], [0, 0]);
});

Deno.test("events: a reader that is too slow is hung up on, and holds nobody up", async () => {
  const { ask, ring } = appUnderTest();
  const slow = await ask("/api/v1/events", READ);
  for (let seq = 1; seq <= WAITING_LIMIT * 2; seq += 1) ring.add(chat(seq));
  assert.equal(ring.listeners, 0);
  const stream = reading(slow);
  let blocks = 0;
  while (await stream.next() !== "") blocks += 1;
  assert.ok(blocks <= WAITING_LIMIT, `${blocks}`);
});

Deno.test("events: a stop ends every stream, and too many are refused, of all and of one token", async () => {
  const { ask, ring, stop, clock, tokens } = appUnderTest();
  const streams = [];
  for (let count = 0; count < STREAMS_LIMIT; count += 1) {
    clock.advance(1_000);
    const preview = `guest-${Math.floor(count / OWN_STREAMS_LIMIT)}`;
    tokens.set(preview, { kind: "good", preview, name: preview, scopes: new Set(["read"]) });
    streams.push(reading(await ask("/api/v1/events", { token: preview })));
    if (count % OWN_STREAMS_LIMIT !== OWN_STREAMS_LIMIT - 1) continue;
    const refused = await ask("/api/v1/events", { token: preview });
    assert.deepEqual([refused.status, (await refused.json()).code], [429, "too_many_streams"]);
  }
  assert.equal((await ask("/api/v1/events", READ)).status, 503);
  await streams.shift()?.cancel();
  const next = reading(await ask("/api/v1/events", { token: "guest-0" }));
  streams.push(next);
  stop.abort(new Error("stop"));
  for (const stream of streams) {
    assert.equal(await stream.next(), ": listening");
    while (await stream.next() !== "");
  }
  assert.deepEqual([ring.listeners, clock.pendingTimers], [0, 0]);
});

Deno.test("events: HEAD is answered with the headers, and opens no stream", async () => {
  const { ask, ring, clock } = appUnderTest();
  for (let count = 0; count < STREAMS_LIMIT + 1; count += 1) {
    clock.advance(1_000);
    const answer = await ask("/api/v1/events", { ...READ, method: "HEAD" });
    assert.deepEqual([answer.status, answer.headers.get("content-type")], [200, "text/event-stream"]);
  }
  assert.deepEqual([ring.listeners, clock.pendingTimers], [0, 0]);
  assert.equal((await ask("/api/v1/events", { method: "HEAD" })).status, 401);
});

for (const [token, status] of [[undefined, 401], ["token-say", 403], ["token-expired", 401]] as const) {
  Deno.test(`events: ${token ?? "no token"} hears nothing`, async () => {
    const { ask, ring } = appUnderTest();
    assert.equal((await ask("/api/v1/events", token === undefined ? {} : { token })).status, status);
    assert.equal(ring.listeners, 0);
  });
}
