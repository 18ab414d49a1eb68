import assert from "node:assert/strict";
import { countTests } from "../../../scripts/junit.ts";

function report(...suites: string[]): string {
  return `<testsuites name="deno test" tests="9" failures="9" errors="0">\n${
    suites.join("\n")
  }\n</testsuites>`;
}

Deno.test("scripts: the count is the sum over the files", () => {
  const text = report(
    '<testsuite name="./a_test.ts" tests="5" disabled="0" errors="0" failures="2">',
    '<testsuite name="./b_test.ts" tests="4" disabled="0" errors="0" failures="0">',
  );
  assert.deepEqual(countTests(text, false), { passed: 7, failed: 2 });
});

Deno.test("scripts: a skipped test is not a passed one", () => {
  const text = report('<testsuite name="./a_test.ts" tests="5" disabled="1" errors="0" failures="0">');
  assert.deepEqual(countTests(text, true), { passed: 4, failed: 1 });
});

Deno.test("scripts: a run that failed has a failure, whatever its report says", () => {
  const text = report('<testsuite name="./a_test.ts" tests="5" disabled="0" errors="0" failures="0">');
  assert.deepEqual(countTests(text, false), { passed: 5, failed: 1 });
  assert.deepEqual(countTests("", false), { passed: 0, failed: 1 });
});
