/**
 * `deno task check`: every rule of the house that a program can hold.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { runChecks } from "./check/all_checks.ts";

const { passed, failed } = await runChecks(fileURLToPath(new URL("..", import.meta.url)));
console.log(`checks: ${passed} passed, ${failed} failed`);
Deno.exit(failed === 0 ? 0 : 1);
