/**
 * What only one place may touch: the environment, the terminal, the clock and chance. Everything else gets them
 * handed in, so that a test can replace them.
 *
 * @module
 */
import ts from "typescript";
import type { Finding } from "./finding.ts";
import { lineOf, type SourceModule } from "./module_graph.ts";

/** One thing kept in one place. */
interface Reservation {
  readonly what: string;
  /** Files and folders that may. */
  readonly owners: readonly string[];
  readonly instead: string;
  /** As they are written: `Date.now`, `setTimeout`, `console.*`. */
  readonly names: readonly string[];
  readonly modules?: readonly string[];
}

const RESERVATIONS: readonly Reservation[] = [
  {
    what: "reads the environment",
    owners: ["src/config"],
    instead: "take the value from the configuration",
    names: ["Deno.env", "process.env"],
    modules: ["node:process"],
  },
  {
    what: "prints",
    owners: ["src/cli", "src/telemetry"],
    instead: "use the logger that you are given",
    names: ["console.*", "Deno.stdout", "Deno.stderr", "process.stdout", "process.stderr"],
    modules: ["node:console"],
  },
  {
    what: "reads the clock or rolls the dice",
    owners: ["src/domain/clock.ts"],
    instead: "use the Clock and Random of src/domain/clock.ts that you are given",
    names: [
      "Date.now",
      "Math.random",
      "performance.now",
      "performance.timeOrigin",
      "setInterval",
      "setTimeout",
      "globalThis.setInterval",
      "globalThis.setTimeout",
      "AbortSignal.timeout",
    ],
    modules: ["node:timers", "node:timers/promises", "node:perf_hooks"],
  },
  {
    // Secrets must be unguessable and a run's name must be new in the world: a seed has no business there.
    what: "draws random bytes",
    owners: [
      "src/sandbox/http_routes.ts",
      "src/cli/room/run_room.ts",
      "src/cli/commands/say.ts",
      "src/cli/parts/desk.ts",
      "src/cli/parts/nats_part.ts",
      "src/cli/parts/queue_text.ts",
      "src/cli/parts/web_part.ts",
      "src/domain/api_token.ts",
      "plugins/external/rows/row_keeper.ts",
    ],
    instead:
      "use Random, or add the file to the owners in scripts/check/reserved_globals.ts if it makes a secret or a new name",
    names: ["crypto.getRandomValues", "crypto.randomUUID"],
  },
];

/** Where the reservations hold; tests and programs around the bot are free. */
const PROGRAM = ["main.ts", "src/", "db/", "plugins/", "migrations/"];

/** Every use of something reserved, outside of its owner. */
export function checkReservedGlobals(modules: readonly SourceModule[]): Finding[] {
  return modules.filter(({ file }) => PROGRAM.some((part) => file.startsWith(part))).flatMap(checkModule);
}

function checkModule({ file, source, imports }: SourceModule): Finding[] {
  const foreign = RESERVATIONS.filter(({ owners }) =>
    !owners.some((owner) => file === owner || file.startsWith(`${owner}/`))
  );
  const findings: Finding[] = [];
  const refuse = (name: string, line: number, { what, instead }: Reservation) =>
    findings.push({ file, line, message: `${name} ${what}, which is not for this file: ${instead}.` });
  for (const edge of imports) {
    const breach = foreign.find(({ modules }) => modules?.includes(edge.specifier));
    if (breach !== undefined) refuse(`"${edge.specifier}"`, edge.line, breach);
  }
  const visit = (node: ts.Node): void => {
    const name = usedName(node);
    const breach = name === undefined ? undefined : foreign.find(({ names }) => matches(names, name));
    if (name !== undefined && breach !== undefined) refuse(name, lineOf(node, source), breach);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return findings;
}

/** `new Date()` counts as `Date.now`; a property of something else of the same name does not count. */
function usedName(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
    return `${node.expression.text}.${node.name.text}`;
  }
  if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === "Date") {
    return (node.arguments ?? []).length === 0 ? "Date.now" : undefined;
  }
  if (!ts.isIdentifier(node)) return undefined;
  const { parent } = node;
  const isMember = ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent) ||
    ts.isMethodDeclaration(parent) || ts.isMethodSignature(parent) || ts.isPropertySignature(parent) ||
    ts.isPropertyDeclaration(parent);
  return isMember && parent.name === node ? undefined : node.text;
}

function matches(names: readonly string[], used: string): boolean {
  return names.some((name) => name.endsWith(".*") ? used.startsWith(name.slice(0, -1)) : used === name);
}
