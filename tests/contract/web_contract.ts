/** What every route promises on every database: a good answer has the very shape that its declaration tells, no more. */
import assert from "node:assert/strict";
import { plugins } from "../../plugins/mod.ts";
import { quoteAdded } from "../../plugins/quotes/changes.ts";
import { lineCounted, sampleCounted } from "../../plugins/history/hours.ts";
import { FakeRoom } from "../../src/plugin/fake_room.ts";
import { cursorOf } from "../../src/plugin/http_values.ts";
import { plainText } from "../../src/domain/text.ts";
import { webUnderTest } from "../unit/web/web_under_test.ts";
import { type MakeDatabase, type Memory, withMemory } from "./memory_under_test.ts";

/** Something of everything: old lines and new ones, a PM, an act, every kind of row that may be NULL somewhere. */
async function fill({ repositories, write }: Memory, atMs: number): Promise<void> {
  const { users, chat, counts, channel, actions, outbox, status } = repositories;
  const old = { atMs: atMs - 600_000, user: "bob", html: "<strong>old</strong>" };
  const line = {
    atMs,
    serverTimeMs: atMs,
    user: "Ann",
    html: "new",
    text: "new",
    style: "action",
    replayed: true,
    shadow: false,
    eventId: "e",
  };
  await write(
    users.joined({ name: "Ann", atMs }),
    users.joined({ name: "bob", atMs }),
    users.left({ name: "bob", atMs }),
  );
  await write(users.said({ name: "Ann", atMs }), chat.addedPlain(old), chat.added(line), lineCounted(atMs));
  const sample = { atMs, chatUsers: 2, connected: 5 };
  await write(counts.sampled(sample), sampleCounted(sample), channel.counted(sample));
  await write(actions.logged({ atMs, user: "Ann", kind: "moderation_kick" }));
  await write(
    actions.logged({
      atMs,
      user: "bob",
      kind: "pm_command",
      details: "cmd=say, args: x, result: error, error: y",
    }),
  );
  const outgoing = [
    { kind: "chat", text: plainText("x".repeat(300)) },
    { kind: "pm", to: "Ann", text: plainText("hi") },
    { kind: "action", action: { kind: "clear_chat" } },
  ] as const;
  for (const [index, one] of outgoing.entries()) {
    const group = `g${index}`;
    await write(
      outbox.queued({ group, outgoing: [one], lane: "chat", class: "message", producer: "test", atMs }),
    );
  }
  const moved = { part: 1, atMs, reason: "permission", detail: "no" };
  await write(
    outbox.rejected({ group: "g1", ...moved }),
    outbox.sent({
      group: "g0",
      part: 1,
      atMs,
      serverTimeMs: atMs,
      truncated: true,
      shadowed: false,
    }),
  );
  await write([quoteAdded({
    entry_key: "k",
    author: "bob",
    author_key: "bob",
    text: "words",
    search_text: "words",
    added_by: "Ann",
    added_at: 1,
  })]);
  await write(status.updated({ botName: "Rosey", botConnected: true }, atMs));
}

function filledRoom(): FakeRoom {
  const room = new FakeRoom("Rosey");
  room.playlist = [{
    uid: 7,
    media: { type: "yt", id: "x", title: "A film", seconds: 90 },
    temporary: true,
    queuedBy: "Ann",
  }];
  room.voteskip = { count: 1, need: 2 };
  room.current = room.playlist[0];
  room.playback = room.current && {
    media: room.current.media,
    positionSeconds: 1.5,
    measuredAtMs: 1,
    paused: false,
  };
  const options = [{ text: "yes", votes: 3 }, { text: "no", votes: undefined }];
  room.poll = { openedAtMs: 1, title: "?", options, hidden: false, openedBy: "Ann" };
  room.put({ name: "Rosey", rank: 2 });
  room.put({ name: "Ann", address: "secret-address", aliases: ["secret-alias"] });
  room.inRoom = true;
  return room;
}

/** What is asked, by route: every route has at least one. `{id}` is a number of the outbox. */
const ASKED: Readonly<Record<string, readonly (string | readonly [string, unknown])[]>> = {
  "post /session": [],
  "get /session": ["/session"],
  "delete /session": ["/session"],
  "get /tokens": ["/tokens", "/tokens?revoked=1"],
  "post /tokens": [["/tokens", {}], ["/tokens", {
    description: "phone",
    scopes: ["read"],
    expires_in_days: 3,
  }]],
  "delete /tokens/:prefix": ["/tokens/phone"],
  "get /plugins": ["/plugins"],
  "patch /plugins/:name": [["/plugins/stats", { enabled: true }]],
  "get /health": ["/health"],
  "get /database": ["/database"],
  "get /stats": ["/stats"],
  "get /users": ["/users", "/users?sort=name&limit=1", "/users?search=an&sort=time", "/users?sort=seen"],
  "get /users/:name": ["/users/ann", "/users/bob"],
  "get /user/:name": ["/user/ann", "/user/bob"],
  "get /history/:hours": ["/history/24", "/history/0", "/history/9999"],
  "get /counts": ["/counts", "/counts?from=0&to=100000000", "/counts?points=1", "/counts?points=1000"],
  "get /activity": ["/activity"],
  "get /chat": ["/chat", "/chat?user=bob&limit=1", "/chat?search=NEW", "/chat?after=1"],
  "get /current": ["/current"],
  "get /room": ["/room"],
  "get /playlist": ["/playlist", "/playlist?offset=1"],
  "post /say": [["/say", { message: "hello" }], ["/say", { message: "psst", to: "Ann" }]],
  "get /outbox": ["/outbox", "/outbox?state=sent", "/outbox?limit=1", "/outbox?producer=test"],
  "get /outbox/:id": ["/outbox/1", "/outbox/2", "/outbox/3"],
  "get /outbound/recent": ["/outbound/recent", "/outbound/recent?limit=1000"],
  "post /outbox/:id/retry": [["/outbox/2/retry", {}]],
  "post /outbox/:id/drop": [["/outbox/3/drop", undefined]],
  "get /audit": [
    "/audit",
    "/audit?outcome=error",
    "/audit?user=ann&kind=moderation_kick&limit=1",
    "/audit?search=CMD",
  ],
  "get /quotes": ["/quotes", "/quotes?search=Words&author=BOB"],
  "get /quotes/:id": ["/quotes/1"],
};

/** What databases trip over: signs of SQL and of patterns, what is no text, numbers beyond theirs, and cursors of ours with odd places. */
const ODD_VALUES = [
  "\0",
  "a\0b",
  "%",
  "_",
  "\\",
  "'",
  '"; drop table user_stats; --',
  "\ud83d\ude00",
  "\u2028",
  "-1",
  "9223372036854775808",
  "253402300799",
  "1e308",
  "x".repeat(200),
  cursorOf({ id: Number.MAX_SAFE_INTEGER, atMs: Number.MAX_SAFE_INTEGER }),
  cursorOf({ id: -1, atMs: -Number.MAX_SAFE_INTEGER }),
  cursorOf({
    id: 1,
    atMs: 0,
    untilMs: -1,
    passedOver: { id: -1, atMs: Number.MAX_SAFE_INTEGER, untilMs: 2 ** 52 },
  }),
  cursorOf({ name: "\0", chatLines: -1, connectedSeconds: 0, lastSeenMs: 0 }),
  cursorOf({ name: "x", chatLines: 2 ** 53, connectedSeconds: 0, lastSeenMs: 0 }),
  cursorOf({ name: "x", chatLines: 0, connectedSeconds: 1, lastSeenMs: 0, untilMs: Number.MAX_SAFE_INTEGER }),
  cursorOf({ name: "x", chatLines: 0, connectedSeconds: 1, lastSeenMs: 0, untilMs: -1 }),
] as const;

export function webContract(on: string, make: MakeDatabase): void {
  for (const [where, room] of [["with the bot", filledRoom()], ["beside the bot", undefined]] as const) {
    Deno.test(`web on ${on}: every route ${where} answers as its declaration says`, () =>
      withMemory(make, async (memory) => {
        const database = {
          ...memory,
          memory: memory.repositories,
          database: memory.driver,
          [Symbol.asyncDispose]: () => Promise.resolve(),
        };
        const web = await webUnderTest({ memory: database, ...room === undefined ? {} : { room } });
        await fill(memory, web.clock.now());
        const token = await web.issue("contract", ["admin"]);
        for (const { route } of web.routes) {
          const name = `${route.method} ${route.path}`;
          const asked = ASKED[name] ?? assert.fail(`nothing is asked of ${name}`);
          for (const one of asked) {
            const [path, body] = typeof one === "string" ? [one, undefined] : one;
            const headers = route.path === "/session" ? { origin: "http://127.0.0.1:5000" } : {};
            const answer = await web.ask(`/api/v1${path}`, { method: route.method, token, body, headers });
            const document: unknown = await answer.json();
            assert.equal(answer.status, route.status, `${name} ${path}: ${JSON.stringify(document)}`);
            assert.deepEqual(route.answer.parse(document), document, `${name} ${path}`);
            assert.doesNotMatch(JSON.stringify(document), /secret-/, name);
          }
        }
        assert.deepEqual(web.complaints, []);
      }, plugins));
  }

  Deno.test(`web on ${on}: what no parameter is made for is refused, and fails nowhere`, () =>
    withMemory(make, async (memory) => {
      const database = {
        ...memory,
        memory: memory.repositories,
        database: memory.driver,
        [Symbol.asyncDispose]: () => Promise.resolve(),
      };
      const web = await webUnderTest({ memory: database });
      await fill(memory, web.clock.now());
      const token = await web.issue("odd", ["admin"]);
      for (const { route } of web.routes.filter(({ route }) => route.method === "get")) {
        const { path } = route;
        const names = Object.keys(Object(Reflect.get(route.query, "shape")));
        for (const odd of ODD_VALUES) {
          const value = encodeURIComponent(odd);
          const asked = names.map((name) => `${path.replace(/:\w+/g, "1")}?${name}=${value}`);
          if (path.includes(":")) asked.push(path.replace(/:\w+/g, value));
          for (const one of asked) {
            const answer = await web.ask(`/api/v1${one}`, { token });
            const text = await answer.text();
            assert.ok(answer.status < 500, `${one}: ${answer.status} ${text}`);
          }
        }
      }
      assert.deepEqual(web.complaints, []);
    }, plugins));
}
