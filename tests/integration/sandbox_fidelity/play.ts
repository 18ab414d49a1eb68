/**
 * Plays a scenario against the sandbox and compares what its client saw with the recording.
 *
 * @module
 */
import { fromBareFrames } from "./bare_connection.ts";
import { compareFrames, type Difference } from "./compare.ts";
import { expectedFrames } from "./frame.ts";
import type { Scenario } from "./scenario.ts";
import { Scene } from "./scene.ts";
import { Stage } from "./stage.ts";
import { timelineOf } from "./timeline.ts";
import { readTranscript, type Transcript } from "./transcript.ts";
import { type Variation, varyTranscript } from "./variation.ts";
import { RECORDED_WORLD, varyWorld, type World } from "./world.ts";

/** A scenario's recording, told as events. */
export async function recordingOf(scenario: Scenario): Promise<Transcript> {
  const transcript = await readTranscript(scenario.transcript);
  return scenario.wire?.by === "hand" ? fromBareFrames(transcript) : transcript;
}

/** Everything in which the sandbox, in this variation of the scenario, does otherwise than was recorded. */
export async function playScenario(
  scenario: Scenario,
  recorded: Transcript,
  variation: Variation,
  seed: number,
): Promise<Difference[]> {
  const transcript = varyTranscript(recorded, variation);
  const world: World = { ...RECORDED_WORLD, ...scenario.world };
  const startMs = recorded.startedEpochMs + variation.shiftMs;
  const stage = await Stage.open(varyWorld(world, variation), startMs, seed);
  const scene = new Scene(stage, variation, {
    wire: scenario.wire ?? { by: "library", transports: ["websocket"] },
    freshAddresses: scenario.freshAddresses ?? false,
  });
  try {
    for (const step of timelineOf(transcript, scenario.cues ?? [], variation)) {
      await stage.advanceTo(step.atMs);
      await scene.waitForLogins(step.loginsAnswered);
      await step.act(scene);
      if (!step.atOnce) await stage.settle();
    }
    await stage.advanceTo(Math.ceil(transcript.lines.at(-1)?.atMs ?? 0));
    await stage.settle();
  } finally {
    await scene.close();
  }
  const settleChance = scenario.settleChance ?? ((frames) => frames);
  return compareFrames(
    settleChance(expectedFrames(transcript)),
    settleChance(scene.seen),
    { expectedMs: recorded.startedEpochMs, actualMs: startMs },
    new Set(Object.keys(scenario.alsoRacing ?? {})),
  );
}
