/**
 * Reading the report of `deno test`.
 *
 * @module
 */
import type { Count } from "./check/all_checks.ts";

/**
 * Counts a JUnit report. A skipped test counts as failed: nothing is left out silently. So does a run that failed
 * without a failing test, such as one with a file that could not be loaded.
 */
export function countTests(report: string, success: boolean): Count {
  const total = sum(report, /<testsuite [^>]*\btests="(\d+)"/g);
  const failures = sum(report, /<testsuite [^>]*\bfailures="(\d+)"/g);
  const skipped = sum(report, /<testsuite [^>]*\bdisabled="(\d+)"/g);
  const failed = failures + skipped;
  return { passed: total - failed, failed: failed === 0 && !success ? 1 : failed };
}

function sum(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].reduce((total, [, digits]) => total + Number(digits), 0);
}
