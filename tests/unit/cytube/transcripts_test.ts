import assert from "node:assert/strict";
import { z } from "zod";
import { playTranscript } from "./transcript_player.ts";

const transcripts = new URL("../../fixtures/transcripts/", import.meta.url);
const states = new URL("../../fixtures/transcript_states/", import.meta.url);

const States = z.object({ connections: z.array(z.unknown()) });

const names = [...Deno.readDirSync(transcripts)].map((entry) => entry.name).filter((name) =>
  name.endsWith(".jsonl")
);

Deno.test("cytube: there are recordings to hold the client to", () => {
  assert.ok(names.length >= 46, `${names.length} transcripts`);
});

for (const name of names.sort()) {
  Deno.test(`cytube: the recording ${name} is digested, and the model is what the frames say`, async () => {
    const played = await playTranscript(Deno.readTextFileSync(new URL(name, transcripts)));
    const state = Deno.readTextFileSync(new URL(name.replace(".jsonl", ".json"), states));
    const { connections } = States.parse(JSON.parse(state));
    assert.equal(played.unknown, 0, "unknown events");
    assert.equal(played.malformed, 0, "malformed frames");
    assert.deepEqual(played.states, connections);
  });
}
