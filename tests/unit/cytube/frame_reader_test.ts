import assert from "node:assert/strict";
import fc from "fast-check";
import type { EventDraft } from "../../../src/cytube/event_stamps.ts";
import { EVENT_TABLE } from "../../../src/cytube/frames/event_table.ts";
import { FrameReader } from "../../../src/cytube/frames/frame_reader.ts";
import { RoomState } from "../../../src/cytube/room/room_state.ts";
import { RecordedLog, wireLine, wireUser } from "./client_fixture.ts";

/** A reader with a room, and nobody behind it. */
function reading() {
  const log = new RecordedLog();
  const reader = new FrameReader(log);
  const room = new RoomState("testroom");
  const events: EventDraft[] = [];
  const nothing = () => {};
  const time = { nowMs: 1_000_000 };
  const session = {
    loggedIn: nothing,
    loginRefused: nothing,
    passwordNeeded: nothing,
    passwordAccepted: nothing,
    joined: () => void (room.inRoom = true),
    channelNotRegistered: nothing,
    kicked: nothing,
    moved: nothing,
    errorText: nothing,
  };
  const read = (event: string, payload?: unknown) =>
    reader.read(event, payload, {
      room,
      session,
      nowMs: () => time.nowMs,
      answer: () => {},
      emit: (draft) => events.push(draft),
    });
  return { read, reader, room, events, log, time };
}

Deno.test("frame reader: an unknown event is counted, and logged once at debug", () => {
  const { read, reader, log } = reading();
  for (let index = 0; index < 5; index++) read("brandNew", { x: 1 });
  assert.equal(reader.counts.unknown.get("brandNew"), 5);
  assert.deepEqual(log.lines.map((line) => line.level), ["debug"]);
});

Deno.test("frame reader: names of unknown events do not fill the memory", () => {
  const { read, reader } = reading();
  for (let index = 0; index < 5000; index++) read(`event${index}`);
  assert.equal(reader.counts.unknown.size, 101);
  assert.equal(reader.counts.unknown.get("(other)"), 4900);
});

Deno.test("frame reader: a malformed payload is counted, and logged with its event at most once a second", () => {
  const { read, reader, log, time } = reading();
  for (let index = 0; index < 30; index++) {
    read("chatMsg", { username: 7 });
    time.nowMs += 100;
  }
  assert.equal(reader.counts.malformed.get("chatMsg"), 30);
  assert.equal(log.lines.length, 3);
  assert.equal(log.lines[0]?.details["event"], "chatMsg");
  assert.match(String(log.lines[0]?.details["problem"]), /username/);
});

Deno.test("frame reader: one unreadable member does not cost the list", () => {
  const { read, reader, room } = reading();
  read("userlist", [wireUser("alice"), { name: "bob" }, null, wireUser("carol")]);
  assert.deepEqual(room.users.map((user) => user.name), ["alice", "carol"]);
  assert.equal(reader.counts.malformed.get("userlist"), 2);
});

Deno.test("frame reader: extra members of a payload do no harm", () => {
  const { read, reader, events } = reading();
  read("chatMsg", { ...wireLine("alice", "hi", 1), future: [1, 2, 3] });
  assert.equal(events.length, 1);
  assert.equal(reader.counts.malformed.size, 0);
});

Deno.test("frame reader: no payload of any event makes it throw, and the room stays readable", () => {
  const near = fc.oneof(
    fc.record({
      name: fc.oneof(fc.string(), fc.anything()),
      username: fc.oneof(fc.string(), fc.anything()),
      msg: fc.oneof(fc.string(), fc.anything()),
      meta: fc.oneof(fc.object(), fc.anything()),
      time: fc.oneof(fc.double(), fc.anything()),
      rank: fc.oneof(fc.double(), fc.anything()),
      uid: fc.oneof(fc.integer(), fc.anything()),
      from: fc.oneof(fc.integer(), fc.anything()),
      after: fc.oneof(fc.integer(), fc.constantFrom("prepend", "append"), fc.anything()),
      item: fc.anything(),
      temp: fc.boolean(),
    }, { requiredKeys: [] }),
    fc.array(fc.anything()),
    fc.anything(),
    fc.double(),
    fc.string(),
    fc.boolean(),
  );
  const frames = fc.array(fc.tuple(fc.constantFrom(...EVENT_TABLE.keys()), near), { maxLength: 40 });
  fc.assert(
    fc.property(frames, (all) => {
      const { read, room } = reading();
      for (const [event, payload] of all) read(event, payload);
      JSON.stringify([room.users, room.playlist, room.current, room.poll, room.emotes, room.options]);
    }),
    { numRuns: 500 },
  );
});

Deno.test("frame reader: a payload that is nested very deeply is taken", () => {
  const { read } = reading();
  let deep: unknown = "bottom";
  for (let level = 0; level < 5000; level++) deep = { meta: deep, media: deep };
  for (const event of EVENT_TABLE.keys()) read(event, deep);
});
