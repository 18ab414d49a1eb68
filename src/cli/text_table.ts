/**
 * Lists for people: columns that stand below each other, and nothing in them that a terminal would obey.
 *
 * @module
 */

/** What a terminal obeys, and what turns the direction of writing. */
const UNPRINTABLE = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu;

/** A text that somebody wrote, as one line that is safe to print. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, " ");
}

/** Rows below a head, each column as wide as its widest cell; the last one is as long as it is. */
export function textTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows.map((row) => row.map(printable))];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? "").length)));
  const lines = cells.map((row) =>
    row.map((cell, column) => column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)).join("  ")
      .trimEnd()
  );
  return `${lines.join("\n")}\n`;
}
