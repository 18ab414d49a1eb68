import assert from "node:assert/strict";
import { compareFrames } from "../../integration/sandbox_fidelity/compare.ts";
import { expectedFrames } from "../../integration/sandbox_fidelity/frame.ts";
import { SCENARIOS } from "../../integration/sandbox_fidelity/scenarios.ts";
import { readTranscript } from "../../integration/sandbox_fidelity/transcript.ts";

const EPOCHS = { expectedMs: 0, actualMs: 0 };

/** The one frame that may be lost, and is not asserted where a kick comes at the same moment. */
const MAY_BE_LOST = "listPlaylists";

Deno.test("fidelity: in every recording each frame counts; one left out, or come twice, is a difference", async () => {
  for (const { transcript: name } of SCENARIOS) {
    const frames = expectedFrames(await readTranscript(name));
    assert.deepEqual(compareFrames(frames, frames, EPOCHS), [], `${name} equals itself`);
    for (const [index, frame] of frames.entries()) {
      if (frame.name === MAY_BE_LOST) continue;
      const place = `${name}.jsonl:${frame.line} (${frame.name})`;
      assert.ok(compareFrames(frames, frames.toSpliced(index, 1), EPOCHS).length > 0, `${place} left out`);
      assert.ok(
        compareFrames(frames, frames.toSpliced(index, 0, frame), EPOCHS).length > 0,
        `${place} twice`,
      );
    }
  }
});
