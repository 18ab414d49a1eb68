/**
 * `rosey exit-codes`.
 *
 * @module
 */

import { EXIT_CODES } from "../../domain/errors.ts";
import type { RoseyContext } from "../command_context.ts";
import type { PrintFlags } from "../command_table.ts";

/** Prints the table of `docs/EXIT_CODES.md`. */
export function printExitCodes(this: RoseyContext, { json }: PrintFlags): void {
  this.host.out.write(json === true ? `${JSON.stringify(EXIT_CODES, null, 2)}\n` : exitCodeTable());
}

/** All exit codes as a Markdown table. */
export function exitCodeTable(): string {
  const rows = Object.entries(EXIT_CODES).map(([name, { code, meaning }]) =>
    `| ${code} | ${name} | ${meaning} |`
  );
  return ["| code | name | what happened |", "| --- | --- | --- |", ...rows, ""].join("\n");
}
