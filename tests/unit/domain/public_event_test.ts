import assert from "node:assert/strict";
import type { RoomEvent } from "../../../src/domain/events.ts";
import { hasPublicNews, publicData, publicUser } from "../../../src/domain/public_event.ts";
import type { RoomUser } from "../../../src/domain/room.ts";

const bob: RoomUser = {
  name: "bob",
  rank: 1,
  afk: false,
  muted: false,
  shadowMuted: false,
  aliases: ["robert"],
  address: "a.b.c",
  profile: { image: "", text: "" },
};

/** As the server tells it to a moderator. */
const shadowMuted: RoomUser = { ...bob, muted: true, shadowMuted: true };

function changed(before: RoomUser, user: RoomUser): RoomEvent {
  return { id: "run-1", seq: 1, atMs: 1, kind: "user.changed", before, user };
}

Deno.test("public events: a shadow mute is no mute, and an open one is", () => {
  assert.deepEqual(publicUser(shadowMuted), publicUser(bob));
  assert.equal(publicUser({ ...bob, muted: true }).muted, true);
  assert.equal(publicUser({ ...bob, muted: true, shadowMuted: undefined }).muted, true);
  assert.doesNotMatch(JSON.stringify(publicData(changed(bob, shadowMuted))), /true|robert|a\.b\.c/);
});

Deno.test("public events: a change that only moderators are told is no news", () => {
  assert.equal(hasPublicNews(changed(bob, shadowMuted)), false);
  assert.equal(hasPublicNews(changed(shadowMuted, bob)), false);
  assert.equal(hasPublicNews(changed(bob, { ...bob, aliases: [] })), false);
  assert.equal(hasPublicNews(changed(bob, { ...bob, muted: true })), true);
  assert.equal(hasPublicNews(changed(bob, { ...shadowMuted, afk: true })), true);
  assert.equal(hasPublicNews({ id: "run-2", seq: 2, atMs: 2, kind: "user.left", name: "bob" }), true);
});
