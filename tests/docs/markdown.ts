/**
 * The parts of a Markdown file that can be wrong: commands, files, citations and links.
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

/** A fenced block that is to stand in a file: written into it, or found there. */
export interface FileBlock {
  readonly line: number;
  readonly text: string;
  readonly path: string;
}

/** A link to a file or heading of the project. */
export interface LocalLink {
  readonly line: number;
  readonly target: string;
}

/** Languages whose blocks are commands. */
const SHELLS = new Set(["sh", "bash", "shell", "console"]);

/** A fence with what is in it, and the line above it. */
interface Fence {
  readonly line: number;
  readonly language: string;
  readonly text: string;
  readonly above: string;
}

/** All fences; throws at one without a language or an end. */
function fences(markdown: string): Fence[] {
  const lines = markdown.split("\n");
  const found: Fence[] = [];
  for (let index = 0; index < lines.length; index++) {
    const fence = /^(\s*)(`{3,})\s*(\w*)/.exec(lines[index] ?? "");
    if (fence === null) continue;
    const [, indent = "", ticks = "", language = ""] = fence;
    if (language === "") {
      throw new Error(`line ${index + 1}: the fence has no language: sh, ts, json, text ...`);
    }
    const end = lines.findIndex((line, at) => at > index && line.trim() === ticks);
    if (end < 0) throw new Error(`line ${index + 1}: the fence has no end`);
    const text = lines.slice(index + 1, end).map((line) => line.slice(indent.length)).join("\n");
    const above = lines.slice(0, index).findLast((line) => line.trim() !== "") ?? "";
    found.push({ line: index + 1, language, text, above });
    index = end;
  }
  return found;
}

/** All blocks of commands; throws at a comment that cannot be understood. */
export function commandBlocks(markdown: string): CommandBlock[] {
  return fences(markdown).filter(({ language }) => SHELLS.has(language))
    .map(({ line, text, above }) => ({ line, text, treatment: treatmentOf(line - 1, above) }));
}

/** The blocks that a reader writes into a file, and those that are said to stand in one. */
export function fileBlocks(markdown: string, what: "file" | "from"): FileBlock[] {
  return fences(markdown).flatMap(({ line, text, above }) => {
    const [, said, path] = /^\s*<!--\s*(file|from): (\S+)\s*-->$/.exec(above) ?? [];
    return said === what && path !== undefined ? [{ line, text, path }] : [];
  });
}

/** What the comment above a fence asks for. */
function treatmentOf(fence: number, above: string): Treatment {
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
