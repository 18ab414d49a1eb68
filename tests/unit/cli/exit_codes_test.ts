import assert from "node:assert/strict";
import { exitCodeTable } from "../../../src/cli/commands/exit_codes.ts";
import { EXIT_CODES } from "../../../src/domain/errors.ts";
import page from "../../../docs/EXIT_CODES.md" with { type: "text" };
import { rosey } from "./fake_host.ts";

/** The formatter aligns the columns of tables. */
function unaligned(markdown: string): string {
  return markdown.replace(/ +/g, " ").replace(/-{3,}/g, "---");
}

Deno.test("cli: docs/EXIT_CODES.md holds the table that the program prints", async () => {
  const { out } = await rosey(["exit-codes"]);
  assert.equal(out, exitCodeTable());
  assert.ok(
    unaligned(page).includes(unaligned(out)),
    "put the output of `deno task rosey exit-codes` into docs/EXIT_CODES.md",
  );
});

Deno.test("cli: the exit codes as JSON are the table of the code", async () => {
  const { out } = await rosey(["exit-codes", "--json"]);
  assert.deepEqual(JSON.parse(out), EXIT_CODES);
});
