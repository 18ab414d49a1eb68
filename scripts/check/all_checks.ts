/**
 * The list of checks, and how they are run.
 *
 * @module
 */
import { join, relative } from "node:path";
import { checkDependencies } from "./dependencies.ts";
import { checkExports } from "./exports.ts";
import { checkFileNames } from "./file_names.ts";
import { type Finding, formatFinding } from "./finding.ts";
import { checkImports } from "./import_rules.ts";
import { loadModules, type SourceModule } from "./module_graph.ts";
import { listFiles, listSources } from "./project_files.ts";
import { checkPromises, LINT_PROJECT } from "./promise_rules.ts";
import { checkReservedGlobals } from "./reserved_globals.ts";
import { checkWorkflow } from "./workflow.ts";

/** How many checks, or tests, held. */
export interface Count {
  readonly passed: number;
  readonly failed: number;
}

/** A rule with a name. What `run` returns is held against the project; an empty text is praise. */
interface Check {
  readonly name: string;
  run(): Promise<string>;
}

/** What browsers load first; apart from the rest, because a browser's own interfaces are there. */
const PAGE_SCRIPTS = ["src/web/page/main.js", "src/web/page/docs.js"];

const WORKFLOW = ".github/workflows/ci.yml";

/** Runs every check on the project at `root`, printing each result as soon as it is known. */
export async function runChecks(root: string): Promise<Count> {
  const sources = await listSources(root);
  const modules = await loadModules(root, sources);
  // Deno's checks are processes of their own, so they run beside ours.
  const lanes = [denoChecks(root, sources), ownChecks(root, sources, modules)];
  const failed = (await Promise.all(lanes.map(runInTurn))).reduce((sum, count) => sum + count);
  return { passed: lanes.flat().length - failed, failed };
}

function denoChecks(root: string, sources: readonly string[]): Check[] {
  return [
    { name: "format", run: () => deno(root, ["fmt", "--check"]) },
    { name: "lint", run: () => deno(root, ["lint", "--quiet"]) },
    {
      name: "types",
      run: () => deno(root, ["check", "--quiet", ...sources.filter((file) => !isOfLinter(file))]),
    },
    { name: "types of the page", run: () => deno(root, ["check", "--quiet", ...PAGE_SCRIPTS]) },
    { name: "types of the linter", run: () => deno(join(root, LINT_PROJECT), ["check", "--quiet", "."]) },
  ];
}

function ownChecks(root: string, sources: readonly string[], modules: readonly SourceModule[]): Check[] {
  const check = (name: string, find: () => Finding[] | Promise<Finding[]>): Check => ({
    name,
    run: async () => (await find()).map(formatFinding).join("\n"),
  });
  return [
    check("direction of imports", () => checkImports(modules)),
    check("environment, terminal, clock", () => checkReservedGlobals(modules)),
    check("exports", () => checkExports(modules)),
    check("file names", async () => checkFileNames(root, await listFiles(root))),
    check("dependencies", () => checkDependencies(root, modules)),
    check("workflow", async () => checkWorkflow(WORKFLOW, await Deno.readTextFile(join(root, WORKFLOW)))),
    check("promises and any", () => checkPromises(root, sources.filter((file) => !isOfLinter(file)))),
    check("promises of the linter", () => checkLinter(root, sources)),
  ];
}

function isOfLinter(file: string): boolean {
  return file.startsWith(`${LINT_PROJECT}/`);
}

async function checkLinter(root: string, sources: readonly string[]): Promise<Finding[]> {
  const files = sources.filter(isOfLinter).map((file) => relative(LINT_PROJECT, file));
  return (await checkPromises(join(root, LINT_PROJECT), files))
    .map((finding) => ({ ...finding, file: join(LINT_PROJECT, finding.file) }));
}

/** Returns how many failed. */
async function runInTurn(checks: readonly Check[]): Promise<number> {
  let failed = 0;
  for (const { name, run } of checks) {
    const startedMs = performance.now();
    const complaint = await run();
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    if (complaint !== "") failed++;
    console.log(
      complaint === "" ? `ok      ${name} (${seconds} s)` : `FAILED  ${name} (${seconds} s)\n${complaint}`,
    );
  }
  return failed;
}

async function deno(cwd: string, args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd }).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  return success ? "" : `${decode(stdout)}\n${decode(stderr)}`.trim();
}
