/**
 * Every dependency is pinned, used, and explained.
 *
 * @module
 */
import { join } from "node:path";
import { z } from "zod";
import type { Finding } from "./finding.ts";
import type { SourceModule } from "./module_graph.ts";

const DenoConfig = z.object({ imports: z.record(z.string(), z.string()) });

/** Where the reason for each package stands. */
const REASONS = "docs/DECISIONS.md";

/** The two lists of packages; the second keeps the linter's out of everyone's first start. */
const CONFIGS = ["deno.json", "scripts/lint/deno.json"];

/** Every import of a deno.json without an exact version, a user in `modules`, or a line in docs/DECISIONS.md. */
export async function checkDependencies(root: string, modules: readonly SourceModule[]): Promise<Finding[]> {
  const reasons = (await Deno.readTextFile(join(root, REASONS))).split("\n");
  const specifiers = modules.flatMap((module) => module.imports.map(({ specifier }) => specifier));
  const findings = await Promise.all(CONFIGS.map(async (file) => {
    const { imports } = DenoConfig.parse(JSON.parse(await Deno.readTextFile(join(root, file))));
    return Object.entries(imports).flatMap(([name, target]) =>
      checkPackage(file, name, target, specifiers, reasons)
    );
  }));
  return findings.flat();
}

function checkPackage(
  file: string,
  name: string,
  target: string,
  specifiers: readonly string[],
  reasons: readonly string[],
): Finding[] {
  const [, packageName, version] = /^npm:(@?[^@]+)@(\d+\.\d+\.\d+(?:-[\w.]+)?)$/.exec(target) ?? [];
  if (packageName === undefined || version === undefined) {
    return [{ file, line: 0, message: `"${name}" must be an exact version: npm:NAME@X.Y.Z.` }];
  }
  const findings: Finding[] = [];
  if (!specifiers.some((specifier) => specifier === name || specifier.startsWith(`${name}/`))) {
    findings.push({ file, line: 0, message: `Nothing imports "${name}": remove it.` });
  }
  if (!reasons.some((line) => line.includes(`\`${packageName}\``) && line.includes(version))) {
    const message = `\`${packageName}\` ${version} has no line here that says why it is used.`;
    findings.push({ file: REASONS, line: 0, message });
  }
  return findings;
}
