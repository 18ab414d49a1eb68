/**
 * The file behind `--keep FILE`: what the sandbox remembers from one start to the next.
 *
 * @module
 */

import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { errorText, RoseyError } from "../domain/errors.ts";
import { type SandboxState, sandboxStateSchema } from "./state.ts";

/**
 * Reads what was kept; `undefined` if there is no such file yet.
 *
 * @throws RoseyError (exit `usage`) if the file cannot be read, or is not one of ours.
 */
export async function loadState(path: string): Promise<SandboxState | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileError(`cannot read the sandbox file ${path}: ${errorText(error)}`, error);
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw fileError(`cannot use the sandbox file ${path}: it is not JSON (${errorText(error)})`, error);
  }
  const parsed = sandboxStateSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? "the file" : issue.path.join(".");
  throw fileError(
    `cannot use the sandbox file ${path}: ${where} is not what a sandbox writes (${
      issue?.message ?? "wrong shape"
    })`,
    parsed.error,
  );
}

/**
 * Writes what is to be kept: whole or not at all, the old file stays until the new one is complete.
 *
 * @throws RoseyError (exit `usage`) if the file cannot be written.
 */
export async function saveState(path: string, state: SandboxState): Promise<void> {
  const draft = `${path}.new`;
  try {
    await writeFile(draft, `${JSON.stringify(state)}\n`, { flush: true });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw fileError(`cannot write the sandbox file ${path}: ${errorText(error)}`, error);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

function fileError(message: string, cause: unknown): RoseyError {
  return new RoseyError(message, {
    code: "sandbox.keep_file",
    exit: "usage",
    hint: "Give --keep a file that may be written, or leave it out: then the sandbox forgets at stop.",
    cause,
  });
}
