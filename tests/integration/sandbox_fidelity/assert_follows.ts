/**
 * The one question of all fidelity tests: does the sandbox follow this scenario?
 *
 * @module
 */
import assert from "node:assert/strict";
import { seededRandom } from "../../../src/domain/clock.ts";
import { playScenario, recordingOf } from "./play.ts";
import { describeDifferences } from "./report.ts";
import type { Scenario } from "./scenario.ts";
import { drawVariation, PLAIN } from "./variation.ts";
import { RECORDED_NAMES } from "./world.ts";

/** Plays a scenario as it was recorded, and fails with every difference. */
export async function assertFollowsRecording(scenario: Scenario): Promise<void> {
  const differences = await playScenario(scenario, await recordingOf(scenario), PLAIN, 1);
  assert.ok(differences.length === 0, describeDifferences(scenario.transcript, differences));
}

/** Plays a scenario with other names, words and times, drawn from `seed`, and fails with every difference. */
export async function assertFollowsVaried(scenario: Scenario, seed: number): Promise<void> {
  const transcript = await recordingOf(scenario);
  const keepTiming = scenario.exactTiming ?? false;
  const variation = drawVariation(transcript, RECORDED_NAMES, seededRandom(seed), { keepTiming });
  const differences = await playScenario(scenario, transcript, variation, seed);
  assert.ok(
    differences.length === 0,
    `seed ${seed}: ${describeDifferences(scenario.transcript, differences)}`,
  );
}
