/**
 * A list as few lines of chat, none of which is cut inside an entry.
 *
 * @module
 */

/** Units of a line: under CyTube's 320, so that nobody has to split it. */
const LINE_UNITS = 300;

/**
 * Packs entries behind a heading, with commas between them. More than `maxLines` are not given: then the last one says how
 * many entries are left out. Each line is to be said by itself, so that a list may be longer than one text may be.
 */
export function packLines(heading: string, entries: readonly string[], maxLines = Infinity): string {
  const lines: string[] = [];
  let line = heading;
  let shown = 0;
  for (const entry of entries) {
    const next = `${entry}${shown === entries.length - 1 ? "" : ","}`;
    if (line.length + 1 + next.length > LINE_UNITS && line !== "") {
      if (lines.length + 1 >= maxLines) break;
      lines.push(line);
      line = next;
    } else line = `${line} ${next}`;
    shown += 1;
  }
  const left = entries.length - shown;
  return [...lines, left === 0 ? line : `${line} and ${left} more`].join("\n");
}
