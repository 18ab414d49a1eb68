import assert from "node:assert/strict";
import { OwnPresence } from "../../../src/bot/own_presence.ts";
import { ManualClock } from "../../../src/domain/clock.ts";
import type { ActionFate } from "../../../src/domain/outbox.ts";
import type { RoomAction } from "../../../src/domain/room_action.ts";
import { FakeRoom, type FakeUser, fakeUser } from "../../../src/plugin/fake_room.ts";
import { stamps } from "../bus/chat_events.ts";
import { keepingLog } from "./keeping_log.ts";

function makePresence() {
  const clock = new ManualClock();
  const room = new FakeRoom("Rosey");
  room.put({ name: "Rosey" });
  room.put({ name: "alice" });
  const sent: string[] = [];
  const speaker = {
    act: ({ kind }: RoomAction): Promise<ActionFate> => {
      sent.push(kind);
      return Promise.resolve({ outcome: "done", item: undefined, warning: undefined });
    },
  };
  const presence = new OwnPresence({ room, speaker, clock, log: keepingLog().log });
  const next = stamps();
  const change = (name: string, difference: Partial<FakeUser>) => {
    const before = room.user(name) ?? fakeUser({ name });
    const user = room.put({ ...before, ...difference });
    presence.follow({ ...next(), kind: "user.changed", before, user });
  };
  const told = (afk: boolean, name = "rosey") => change(name, { afk });
  const muted = (muted: boolean) => change("rosey", { muted });
  const enter = () =>
    presence.follow({
      ...next(),
      kind: "room.entered",
      channel: "c",
      name: "Rosey",
      rank: 1,
      registered: true,
    });
  const lose = () =>
    presence.follow({ ...next(), kind: "room.lost", reason: "network", message: "", retryInMs: 1 });
  return { presence, clock, room, sent, told, muted, enter, lose };
}

Deno.test("presence: Rosey comes back when the server marks it AFK, once, and another's AFK is theirs", () => {
  const { sent, told, clock } = makePresence();
  told(true, "alice");
  assert.deepEqual(sent, []);
  told(true);
  assert.deepEqual(sent, ["afk"]);
  told(false);
  assert.deepEqual(sent, ["afk"]);
  assert.equal(clock.pendingTimers, 0);
});

Deno.test("presence: AFK on purpose stays, over a reconnect too", () => {
  const { presence, room, sent, told, enter, lose } = makePresence();
  void presence.setAway(true);
  assert.deepEqual(sent, ["afk"]);
  told(true);
  assert.deepEqual(sent, ["afk"]);
  lose();
  room.put({ name: "Rosey", afk: false });
  enter();
  assert.deepEqual(sent, ["afk", "afk"]);
  told(true);
  void presence.setAway(false);
  assert.deepEqual(sent, ["afk", "afk", "afk"]);
  told(false);
});

Deno.test("presence: a line of its own ends an AFK on purpose, and Rosey does not go back", () => {
  const { presence, sent, told } = makePresence();
  void presence.setAway(true);
  told(true);
  told(false);
  assert.deepEqual(sent, ["afk"]);
  told(true);
  assert.deepEqual(sent, ["afk", "afk"]);
  told(false);
});

Deno.test("presence: while a toggle is on its way no second one is sent, which would undo it", () => {
  const { presence, sent, told } = makePresence();
  void presence.setAway(true);
  void presence.setAway(true);
  void presence.setAway(false);
  assert.deepEqual(sent, ["afk"]);
  told(true);
  assert.deepEqual(sent, ["afk", "afk"]);
  told(false);
});

Deno.test("presence: a toggle that was lost is sent again after a while, and never two at once", () => {
  const { sent, told, clock, presence } = makePresence();
  told(true);
  told(true);
  assert.deepEqual(sent, ["afk"]);
  clock.advance(30_000);
  assert.deepEqual(sent, ["afk", "afk"]);
  presence.stop();
  assert.equal(clock.pendingTimers, 0);
});

Deno.test("presence: while Rosey is muted nothing is sent, and one toggle afterwards", () => {
  const { sent, told, muted, clock } = makePresence();
  muted(true);
  told(true);
  clock.advance(300_000);
  assert.deepEqual(sent, []);
  muted(false);
  assert.deepEqual(sent, ["afk"]);
  told(false);
  assert.equal(clock.pendingTimers, 0);
});

Deno.test("presence: who changes it is told what became of it", async () => {
  const { presence, room, told, muted, clock } = makePresence();
  assert.equal((await presence.setAway(false)).outcome, "done");
  const going = presence.setAway(true);
  const meanwhile = await presence.setAway(true);
  assert.deepEqual([(await going).outcome, meanwhile.outcome], ["done", "in_doubt"]);
  told(true);
  muted(true);
  const silenced = await presence.setAway(false);
  assert.equal(
    silenced.outcome === "expired" && silenced.message,
    "I am muted, so it has to wait until I am not.",
  );
  room.remove("Rosey");
  assert.equal((await presence.setAway(true)).outcome, "expired");
  assert.equal(clock.pendingTimers, 0);
});
