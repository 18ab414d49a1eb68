import { assertFollowsVaried } from "./assert_follows.ts";
import { SCENARIOS } from "./scenarios.ts";

/** Varied runs of each scenario. */
const SEEDS = 50;

for (const scenario of SCENARIOS) {
  Deno.test(`sandbox fidelity: ${scenario.transcript} goes the same in ${SEEDS} variations`, async () => {
    for (let seed = 1; seed <= SEEDS; seed++) await assertFollowsVaried(scenario, seed);
  });
}
