import assert from "node:assert/strict";
import { checkWorkflow, TEST_COMMAND } from "../../../scripts/check/workflow.ts";

const FILE = ".github/workflows/ci.yml";
const root = new URL("../../../", import.meta.url);
const text = await Deno.readTextFile(new URL(FILE, root));

async function messages(workflow: string): Promise<string> {
  return (await checkWorkflow(FILE, workflow)).map(({ message }) => message).join("\n");
}

Deno.test("scripts: the workflow keeps its promises", async () => {
  assert.equal(await messages(text), "");
});

const BROKEN: Record<string, [search: string | RegExp, replacement: string, message: RegExp]> = {
  "an unknown expression": ["${{ matrix.target }}", "${{ matrix.traget }}", /traget/],
  "another test command": [`run: ${TEST_COMMAND}`, "run: deno task test", /The tests run by/],
  "a missing database": ["[sqlite, postgres]", "[sqlite]", /on sqlite and on postgres/],
  "a stop at the first failure": ["fail-fast: false", "fail-fast: true", /fail-fast/],
  "a service without a health check": ["--health-cmd", "--health-cmd-not", /health check/],
  "another image": ["nats:2.10-alpine", "nats:latest", /nats:2\.10-alpine/],
  "a missing platform": ["          - aarch64-apple-darwin\n", "", /All platforms/],
  "the right to write": ["contents: read", "contents: write", /only read/],
  "an action by branch": [/checkout@v[\d.]+/, "checkout@main", /not pinned/],
};

for (const [breach, [search, replacement, message]] of Object.entries(BROKEN)) {
  Deno.test(`scripts: the workflow is refused with ${breach}`, async () => {
    assert.match(await messages(text.replace(search, replacement)), message);
  });
}

Deno.test("scripts: the README's test command is what CI and .ci/run run", async () => {
  const readme = await Deno.readTextFile(new URL("README.md", root));
  const run = await Deno.readTextFile(new URL(".ci/run", root));
  assert.ok(readme.split("\n").includes(TEST_COMMAND));
  assert.ok(run.split("\n").some((line) => line.replace("exec ", "") === TEST_COMMAND));
});
