import assert from "node:assert/strict";
import { seededRandom } from "../../../src/domain/clock.ts";
import type { Transcript } from "../../integration/sandbox_fidelity/transcript.ts";
import { drawVariation, varyTranscript } from "../../integration/sandbox_fidelity/variation.ts";

const incoming = (event: string, data: unknown) => ({
  line: 2,
  atMs: 1,
  direction: "in" as const,
  event,
  args: [data],
  ack: false,
});

const TRANSCRIPT: Transcript = {
  name: "z",
  about: "test",
  startedEpochMs: 0,
  lines: [
    incoming("chatMsg", {
      username: "Alice",
      msg: "hello <em>pretty</em> world",
      meta: { addClass: "greentext" },
    }),
    incoming("errorMsg", { msg: "PM failed: alice isn't here, world" }),
  ],
};

const draw = (seed: number) =>
  drawVariation(TRANSCRIPT, ["alice", "rosey"], seededRandom(seed), { keepTiming: false });

Deno.test("fidelity: a variation changes names in every case, and the words people wrote", () => {
  const varied = draw(1);
  assert.notEqual(varied.text("alice"), "alice");
  assert.equal(varied.text("ALICE"), varied.text("alice").toUpperCase());
  assert.notEqual(varied.text("hello pretty"), "hello pretty");
  assert.equal(varied.text("hello").length, 5);
});

Deno.test("fidelity: a variation keeps what the server wrote, and commands", () => {
  const varied = draw(2);
  assert.equal(varied.text("failed"), "failed");
  assert.equal(varied.text("world"), "world");
  assert.equal(varied.text("/me"), "/me");
  assert.equal(varied.text("greentext"), "greentext");
});

Deno.test("fidelity: a look-alike of a name stays its look-alike", () => {
  const varied = draw(3);
  assert.equal(varied.text("r0sey"), varied.text("rosey").replaceAll("o", "0"));
  assert.match(varied.text("rosey"), /^.o/);
});

Deno.test("fidelity: what is said and what is expected vary alike, and one seed gives one variation", () => {
  const varied = draw(4);
  const [line] = varyTranscript(TRANSCRIPT, varied).lines;
  assert.deepEqual(line?.args, [{
    username: varied.text("Alice"),
    msg: `${varied.text("hello")} <em>${varied.text("pretty")}</em> world`,
    meta: { addClass: "greentext" },
  }]);
  assert.equal(draw(4).text("hello alice"), varied.text("hello alice"));
  assert.notEqual(draw(5).text("hello alice"), varied.text("hello alice"));
});
