import assert from "node:assert/strict";
import { type Figures, figuresText, runWorlds } from "./outbox_crashes.ts";

const WORLDS = 10_000;
const TOLD_EVERY = 500;

function tell(figures: Figures): void {
  if (figures.worlds % TOLD_EVERY === 0) console.log(figuresText(figures));
}

for (const mood of ["covered", "wild"] as const) {
  Deno.test(`outbox crashes: ${WORLDS} ${mood} worlds are as they must be`, async () => {
    const figures = await runWorlds({ mood, firstSeed: 10_000, worlds: WORLDS, onWorld: tell });
    console.log(mood, figuresText(figures));
    if (mood === "covered") assert.deepEqual([figures.duplicates, figures.losses], [0, 0]);
  });
}
