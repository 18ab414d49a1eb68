/**
 * A bar for a person who waits.
 *
 * @module
 */

import type { Output } from "./host.ts";

/** How far a piece of work is. */
interface Progress {
  readonly what: string;
  readonly done: number;
  readonly total: number;
}

const WIDTH = 30;
/** Steps of the bar: it is drawn anew only when it would look different. */
const STEPS = 100;

/** Draws a bar on a terminal, and nothing anywhere else. Call `clear` when the work is over. */
export function progressBar(output: Output): { show(progress: Progress): void; clear(): void } {
  let drawn = "";
  const draw = (text: string) => {
    if (!output.isTerminal || text === drawn) return;
    // Back to the start of the line, and everything behind is erased.
    output.write(`\r\x1b[K${text}`);
    drawn = text;
  };
  return {
    // What is done leaves no bar behind: the next thing that is printed has the line to itself.
    show: ({ what, done, total }) => draw(done >= total ? "" : bar(what, done / total)),
    clear: () => draw(""),
  };
}

function bar(what: string, share: number): string {
  const percent = Math.floor(share * STEPS);
  const full = Math.floor(share * WIDTH);
  return `[${"#".repeat(full)}${".".repeat(WIDTH - full)}] ${String(percent).padStart(3)} % ${what}`;
}
