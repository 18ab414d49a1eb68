import assert from "node:assert/strict";
import { seededRandom } from "../../../src/domain/clock.ts";
import { playScenario, recordingOf } from "./play.ts";
import { describeDifferences } from "./report.ts";
import type { Scenario } from "./scenario.ts";
import { SCENARIOS } from "./scenarios.ts";
import type { Transcript } from "./transcript.ts";
import { drawVariation, PLAIN, type Variation } from "./variation.ts";
import { RECORDED_NAMES } from "./world.ts";

/** Seed of the varied runs: any number must do. */
const VARIED_SEED = 20_261_121;

for (const scenario of SCENARIOS) {
  const { transcript: name } = scenario;
  Deno.test(`sandbox fidelity: ${name} goes as it was recorded`, async () => {
    await assertFollows(scenario, await recordingOf(scenario), PLAIN, 1);
  });
  Deno.test(`sandbox fidelity: ${name} goes the same with other names, words and times`, async () => {
    const transcript = await recordingOf(scenario);
    const keepTiming = scenario.exactTiming ?? false;
    const variation = drawVariation(transcript, RECORDED_NAMES, seededRandom(VARIED_SEED), { keepTiming });
    await assertFollows(scenario, transcript, variation, VARIED_SEED);
  });
}

async function assertFollows(scenario: Scenario, transcript: Transcript, variation: Variation, seed: number) {
  const differences = await playScenario(scenario, transcript, variation, seed);
  assert.ok(differences.length === 0, describeDifferences(transcript.name, differences));
}
