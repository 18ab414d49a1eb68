/**
 * A failed comparison, told so that one can go straight to the line of the recording.
 *
 * @module
 */
import type { Difference } from "./compare.ts";
import { describeFrame } from "./frame.ts";

/** How many differences are shown: the first ones usually explain the rest. */
const SHOWN = 12;

/** The differences as text: place, what was recorded, what came. */
export function describeDifferences(transcript: string, differences: readonly Difference[]): string {
  const shown = differences.slice(0, SHOWN).map((one) => describeDifference(transcript, one));
  const hidden = differences.length - shown.length;
  const rest = hidden > 0 ? [`... and ${hidden} more`] : [];
  return [`${transcript}: ${differences.length} differences from the recording`, ...shown, ...rest].join(
    "\n\n",
  );
}

function describeDifference(transcript: string, one: Difference): string {
  if (one.kind === "extra") {
    return [
      `${transcript}: extra, at ${one.actual.atMs.toFixed(0)} ms`,
      "  expected: nothing",
      `  got:      ${describeFrame(one.actual)}`,
    ].join("\n");
  }
  const place = `${transcript}.jsonl:${one.expected.line ?? "?"}: ${one.kind}, at ${
    one.expected.atMs.toFixed(0)
  } ms`;
  const wanted = `  expected: ${describeFrame(one.expected)}`;
  switch (one.kind) {
    case "missing":
      return [place, wanted, "  got:      nothing"].join("\n");
    case "reshaped": {
      const { path, expected, actual } = one.difference;
      const detail = `  differs:  ${path || "(the whole)"}: ${JSON.stringify(expected)} became ${
        JSON.stringify(actual)
      }`;
      return [place, wanted, `  got:      ${describeFrame(one.actual)}`, detail].join("\n");
    }
    case "reordered":
      return [place, wanted, `  got:      the same, in another place (at ${one.actual.atMs.toFixed(0)} ms)`]
        .join("\n");
    case "mistimed":
      return [place, wanted, `  got:      the same, at ${one.actual.atMs.toFixed(0)} ms`].join("\n");
  }
}
