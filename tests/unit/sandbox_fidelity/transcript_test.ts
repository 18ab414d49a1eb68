import assert from "node:assert/strict";
import { expectedFrames } from "../../integration/sandbox_fidelity/frame.ts";
import { parseTranscript } from "../../integration/sandbox_fidelity/transcript.ts";

const HEADER =
  '{"t":0,"dir":"meta","ev":"header","data":{"started_epoch_ms":5,"scenario":"z","about":"test"}}';

Deno.test("fidelity: a recording keeps line numbers, and tells null from nothing", () => {
  const transcript = parseTranscript(
    "z",
    [HEADER, '{"t":1.5,"dir":"in","ev":"closePoll","data":null}', '{"t":2,"dir":"out","ev":"playerReady"}']
      .join("\n"),
  );
  assert.equal(transcript.startedEpochMs, 5);
  assert.deepEqual(transcript.lines.map((line) => [line.line, line.args]), [[2, [null]], [3, []]]);
});

Deno.test("fidelity: a recording without header, or with a foreign line, is refused by name and line", () => {
  assert.throws(() => parseTranscript("z", '{"t":1,"dir":"in","ev":"x"}'), /z: a recording begins/);
  assert.throws(() => parseTranscript("z", `${HEADER}\n{"t":1,"dir":"up","ev":"x"}`), /z\.jsonl:2/);
});

Deno.test("fidelity: expected are the server's events and the connection's words, not the library's own timer", () => {
  const transcript = parseTranscript(
    "z",
    [
      HEADER,
      '{"t":1,"dir":"sys","ev":"connect","data":{}}',
      '{"t":2,"dir":"out","ev":"chatMsg","data":{}}',
      '{"t":3,"dir":"note","ev":"alice","data":"talks"}',
      '{"t":4,"dir":"in","ev":"rank","data":1}',
      '{"t":5,"dir":"sys","ev":"reconnect_attempt","data":1}',
    ].join("\n"),
  );
  assert.deepEqual(expectedFrames(transcript).map(({ name, line }) => [name, line]), [["connect", 2], [
    "rank",
    5,
  ]]);
});
