import assert from "node:assert/strict";
import { QueuedSpeaker } from "../../../../src/cli/room/queued_speaker.ts";
import type { SendResult, Speaker } from "../../../../src/cytube/speaker.ts";
import { ManualClock } from "../../../../src/domain/clock.ts";
import { RoseyError } from "../../../../src/domain/errors.ts";
import { plainText } from "../../../../src/domain/text.ts";
import { createLog } from "../../../../src/telemetry/log.ts";

function speakerWith(answer: () => Promise<SendResult>) {
  const lines: string[] = [];
  const said: string[] = [];
  const write = (line: string) => void lines.push(line);
  const redact = (text: string) => text;
  const clock = new ManualClock();
  const log = createLog({ level: "debug", format: "human", colour: false, clock, redact, write });
  const note = (text: string) => {
    said.push(text);
    return answer();
  };
  const client: Speaker = {
    say: (lines) => note(`say ${lines.join("|")}`),
    tell: (user, lines) => note(`tell ${user} ${lines.join("|")}`),
    act: (action) => {
      said.push(`act ${action.kind}`);
      return Promise.resolve({ outcome: "done", item: undefined, warning: undefined });
    },
  };
  return { speaker: new QueuedSpeaker(client, log), lines, said };
}

/** Lets every promise that is ready go on. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

Deno.test("speaker: a text is handed over without waiting for its echo", async () => {
  const fate = Promise.withResolvers<SendResult>();
  const { speaker, said } = speakerWith(() => fate.promise);
  await speaker.say([plainText("a"), plainText("and a")]);
  await speaker.tell("bob", [plainText("b")]);
  assert.deepEqual(said, ["say a|and a", "tell bob b"]);
  assert.equal(speaker.waiting, 2);
  fate.resolve({ outcome: "sent", serverTimeMs: 1 });
  await settled();
  assert.equal(speaker.waiting, 0);
});

Deno.test("speaker: of an act it is waited for what became of it", async () => {
  const { speaker, said } = speakerWith(() => Promise.reject(new Error("nothing is said")));
  const fate = speaker.act({ kind: "afk", away: true });
  assert.equal(speaker.waiting, 1);
  assert.equal((await fate).outcome, "done");
  assert.deepEqual([said, speaker.waiting], [["act afk"], 0]);
});

const FULL = new RoseyError("the queue is full", { code: "say.queue_full", exit: "bug" });

Deno.test("speaker: what cannot be queued rejects", async () => {
  const { speaker } = speakerWith(() => Promise.reject(FULL));
  await assert.rejects(speaker.say([plainText("a")]), FULL);
  await settled();
  assert.equal(speaker.waiting, 0);
});

Deno.test("speaker: what fails after it was handed over is logged", async () => {
  const fate = Promise.withResolvers<SendResult>();
  const { speaker, lines } = speakerWith(() => fate.promise);
  await speaker.say([plainText("a")]);
  fate.reject(FULL);
  await settled();
  assert.equal(speaker.waiting, 0);
  assert.match(lines.join(), /warn .*a line was not taken error="the queue is full"/);
});

const FATES: [SendResult, RegExp | undefined][] = [
  [{ outcome: "sent", serverTimeMs: 1 }, undefined],
  [
    { outcome: "refused", reason: "permission", message: "no" },
    /warn .*refused a line reason=permission detail=no/,
  ],
  [{ outcome: "in_doubt", message: "no echo" }, /info .*not confirmed detail="no echo"/],
  [{ outcome: "expired", message: "too late" }, /info .*not said detail="too late"/],
];

for (const [fate, line] of FATES) {
  Deno.test(`speaker: a line that is ${fate.outcome} leaves ${line === undefined ? "no" : "its"} trace in the log`, async () => {
    const { speaker, lines } = speakerWith(() => Promise.resolve(fate));
    await speaker.say([plainText("a")]);
    await settled();
    assert.equal(lines.length, line === undefined ? 0 : 1);
    if (line !== undefined) assert.match(lines[0] ?? "", line);
  });
}
