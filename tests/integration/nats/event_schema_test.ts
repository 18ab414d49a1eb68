/** What is published, held against the schema that is published too: everything that recorded rooms bring, over a real NATS. */
import assert from "node:assert/strict";
import { z } from "zod";
import { faultsOf } from "../../../scripts/docs/lint_project.ts";
import { leaves } from "../../../src/bus/nats/event_envelope.ts";
import type { EventHead, RoomEvent } from "../../../src/domain/events.ts";
import schemaText from "../../../docs/events.schema.json" with { type: "text" };
import { startNats } from "../../services/nats.ts";
import { playTranscript } from "../../unit/cytube/transcript_player.ts";
import { openMemoryDatabase } from "../../unit/plugins/memory_database.ts";
import { BusRoom } from "./bus_memory.ts";
import { Listener } from "./listener.ts";

const Schema = z.looseObject({
  oneOf: z.array(z.object({ $ref: z.string() })),
  definitions: z.record(z.string(), z.unknown()),
});

const POLL = { openedAtMs: 1, title: "Which?", options: [{ text: "a", votes: 3 }], openedBy: "alice" };

/** The events of all recordings, and of each kind that none of them brings. */
async function allEvents(next: () => EventHead): Promise<RoomEvent[]> {
  const transcripts = new URL("../../fixtures/transcripts/", import.meta.url);
  const events: RoomEvent[] = [];
  for await (const { name } of Deno.readDir(transcripts)) {
    if (!name.endsWith(".jsonl")) continue;
    events.push(...(await playTranscript(await Deno.readTextFile(new URL(name, transcripts)))).events);
  }
  const media = { type: "yt", id: "abc", title: "A film", seconds: 90 };
  const item = { uid: 1, media, temporary: true, queuedBy: "alice" };
  const user = {
    name: "alice",
    rank: 1,
    afk: false,
    muted: false,
    shadowMuted: undefined,
    aliases: ["canary-alias"],
    address: "canary.address",
    profile: { image: "", text: "" },
  };
  const line = { user: "alice", html: "hi", text: "hi", serverTimeMs: 1, replayed: false };
  const more: RoomEvent[] = [
    { ...next(), kind: "chat", ...line, style: "plain", shadow: false, own: false },
    { ...next(), kind: "users.listed", users: [user] },
    { ...next(), kind: "user.joined", user },
    { ...next(), kind: "user.changed", before: { ...user, afk: !user.afk }, user },
    { ...next(), kind: "poll.opened", poll: { ...POLL, hidden: true } },
    { ...next(), kind: "poll.counted", poll: { ...POLL, hidden: false } },
    { ...next(), kind: "poll.closed", poll: undefined },
    {
      ...next(),
      kind: "media.progressed",
      playback: { media, positionSeconds: 1, measuredAtMs: 1, paused: true },
    },
    { ...next(), kind: "playlist.current", item: undefined },
    { ...next(), kind: "playlist.added", item, position: 1 },
    {
      ...next(),
      kind: "playlist.refused",
      message: "no",
      link: undefined,
      mediaId: undefined,
      warning: true,
    },
    { ...next(), kind: "leader.changed", name: undefined },
    { ...next(), kind: "chat.gap", fromMs: 1, toMs: 2 },
    { ...next(), kind: "outbox.changed", outboxId: 1, state: "sent", detail: undefined },
    { ...next(), kind: "plugin.changed", plugin: "dice", enabled: true, by: "alice" },
    { ...next(), kind: "send.throttled", waitMs: 100 },
    { ...next(), kind: "send.refused", reason: "muted", message: "no" },
    { ...next(), kind: "server.notice", message: "hello", code: undefined },
    { ...next(), kind: "announcement", title: "Hello", html: "all", from: "admin" },
    { ...next(), kind: "chat.cleared", by: "alice" },
    { ...next(), kind: "channel.drinks", count: 1 },
    { ...next(), kind: "voteskip.counted", count: 1, need: 2 },
    { ...next(), kind: "room.lost", reason: "stopped", message: "bye", retryInMs: undefined },
    {
      ...next(),
      kind: "command.finished",
      user: "alice",
      command: "dice",
      args: "2d6",
      via: "chat",
      outcome: "success",
      detail: undefined,
      durationMs: 3,
    },
    {
      ...next(),
      kind: "moderation",
      action: "kick",
      target: "bob",
      by: undefined,
      detail: undefined,
    },
  ];
  return [...events, ...more];
}

/** The schema as one that allows nothing that it does not name: what is published must be documented. */
function strict(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strict);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, one]): [string, unknown] => [name, strict(one)]);
  const node = Object.fromEntries(entries);
  return "properties" in value && "type" in value ? { ...node, additionalProperties: false } : node;
}

Deno.test("nats events: every event of every recording fits the schema, and no kind is missing", async () => {
  await using nats = await startNats({ own: true });
  await using memory = await openMemoryDatabase();
  await using listener = await Listener.join(nats.url);
  await using room = new BusRoom(memory, nats.url);
  while (room.part.health !== "ok") await new Promise<void>((resolve) => setImmediate(resolve));
  let made = 0;
  const next = () => ({ id: `made-${++made}`, seq: made, atMs: 1_763_841_600_000 });
  // Each recording counts from one: a room does not.
  const events = (await allEvents(next)).map((event, index) => ({ ...event, id: `event-${index}` }));
  const told = events.filter(leaves);
  for (const event of events) room.pass(event);
  await listener.hears(told.length);
  assert.deepEqual(
    listener.heard.map(({ event }) => event.id).sort(),
    told.map(({ id }) => id).sort(),
  );
  const heard = listener.heard.map(({ event }) => event);
  assert.doesNotMatch(JSON.stringify(heard), /canary|"aliases"|"address"/);
  const hidden = heard.find(({ kind, data }) =>
    kind === "poll.opened" && JSON.stringify(data).includes("Which?")
  );
  assert.deepEqual(hidden?.data["poll"], { ...POLL, hidden: true, options: [{ text: "a" }] });

  const folder = await Deno.makeTempDir();
  try {
    const path = `${folder}/strict.json`;
    await Deno.writeTextFile(path, JSON.stringify(strict(JSON.parse(schemaText))));
    const faults = await faultsOf(path, [...heard, { ...heard[0], kind: "nothing" }]);
    const wrong = faults.flatMap((found, index) =>
      found.length === 0 ? [] : [{ event: heard[index], found }]
    );
    assert.deepEqual(wrong.filter(({ event }) => event !== undefined).slice(0, 3), []);
    assert.equal(wrong.length, 1, "a kind that there is not fits too");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  const { oneOf } = Schema.parse(JSON.parse(schemaText));
  const kinds = oneOf.map(({ $ref }) => $ref.replace("#/definitions/event ", ""));
  assert.deepEqual([...new Set(heard.map(({ kind }) => kind))].sort(), kinds.sort());
});
