/**
 * The built program that end-to-end tests run.
 *
 * @module
 */
import { fileURLToPath } from "node:url";

/**
 * The file named by `ROSEY_BINARY`, or `dist/rosey`. The test command builds it first; for a single test file run
 * `deno task compile --portable` before.
 */
export function roseyBinary(): string {
  return Deno.env.get("ROSEY_BINARY") ?? fileURLToPath(new URL("../../dist/rosey", import.meta.url));
}
