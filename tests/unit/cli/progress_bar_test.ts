import assert from "node:assert/strict";
import { progressBar } from "../../../src/cli/progress_bar.ts";

function output(isTerminal: boolean) {
  const written: string[] = [];
  return { written, isTerminal, write: (text: string) => void written.push(text) };
}

Deno.test("cli: a bar is drawn anew only when it looks different, and leaves the line empty at the end", () => {
  const terminal = output(true);
  const { show, clear } = progressBar(terminal);
  show({ what: "reading", done: 0, total: 3_000 });
  show({ what: "reading", done: 1, total: 3_000 });
  show({ what: "reading", done: 1_500, total: 3_000 });
  show({ what: "reading", done: 3_000, total: 3_000 });
  clear();
  assert.deepEqual(terminal.written, [
    `\r\x1b[K[${".".repeat(30)}]   0 % reading`,
    `\r\x1b[K[${"#".repeat(15)}${".".repeat(15)}]  50 % reading`,
    "\r\x1b[K",
  ]);
});

Deno.test("cli: a bar that is given up half-way is erased", () => {
  const terminal = output(true);
  const { show, clear } = progressBar(terminal);
  show({ what: "reading", done: 1, total: 2 });
  clear();
  clear();
  assert.equal(terminal.written.at(-1), "\r\x1b[K");
  assert.equal(terminal.written.length, 2);
});

Deno.test("cli: where nobody looks there is no bar", () => {
  const file = output(false);
  const { show, clear } = progressBar(file);
  show({ what: "reading", done: 1, total: 2 });
  clear();
  assert.deepEqual(file.written, []);
});
