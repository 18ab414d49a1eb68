/**
 * Where Rosey keeps what is nobody's but hers, such as the database of a sandbox.
 *
 * @module
 */

import { join } from "node:path";
import { type Environment, variable } from "./environment.ts";

/** What the answer depends on. */
export interface StateDirectoryOptions {
  readonly environment: Environment;
  readonly windows: boolean;
  readonly workingDirectory: string;
}

/**
 * The folder for the state of this user: `$XDG_STATE_HOME/rosey`, `~/.local/state/rosey`, on Windows
 * `%LOCALAPPDATA%\rosey`; a folder `.rosey` in the working directory where there is no home. It may not exist yet.
 */
export function stateDirectory({ environment, windows, workingDirectory }: StateDirectoryOptions): string {
  const state = variable(environment, "XDG_STATE_HOME");
  if (state !== undefined) return join(state, "rosey");
  const local = windows ? variable(environment, "LOCALAPPDATA") : undefined;
  if (local !== undefined) return join(local, "rosey");
  const home = variable(environment, windows ? "USERPROFILE" : "HOME");
  return home === undefined ? join(workingDirectory, ".rosey") : join(home, ".local", "state", "rosey");
}
