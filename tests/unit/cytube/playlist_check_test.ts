import assert from "node:assert/strict";
import { REQUEST_PAUSE_MS, SETTLE_MS } from "../../../src/cytube/playlist_check.ts";
import { ClientFixture, letIn } from "./client_fixture.ts";
import type { FakeSocket } from "./fake_transport.ts";

const SEEN = { chat: 0, seeplaylist: -1 };

function item(uid: number, seconds = 60) {
  return {
    uid,
    media: { type: "yt", id: `video${uid}`, title: "x", seconds },
    temp: false,
    queueby: "alice",
  };
}

function added(socket: FakeSocket, uid: number, count: number): void {
  socket.deliver("queue", { item: item(uid), after: "prepend" });
  meta(socket, count);
}

function meta(socket: FakeSocket, count: number, rawTime = 60 * count): void {
  socket.deliver("setPlaylistMeta", { count, rawTime, time: "" });
}

async function watching(permissions: Record<string, number> = SEEN) {
  const fixture = new ClientFixture();
  const socket = await fixture.start();
  letIn(socket, { permissions });
  const requests = () => socket.payloads("requestPlaylist").length;
  /** Lets time pass on a line that is alive. */
  const pass = async (ms: number) => {
    for (let leftMs = ms; leftMs > 0; leftMs -= 20_000) {
      socket.ping();
      await fixture.clock.advanceAsync(Math.min(leftMs, 20_000));
    }
    assert.equal(fixture.client.room.inRoom, true);
  };
  return { fixture, socket, requests, pass };
}

Deno.test("playlist check: nothing is asked for while every frame arrives", async () => {
  const { fixture, socket, requests, pass } = await watching();
  for (let uid = 1; uid <= 5; uid++) {
    added(socket, uid, uid);
    await pass(500);
  }
  await pass(10 * REQUEST_PAUSE_MS);
  assert.equal(requests(), 0);
  await fixture.stop();
});

Deno.test("playlist check: a lost frame is mended within one check, counted and logged", async () => {
  const { fixture, socket, requests, pass } = await watching();
  added(socket, 1, 1);
  meta(socket, 2);
  await pass(SETTLE_MS - 1);
  assert.equal(requests(), 0);
  await pass(1);
  assert.equal(requests(), 1);
  meta(socket, 2);
  socket.deliver("playlist", [item(1), item(2)]);
  assert.equal(fixture.client.room.playlist.length, 2);
  await pass(10 * REQUEST_PAUSE_MS);
  assert.equal(requests(), 1);
  assert.equal(fixture.client.statistics.playlistRequests, 1);
  const [line] = fixture.log.lines.filter(({ message }) => message.startsWith("the playlist is not"));
  assert.deepEqual(line?.details, { missingItems: 1, missingSeconds: 60 });
  await fixture.stop();
});

Deno.test("playlist check: a request that is refused is repeated when the server allows it, and the line is not confused", async () => {
  const { fixture, socket, requests, pass } = await watching();
  meta(socket, 1);
  await pass(SETTLE_MS);
  const text = "Get Playlist URLs is limited to 1 usage every 60 seconds.  Please try again later.";
  socket.deliver("errorMsg", { msg: text, code: "REQ_PLAYLIST_LIMIT_REACHED" });
  meta(socket, 1);
  await pass(REQUEST_PAUSE_MS - 1);
  assert.equal(requests(), 1);
  await pass(1);
  assert.equal(requests(), 2);
  await fixture.stop();
});

Deno.test("playlist check: a server that counts in another way is asked once", async () => {
  const { fixture, socket, requests, pass } = await watching();
  socket.onSent = ({ event }) => {
    if (event === "requestPlaylist") queueMicrotask(() => socket.deliver("playlist", [item(1)]));
  };
  added(socket, 1, 1);
  for (let round = 0; round < 5; round++) {
    meta(socket, 1, 75);
    await pass(2 * REQUEST_PAUSE_MS);
  }
  assert.equal(requests(), 1);
  meta(socket, 2, 135);
  await pass(SETTLE_MS);
  assert.equal(requests(), 2);
  await fixture.stop();
});

Deno.test("playlist check: where Rosey may not see the playlist, it is not asked for", async () => {
  const { fixture, socket, requests, pass } = await watching({ chat: 0, seeplaylist: 2 });
  meta(socket, 7);
  await pass(REQUEST_PAUSE_MS);
  assert.equal(requests(), 0);
  await fixture.stop();
});

Deno.test("playlist check: it ends with the connection", async () => {
  const { fixture, socket } = await watching();
  meta(socket, 7);
  socket.drop({ kind: "network", message: "gone" });
  const next = await fixture.nextSocket();
  letIn(next, { permissions: SEEN });
  await fixture.clock.advanceAsync(10 * SETTLE_MS);
  assert.deepEqual([socket.payloads("requestPlaylist"), next.payloads("requestPlaylist")], [[], []]);
  await fixture.stop();
  assert.equal(fixture.clock.pendingTimers, 0);
});
