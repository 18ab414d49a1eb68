/**
 * Which room may import which. `docs/ARCHITECTURE.md` tells the reasons; this table is what holds.
 *
 * @module
 */
import type { Finding } from "./finding.ts";
import type { ImportEdge, SourceModule } from "./module_graph.ts";

/** What the files of one folder may import. */
interface Room {
  /** Rooms whose code it may use. Its own files always. */
  readonly uses: readonly string[];
  /** Rooms of which it may know the types alone. */
  readonly types?: readonly string[];
}

/** Every room that becomes part of the program; the one with the longest matching path counts. */
const ROOMS: Record<string, Room> = {
  "main.ts": { uses: ["src/cli"] },
  "src/domain": { uses: [] },
  "src/plugin": { uses: ["src/domain"] },
  // The room that plugin authors test in: a bot without a server. Nothing of the program imports it.
  "src/plugin/test_kit.ts": { uses: ["src/domain", "src/plugin", "src/bot", "src/bus"] },
  "src/cytube": { uses: ["src/domain"] },
  "src/bus": { uses: ["src/domain"] },
  "src/config": { uses: ["src/domain"] },
  "src/telemetry": { uses: ["src/domain"] },
  "src/sandbox": { uses: ["src/domain"] },
  "src/web": { uses: ["src/domain", "src/plugin", "src/bus", "src/telemetry"] },
  "src/bot": { uses: ["src/domain", "src/plugin", "src/cytube", "src/bus"] },
  "src/cli": {
    uses: [
      "deno.json",
      "src/domain",
      "src/plugin",
      "src/cytube",
      "src/bus",
      "src/config",
      "src/telemetry",
      "src/sandbox",
      "src/web",
      "src/bot",
      "db",
      "db/drivers",
      "db/repositories",
      "db/migrate",
      "migrations",
      "plugins/mod.ts",
    ],
  },
  "db": { uses: ["src/domain", "db/drivers", "db/repositories", "db/migrate"] },
  "db/drivers": { uses: ["src/domain", "db"] },
  "db/repositories": { uses: ["src/domain", "db", "db/drivers"] },
  "db/migrate": { uses: ["src/domain", "db", "db/drivers"] },
  // What plugins may have of the database's code: it hands on nothing else.
  "db/plugin_storage": { uses: ["src/domain", "db", "db/drivers", "db/migrate"] },
  "migrations": { uses: ["src/domain"], types: ["db", "db/drivers", "db/migrate"] },
  "plugins": { uses: ["src/domain", "src/plugin", "db/plugin_storage"], types: ["db/repositories"] },
  "plugins/mod.ts": { uses: ["plugins", "src/plugin"] },
};

/** Folders around the program: they may import everything, and nothing of the program imports them. */
const SURROUNDINGS = ["tests", "bench", "scripts"];

/** Packages and builtins that belong to one place, because what they do belongs there. */
const PACKAGE_HOMES: Record<string, readonly string[]> = {
  "node:sqlite": ["db/drivers", "migrations"],
  "postgres": ["db/drivers", "migrations"],
  "kysely-postgres-js": ["db/drivers"],
  "kysely": [
    "db",
    "db/drivers",
    "db/repositories",
    "db/migrate",
    "db/plugin_storage",
    "migrations",
    "plugins",
  ],
  "socket.io-client": ["src/cytube"],
  "socket.io": ["src/sandbox"],
  "nats": ["src/bus"],
  "@nats-io/jetstream": ["src/bus"],
};

/** Every import that points the wrong way, and every circle. */
export function checkImports(modules: readonly SourceModule[]): Finding[] {
  const findings = modules.flatMap(({ file, imports }) =>
    imports.flatMap((edge) => {
      const message = refusal(file, edge);
      return message === undefined ? [] : [{ file, line: edge.line, message }];
    })
  );
  return [...findings, ...findCircles(modules)];
}

/** The room that a file stands in: the longest path of the table that it lies under. */
export function roomOf(file: string): string | undefined {
  return Object.keys(ROOMS)
    .filter((room) => file === room || file.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0];
}

function refusal(file: string, edge: ImportEdge): string | undefined {
  if (/^(npm|jsr|https?):/.test(edge.specifier)) {
    return `"${edge.specifier}": packages are named and pinned in deno.json alone; import the name given there.`;
  }
  if (SURROUNDINGS.some((folder) => file.startsWith(`${folder}/`))) return undefined;
  const room = roomOf(file);
  if (room === undefined) return "This file stands in no room of the table in scripts/check/import_rules.ts.";
  if (edge.target === undefined) return packageRefusal(room, edge);
  const target = edge.target === "deno.json" ? "deno.json" : roomOf(edge.target);
  if (target === undefined) return `${room} must not import ${edge.target}: it is no part of the program.`;
  if (room === "plugins" && target === "plugins" && pluginOf(file) !== pluginOf(edge.target)) {
    return `A plugin must not import another plugin (${edge.target}): talk by events or bus services.`;
  }
  const { uses, types = [] } = ROOMS[room] ?? { uses: [] };
  if (target === room || uses.includes(target)) return undefined;
  if (!types.includes(target)) return `${room} must not import ${target} (${edge.target}).`;
  return edge.typeOnly ? undefined : `${room} may import only types of ${target}: write "import type".`;
}

function packageRefusal(room: string, { specifier, typeOnly }: ImportEdge): string | undefined {
  const home = Object.entries(PACKAGE_HOMES)
    .find(([name]) => specifier === name || specifier.startsWith(`${name}/`))?.[1];
  if (home === undefined || home.includes(room)) return undefined;
  if (typeOnly && specifier === "kysely") return undefined;
  return `"${specifier}" belongs to ${home.join(", ")}, not to ${room}.`;
}

function pluginOf(file: string): string | undefined {
  return file.split("/")[1];
}

/** Circles of files, each reported once, at its alphabetically first file. Types vanish, so they close no circle. */
function findCircles(modules: readonly SourceModule[]): Finding[] {
  const targets = new Map(
    modules.map((
      { file, imports },
    ) => [file, imports.flatMap(({ target, typeOnly }) => typeOnly ? [] : target ?? [])]),
  );
  const done = new Set<string>();
  const findings: Finding[] = [];
  const visit = (file: string, path: string[]): void => {
    const start = path.indexOf(file);
    if (start >= 0) {
      const circle = path.slice(start);
      const first = circle.indexOf(circle.toSorted()[0] ?? file);
      const ordered = [...circle.slice(first), ...circle.slice(0, first)];
      const head = ordered[0] ?? file;
      findings.push({
        file: head,
        line: 0,
        message: `Imports go in a circle: ${[...ordered, head].join(" -> ")}.`,
      });
      return;
    }
    if (done.has(file)) return;
    for (const target of targets.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of targets.keys()) visit(file, []);
  return findings;
}
