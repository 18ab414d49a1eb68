import assert from "node:assert/strict";
import { fromBareFrames } from "../../integration/sandbox_fidelity/bare_connection.ts";
import type { Transcript } from "../../integration/sandbox_fidelity/transcript.ts";

const told = (direction: "in" | "out", frame: string) => {
  const transcript: Transcript = {
    name: "z",
    about: "test",
    startedEpochMs: 0,
    lines: [{ line: 2, atMs: 1, direction, event: "frame", args: [frame], ack: false }],
  };
  return fromBareFrames(transcript).lines.map((
    { direction, event, args, ack },
  ) => [direction, event, args, ack]);
};

Deno.test("fidelity: frames of the server are told as events, and its handshake as words of the connection", () => {
  assert.deepEqual(told("in", '42["rank",-1]'), [["in", "rank", [-1], false]]);
  assert.deepEqual(told("in", '42["closePoll"]'), [["in", "closePoll", [], false]]);
  assert.deepEqual(told("in", '0{"sid":"x","pingInterval":1}'), [
    ["sys", "handshake", [{ sid: "x", pingInterval: 1 }], false],
  ]);
  assert.deepEqual(told("in", '40{"sid":"y"}'), [["sys", "admitted", [{ sid: "y" }], false]]);
  assert.deepEqual(told("in", "40"), [["sys", "admitted", [{}], false]]);
  assert.deepEqual(told("in", "3"), [["sys", "pong", [{}], false]]);
});

Deno.test("fidelity: frames of the client are told as what it sends, its pongs and its opening are its own", () => {
  assert.deepEqual(told("out", '42["login",{"name":"a"}]'), [["out", "login", [{ name: "a" }], false]]);
  assert.deepEqual(told("out", '420["newPoll",{}]'), [["out", "newPoll", [{}], true]]);
  assert.deepEqual(told("out", "41"), [["out", "(frame)", ["41"], false]]);
  for (const own of ["40", "3"]) assert.deepEqual(told("out", own), []);
});

Deno.test("fidelity: the server's ping is not told: it runs on the machine's clock", () => {
  assert.deepEqual(told("in", "2"), []);
});
