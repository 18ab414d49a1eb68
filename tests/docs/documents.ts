/**
 * The Markdown files that people read.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { listFiles } from "../../scripts/check/project_files.ts";

/** The project's root, absolute, with a slash at its end. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** All of them, relative to {@link root}: README.md first. */
export async function documents(): Promise<string[]> {
  const files = (await listFiles(root)).filter((file) => /^(docs\/|bench\/)?[^/]+\.md$/.test(file));
  return ["README.md", ...files.filter((file) => file !== "README.md")];
}
