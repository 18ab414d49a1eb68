/**
 * The parts of a Markdown file that can be wrong: commands and links.
 *
 * @module
 */

/** What is to be done with a block of commands; written as a comment above it, see CONTRIBUTING.md. */
export type Treatment =
  | { readonly kind: "run"; readonly exitCode: number }
  | { readonly kind: "until"; readonly output: string }
  | { readonly kind: "not run"; readonly reason: string };

/** A fenced block of shell commands. */
export interface CommandBlock {
  readonly line: number;
  readonly text: string;
  readonly treatment: Treatment;
}

/** A link to a file or heading of the project. */
export interface LocalLink {
  readonly line: number;
  readonly target: string;
}

/** Languages whose blocks are commands. */
const SHELLS = new Set(["sh", "bash", "shell", "console"]);

/** All blocks of commands; throws at a fence without a language and at a comment that cannot be understood. */
export function commandBlocks(markdown: string): CommandBlock[] {
  const lines = markdown.split("\n");
  const blocks: CommandBlock[] = [];
  for (let index = 0; index < lines.length; index++) {
    const fence = /^(\s*)(`{3,})\s*(\w*)/.exec(lines[index] ?? "");
    if (fence === null) continue;
    const [, indent = "", ticks = "", language = ""] = fence;
    if (language === "") {
      throw new Error(`line ${index + 1}: the fence has no language: sh, ts, json, text ...`);
    }
    const end = lines.findIndex((line, at) => at > index && line.trim() === ticks);
    if (end < 0) throw new Error(`line ${index + 1}: the fence has no end`);
    if (SHELLS.has(language)) {
      const text = lines.slice(index + 1, end).map((line) => line.slice(indent.length)).join("\n");
      blocks.push({ line: index + 1, text, treatment: treatmentOf(lines, index) });
    }
    index = end;
  }
  return blocks;
}

/** The comment right above a fence, blank lines aside. */
function treatmentOf(lines: readonly string[], fence: number): Treatment {
  const above = lines.slice(0, fence).findLast((line) => line.trim() !== "") ?? "";
  const [, comment] = /^\s*<!--\s*((?:not )?run:.*?)\s*-->$/.exec(above) ?? [];
  if (comment === undefined) return { kind: "run", exitCode: 0 };
  const [, reason] = /^not run: (.+)$/.exec(comment) ?? [];
  if (reason !== undefined) return { kind: "not run", reason };
  const [, code] = /^run: exits with (\d+)$/.exec(comment) ?? [];
  if (code !== undefined) return { kind: "run", exitCode: Number(code) };
  const [, output] = /^run: until it prints "(.+)"$/.exec(comment) ?? [];
  if (output !== undefined) return { kind: "until", output };
  throw new Error(`line ${fence}: "${comment}" is none of the comments that CONTRIBUTING.md lists`);
}

/** All links that stay inside the project; blocks and code spans are no links. */
export function localLinks(markdown: string): LocalLink[] {
  return withoutCode(markdown).flatMap((line, index) =>
    [...line.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)]
      .map(([, target = ""]) => ({ line: index + 1, target }))
      .filter(({ target }) => !/^[a-z][a-z+.-]*:/.test(target))
  );
}

/** The anchors that headings get on the usual forges. */
export function anchors(markdown: string): string[] {
  return withoutCode(markdown, { keepSpans: true }).flatMap((line) => {
    const [, title] = /^#{1,6}\s+(.+?)\s*#*$/.exec(line) ?? [];
    if (title === undefined) return [];
    const words = title.toLowerCase().replace(/\]\([^)]*\)/g, "").replace(/[^\p{L}\p{N}\s_-]/gu, "");
    return [words.trim().replaceAll(" ", "-")];
  });
}

function withoutCode(markdown: string, { keepSpans = false } = {}): string[] {
  let inFence = false;
  return markdown.split("\n").map((line) => {
    const isFence = /^\s*`{3,}/.test(line);
    if (isFence) inFence = !inFence;
    if (isFence || inFence) return "";
    return keepSpans ? line : line.replace(/`[^`]*`/g, "");
  });
}
