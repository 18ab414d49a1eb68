/**
 * What happens to a simulated world, drawn from its seed.
 *
 * @module
 */

import type { Random } from "../../src/domain/clock.ts";
import { LINE_CLASSES, type LineClass } from "../../src/domain/outbox.ts";

/** What is asked of the world's worlds. */
export type Mood =
  /** Outages that the room's history covers: nothing may be lost, nothing said twice. */
  | "covered"
  /** Everything that can go wrong; where it cannot be known, the class decides. */
  | "wild";

/** One thing that happens. */
export type Happening =
  /** Somebody wants something said: through the bot, or from another process through the database. */
  | {
    readonly kind: "want";
    readonly class: LineClass;
    readonly pm: boolean;
    readonly through: "bot" | "database";
  }
  | { readonly kind: "talk"; readonly lines: number }
  /** The process ends at the nth step from now; `now` also wants something said, so that the step is one of its way. */
  | { readonly kind: "kill"; readonly steps: number }
  | { readonly kind: "cut"; readonly frames: number }
  | { readonly kind: "stall" }
  | { readonly kind: "mute"; readonly shadow: boolean; readonly forMs: number }
  | { readonly kind: "flood_rule"; readonly options: Readonly<Record<string, unknown>> }
  | { readonly kind: "rank"; readonly rank: 1 | 2 }
  | { readonly kind: "clear" }
  /** The server ends in good order, or dies with what it saved last. */
  | { readonly kind: "server_ends"; readonly saves: boolean; readonly downMs: number };

/** Something that happens, and how long after the one before. */
export interface Planned {
  readonly afterMs: number;
  readonly happening: Happening;
}

/** How many things happen in the first phase of a world. */
const HAPPENINGS = { least: 12, most: 45 } as const;

/** How often each kind comes, where it may. */
const WEIGHTS: Readonly<Record<Mood, Readonly<Record<Happening["kind"], number>>>> = {
  covered: {
    want: 40,
    talk: 25,
    kill: 14,
    cut: 8,
    stall: 2,
    mute: 3,
    flood_rule: 4,
    rank: 2,
    clear: 0,
    server_ends: 2,
  },
  wild: {
    want: 38,
    talk: 22,
    kill: 14,
    cut: 8,
    stall: 2,
    mute: 4,
    flood_rule: 4,
    rank: 2,
    clear: 3,
    server_ends: 3,
  },
};

/** Draws everything that happens. */
export function faultPlan(random: Random, mood: Mood): readonly Planned[] {
  const count = between(random, HAPPENINGS.least, HAPPENINGS.most);
  return Array.from({ length: count }, () => {
    // Often at once, often a moment apart, sometimes long after.
    const spread = [0, 60, 600, 4_000, 25_000][between(random, 0, 4)] ?? 0;
    return { afterMs: between(random, 0, spread), happening: draw(random, mood) };
  });
}

function draw(random: Random, mood: Mood): Happening {
  const weights = Object.entries(WEIGHTS[mood]);
  let at = random() * weights.reduce((sum, [, weight]) => sum + weight, 0);
  const [kind] = weights.find(([, weight]) => (at -= weight) < 0) ?? ["want"];
  switch (kind) {
    case "talk":
      return { kind, lines: between(random, 1, mood === "covered" ? 4 : 25) };
    case "kill":
      return { kind, steps: between(random, 1, 30) };
    case "cut":
      return { kind, frames: between(random, 0, 25) };
    case "stall":
    case "clear":
      return { kind };
    case "mute":
      return { kind, shadow: mood === "wild" && random() < 0.4, forMs: between(random, 100, 90_000) };
    case "flood_rule":
      return { kind, options: floodRule(random) };
    case "rank":
      return { kind, rank: random() < 0.5 ? 1 : 2 };
    case "server_ends":
      return { kind, saves: mood === "covered" || random() < 0.5, downMs: between(random, 100, 40_000) };
    default: {
      const names = Object.keys(LINE_CLASSES);
      const name = names[between(random, 0, names.length - 1)];
      return {
        kind: "want",
        class: name === "reply" || name === "announcement" ? name : "message",
        pm: random() < 0.15,
        through: random() < 0.3 ? "database" : "bot",
      };
    }
  }
}

function floodRule(random: Random): Readonly<Record<string, unknown>> {
  const chat_antiflood = random() < 0.6;
  const burst = between(random, 1, 6);
  const sustained = [0.5, 1, 2, 5][between(random, 0, 3)] ?? 1;
  return { chat_antiflood, chat_antiflood_params: { burst, sustained, cooldown: burst / sustained } };
}

/** A whole number between two, both included. */
export function between(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1));
}
