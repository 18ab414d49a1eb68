import { assertFollowsRecording, assertFollowsVaried } from "./assert_follows.ts";
import { SCENARIOS } from "./scenarios.ts";

/** Seed of the varied runs: any number must do, and `many_seeds_long.ts` tries more. */
const SEED = 20_261_121;

for (const scenario of SCENARIOS) {
  const { transcript: name } = scenario;
  Deno.test(`sandbox fidelity: ${name} goes as it was recorded`, () => assertFollowsRecording(scenario));
  Deno.test(
    `sandbox fidelity: ${name} goes the same with other names, words and times`,
    () => assertFollowsVaried(scenario, SEED),
  );
}
