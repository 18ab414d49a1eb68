/**
 * The rules that need types, run in their own process.
 *
 * @module
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { runDeno } from "../build/run_deno.ts";
import type { Finding } from "./finding.ts";

const Findings = z.array(z.object({ file: z.string(), line: z.number(), message: z.string() }));

/** The Deno project that holds the linter, relative to the root. */
export const LINT_PROJECT = "scripts/lint";

/** Floating and misused promises, `any` and its kin in `files`, which are relative to `project` (absolute, with a deno.json). */
export async function checkPromises(project: string, files: readonly string[]): Promise<Finding[]> {
  const cwd = fileURLToPath(new URL("../lint", import.meta.url));
  const program = ["run", "-A", "--quiet", "--config", join(cwd, "deno.json"), join(cwd, "promises.ts")];
  return Findings.parse(JSON.parse(await runDeno([...program, project, ...files], { cwd })));
}
