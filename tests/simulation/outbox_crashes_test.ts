import assert from "node:assert/strict";
import type { Planned } from "./fault_plan.ts";
import { runWorlds } from "./outbox_crashes.ts";
import { SimulatedMemory } from "./simulated_memory.ts";
import { World } from "./world.ts";

/** Ten thousand of each are run by `outbox_crashes_long.ts`. */
const WORLDS = 100;

Deno.test("outbox crashes: where the room's history covers it, nothing is lost and nothing is said twice", async () => {
  const { duplicates, losses, deaths, ends } = await runWorlds({
    mood: "covered",
    firstSeed: 1,
    worlds: WORLDS,
  });
  assert.deepEqual([duplicates, losses], [0, 0]);
  assert.ok(deaths > WORLDS, `${deaths} deaths are too few to show anything`);
  assert.ok((ends.get("sent") ?? 0) > WORLDS * 5);
});

Deno.test("outbox crashes: elsewhere no reply is said twice, no announcement is lost, and all is told", async () => {
  const { deaths, ends } = await runWorlds({ mood: "wild", firstSeed: 1, worlds: WORLDS });
  assert.ok(deaths > WORLDS);
  assert.ok((ends.get("sent") ?? 0) > WORLDS * 5);
});

/** Wants one thing said, ends the process at each step in turn, and judges. */
async function endAtEveryStep(name: string, plan: (steps: number) => readonly Planned[]): Promise<void> {
  await using memory = await SimulatedMemory.open();
  for (let steps = 1;; steps++) {
    await memory.empty();
    const report = await new World(memory, steps, "covered").run(plan(steps));
    assert.deepEqual(report.problems, [], `${name}, ended at step ${steps}:\n${report.trace.join("\n")}`);
    if (report.deaths === 1) {
      // The end of the world is the only end there was: the way is shorter than that.
      assert.ok(steps > 5, "the way from the wish to the mark has more steps");
      return;
    }
  }
}

for (const name of ["reply", "message", "announcement"] as const) {
  Deno.test(`outbox crashes: a process that ends at any step of a ${name}'s way says it once`, async () => {
    const want = { kind: "want", class: name, pm: false, through: "bot" } as const;
    await endAtEveryStep(name, (steps) => [
      { afterMs: 10_000, happening: { kind: "talk", lines: 2 } },
      { afterMs: 0, happening: { kind: "kill", steps } },
      { afterMs: 0, happening: want },
      { afterMs: 0, happening: { kind: "talk", lines: 3 } },
      { afterMs: 5_000, happening: { kind: "talk", lines: 3 } },
    ]);
  });
}
