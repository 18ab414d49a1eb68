import assert from "node:assert/strict";
import { REPORT_PERIOD_MS } from "../../../src/cytube/lead_keeper.ts";
import { act, inRoom } from "./line/room_fixture.ts";

const VIDEO = { type: "yt", id: "D00060aaaaa", title: "x", seconds: 60 };

async function leading() {
  const scene = await inRoom({ permissions: { chat: 0 } });
  const { socket } = scene;
  socket.deliver("changeMedia", { ...VIDEO, currentTime: 10, paused: false });
  socket.deliver("setLeader", "Rosey");
  const reports = () => socket.payloads("mediaUpdate");
  return { ...scene, reports };
}

Deno.test("lead: while Rosey leads she reports where the media is, and stops when another does", async () => {
  const { fixture, socket, reports } = await leading();
  await fixture.clock.advanceAsync(REPORT_PERIOD_MS);
  assert.deepEqual(reports(), [{ type: "yt", id: "D00060aaaaa", currentTime: 15, paused: false }]);
  socket.deliver("mediaUpdate", { currentTime: 15, paused: false });
  await fixture.clock.advanceAsync(REPORT_PERIOD_MS);
  assert.equal(reports().length, 2);
  socket.deliver("setLeader", "alice");
  await fixture.clock.advanceAsync(3 * REPORT_PERIOD_MS);
  assert.equal(reports().length, 2);
  await fixture.stop();
});

Deno.test("lead: what is over is followed by the next item", async () => {
  const { fixture, socket } = await leading();
  socket.deliver("mediaUpdate", { currentTime: 58, paused: false });
  await fixture.clock.advanceAsync(REPORT_PERIOD_MS);
  assert.equal(socket.payloads("playNext").length, 1);
  await fixture.stop();
});

Deno.test("lead: a pause is not undone by a report, neither before nor after its answer", async () => {
  const { fixture, socket, line, reports } = await leading();
  await fixture.clock.advanceAsync(REPORT_PERIOD_MS - 500);
  void line.send(act({ kind: "pause", paused: true }));
  await fixture.clock.advanceAsync(500);
  socket.deliver("mediaUpdate", { currentTime: 15, paused: true });
  await fixture.clock.advanceAsync(2 * REPORT_PERIOD_MS);
  assert.deepEqual(reports(), [{ type: "yt", id: "D00060aaaaa", currentTime: 14.5, paused: true }]);
  await fixture.stop();
});

Deno.test("lead: it ends with the room", async () => {
  const { fixture, socket, reports } = await leading();
  socket.drop({ kind: "network", message: "gone" });
  await fixture.settle();
  await fixture.clock.advanceAsync(REPORT_PERIOD_MS);
  assert.deepEqual(reports(), []);
  await fixture.stop();
  assert.equal(fixture.clock.pendingTimers, 0);
});
