/**
 * Runs many simulated worlds, one after the other, and tells of the first that is not as it must be.
 *
 * @module
 */

import { seededRandom } from "../../src/domain/clock.ts";
import { faultPlan, type Mood } from "./fault_plan.ts";
import { SimulatedMemory } from "./simulated_memory.ts";
import { World, type WorldReport } from "./world.ts";

/** Figures of many worlds. */
export interface Figures {
  worlds: number;
  deaths: number;
  duplicates: number;
  pmsAgain: number;
  losses: number;
  simulatedHours: number;
  readonly ends: Map<string, number>;
}

/** Runs the worlds of these seeds. Throws at the first with a problem, with its seed and everything that happened. */
export async function runWorlds(
  { mood, firstSeed, worlds, onWorld }: {
    readonly mood: Mood;
    readonly firstSeed: number;
    readonly worlds: number;
    readonly onWorld?: (figures: Figures) => void;
  },
): Promise<Figures> {
  await using memory = await SimulatedMemory.open();
  const figures: Figures = {
    worlds: 0,
    deaths: 0,
    duplicates: 0,
    pmsAgain: 0,
    losses: 0,
    simulatedHours: 0,
    ends: new Map(),
  };
  for (let seed = firstSeed; seed < firstSeed + worlds; seed++) {
    const report = await runWorld(memory, seed, mood);
    add(figures, report);
    if (report.problems.length > 0) throw new Error(told(seed, mood, report));
    onWorld?.(figures);
  }
  return figures;
}

async function runWorld(memory: SimulatedMemory, seed: number, mood: Mood): Promise<WorldReport> {
  await memory.empty();
  // The plan has a stream of its own: a change in Rosey does not change what happens to her.
  const plan = faultPlan(seededRandom(seed ^ 0x5eed), mood);
  return await new World(memory, seed, mood).run(plan);
}

function add(
  figures: Figures,
  { deaths, duplicates, pmsAgain, losses, simulatedMs, ends }: WorldReport,
): void {
  figures.worlds += 1;
  figures.deaths += deaths;
  figures.duplicates += duplicates;
  figures.pmsAgain += pmsAgain;
  figures.losses += losses;
  figures.simulatedHours += simulatedMs / 3_600_000;
  for (const [end, rows] of ends) figures.ends.set(end, (figures.ends.get(end) ?? 0) + rows);
}

function told(seed: number, mood: Mood, { problems, trace }: WorldReport): string {
  return [`the ${mood} world of seed ${seed}:`, ...problems, "", ...trace].join("\n");
}

/** Figures in a line. */
export function figuresText(
  { worlds, deaths, duplicates, pmsAgain, losses, simulatedHours, ends }: Figures,
): string {
  const rows = [...ends].toSorted().map(([end, count]) => `${end} ${count}`).join(", ");
  return `${worlds} worlds, ${deaths} deaths, ${simulatedHours.toFixed(1)} h; ${duplicates} duplicates, ` +
    `${losses} losses, ${pmsAgain} PMs said again; ${rows}`;
}
