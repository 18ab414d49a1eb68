import assert from "node:assert/strict";
import { at, note, nothing } from "../../integration/sandbox_fidelity/scenario.ts";
import { timelineOf } from "../../integration/sandbox_fidelity/timeline.ts";
import { parseTranscript } from "../../integration/sandbox_fidelity/transcript.ts";
import { PLAIN } from "../../integration/sandbox_fidelity/variation.ts";

const recording = (...lines: ReadonlyArray<Record<string, unknown>>) =>
  parseTranscript(
    "z",
    [
      {
        t: 0,
        dir: "meta",
        ev: "header",
        data: { started_epoch_ms: 1_000_000, scenario: "z", about: "test" },
      },
      ...lines,
    ].map((line) => JSON.stringify(line)).join("\n"),
  );

const timesOf = (transcript: ReturnType<typeof recording>, cues: Parameters<typeof timelineOf>[1] = []) =>
  timelineOf(transcript, cues, PLAIN).map(({ atMs, atOnce }) => [atMs, atOnce]);

Deno.test("fidelity: frames sent at once stay at once, others wait for answers", () => {
  const transcript = recording(
    { t: 10.2, dir: "out", ev: "login", data: {} },
    { t: 10.3, dir: "out", ev: "joinChannel", data: {} },
    { t: 50, dir: "out", ev: "chatMsg", data: {} },
  );
  assert.deepEqual(timesOf(transcript), [[11, true], [11, false], [50, false]]);
});

Deno.test("fidelity: a chat line is sent when the server took it, by the time in its echo", () => {
  const transcript = recording(
    { t: 99.8, dir: "out", ev: "chatMsg", data: { msg: "a" } },
    { t: 103, dir: "in", ev: "chatMsg", data: { msg: "a", time: 1_000_102 } },
  );
  assert.deepEqual(timesOf(transcript), [[102, false]]);
});

Deno.test("fidelity: notes happen where they stand, other cues at their time", () => {
  const transcript = recording(
    { t: 20, dir: "note", ev: "alice", data: "talks" },
    { t: 30, dir: "note", ev: "rosey", data: "a remark" },
    { t: 40, dir: "sys", ev: "disconnect", data: { reason: "io server disconnect" } },
    { t: 50, dir: "sys", ev: "disconnect", data: { reason: "io client disconnect" } },
  );
  const cues = [note(2, nothing), at(5, nothing)];
  assert.deepEqual(timesOf(transcript, cues).map(([atMs]) => atMs), [5, 20, 50]);
});

Deno.test("fidelity: a cue for a line that is no note is refused", () => {
  const transcript = recording({ t: 20, dir: "in", ev: "rank", data: 1 });
  assert.throws(() => timelineOf(transcript, [note(2, nothing)], PLAIN), /lines 2 are no notes/);
});
