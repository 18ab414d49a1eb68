/**
 * How our loop stands beside the limit of the driver and the loop of v0.5.0, on one disk and in one run:
 * `deno task bench:ratios --trace FILE [--folder DIR] [--postgres URL] [--rounds N] [--alone N] [--inflight N] [--json]`.
 *
 * Every round runs every loop, each other round in the opposite order, so that what else the machine does falls on all
 * of them. One round before the first is not counted: programs that run for long are compiled by then.
 *
 * @module
 */

import { tmpdir } from "node:os";
import { parseArgs } from "node:util";
import { allLoops, type Loop } from "./loops.ts";
import { type Estimate, estimate, ratio } from "./ratio.ts";
import { parseTrace } from "./trace.ts";

/** Where v0.5.0's loop is faster than this the disk does not make commits dear, and the goals do not hold. */
const OLD_EVENTS_PER_S_MAX = 3_000;

interface Measured extends Pick<Loop, "database" | "loop" | "inflight"> {
  readonly rounds: number[];
}

interface Goal {
  readonly name: string;
  readonly ours: Pick<Loop, "database" | "loop" | "inflight">;
  readonly other: Pick<Loop, "database" | "loop" | "inflight">;
  /** The least ratio of ours to the other; `undefined` where none was set. */
  readonly least: number | undefined;
}

interface Verdict {
  readonly name: string;
  readonly ratio: Estimate;
  readonly goal?: number;
  readonly reached?: boolean;
}

function goals(many: number): Goal[] {
  const of = (database: Loop["database"], loop: Loop["loop"], inflight: number) => ({
    database,
    loop,
    inflight,
  });
  const goal = (name: string, ours: Goal["ours"], other: Goal["other"], least?: number) => ({
    name,
    ours,
    other,
    least,
  });
  const sqlite = (loop: Loop["loop"], inflight: number) => of("sqlite", loop, inflight);
  const server = (loop: Loop["loop"], inflight: number) => of("postgres", loop, inflight);
  return [
    goal("SQLite, 1 at a time, of the limit", sqlite("rosey", 1), sqlite("limit", 1), 0.8),
    goal("SQLite, 1 at a time, of v0.5.0", sqlite("rosey", 1), sqlite("old", 1), 3),
    goal(`SQLite, ${many} in flight, of the limit`, sqlite("rosey", many), sqlite("limit", many), 0.5),
    goal(`SQLite, ${many} in flight, of v0.5.0`, sqlite("rosey", many), sqlite("old", many), 40),
    goal("PostgreSQL, 1 at a time, of the limit", server("rosey", 1), server("limit", 1)),
    goal(`PostgreSQL, ${many} in flight, of the limit`, server("rosey", many), server("limit", many)),
    goal(`PostgreSQL, ${many} in flight, of our SQLite`, server("rosey", many), sqlite("rosey", many), 0.5),
  ];
}

async function measure(loops: readonly Loop[], rounds: number): Promise<Measured[]> {
  const measured = loops.map((loop) => ({ loop, rounds: Array.from<number>({ length: 0 }) }));
  for (let round = 0; round <= rounds; round++) {
    for (const { loop, rounds } of round % 2 === 0 ? measured : measured.toReversed()) {
      const eventsPerS = await loop.run();
      if (round > 0) rounds.push(eventsPerS);
    }
  }
  return measured.map(({ loop: { database, loop, inflight }, rounds }) => ({
    database,
    loop,
    inflight,
    rounds,
  }));
}

function judge(measured: readonly Measured[], many: number): { goalsApply: boolean; verdicts: Verdict[] } {
  const roundsOf = ({ database, loop, inflight }: Goal["ours"]) =>
    measured.find((one) => one.database === database && one.loop === loop && one.inflight === inflight)
      ?.rounds;
  const old = roundsOf({ database: "sqlite", loop: "old", inflight: 1 }) ?? [];
  const goalsApply = estimate(old).median < OLD_EVENTS_PER_S_MAX;
  const verdicts = goals(many).flatMap(({ name, ours, other, least }): Verdict[] => {
    const [left, right] = [roundsOf(ours), roundsOf(other)];
    if (left === undefined || right === undefined) return [];
    const found = ratio(left, right);
    if (least === undefined) return [{ name, ratio: found }];
    return [{ name, ratio: found, goal: least, reached: found.median >= least }];
  });
  return { goalsApply, verdicts };
}

function text({ median, low, high }: Estimate, digits: number): string {
  const [middle, from, to] = [median, low, high].map((value) => value.toFixed(digits));
  return `${middle} (${from} to ${to})`;
}

function count(given: string, name: string): number {
  const value = Number(given);
  if (Number.isInteger(value) && value >= 1) return value;
  console.error(`--${name} takes a whole number of at least 1, not "${given}"`);
  Deno.exit(2);
}

const { values } = parseArgs({
  options: {
    trace: { type: "string" },
    folder: { type: "string" },
    postgres: { type: "string" },
    rounds: { type: "string", default: "9" },
    alone: { type: "string", default: "1000" },
    inflight: { type: "string", default: "256" },
    json: { type: "boolean", default: false },
  },
});
if (values.trace === undefined) {
  console.error(
    "usage: deno task bench:ratios --trace FILE [--folder DIR] [--postgres URL] [--rounds N] [--alone N] " +
      "[--inflight N] [--json]",
  );
  Deno.exit(2);
}
const inflight = count(values.inflight, "inflight");
const loops = allLoops({
  events: parseTrace(await Deno.readTextFile(values.trace)),
  eventsAlone: count(values.alone, "alone"),
  folder: values.folder ?? tmpdir(),
  postgresUrl: values.postgres,
  inflight,
});
const measured = await measure(loops, count(values.rounds, "rounds"));
const { goalsApply, verdicts } = judge(measured, inflight);
const loopResults = measured.map(({ rounds, ...loop }) => ({
  ...loop,
  events_per_s: estimate(rounds),
  rounds,
}));
if (values.json) {
  console.log(JSON.stringify({ goals_apply: goalsApply, loops: loopResults, ratios: verdicts }));
} else {
  for (const { database, loop, inflight, events_per_s } of loopResults) {
    console.log(
      `${database.padEnd(9)}${loop.padEnd(6)}${String(inflight).padStart(5)} in flight  ${
        text(events_per_s, 0)
      } events/s`,
    );
  }
  console.log(`\nThe goals ${goalsApply ? "hold" : "do not hold"} on this disk.`);
  for (const { name, ratio, goal, reached } of verdicts) {
    const wanted = goal === undefined ? "" : `  goal ${goal}: ${reached ? "reached" : "missed"}`;
    console.log(`${name.padEnd(42)}${text(ratio, 2)}${wanted}`);
  }
}
