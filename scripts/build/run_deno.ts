/**
 * Running Deno from a program that runs in it.
 *
 * @module
 */

/** Where and how to run. */
export interface RunOptions {
  readonly cwd: string;
  readonly env?: Record<string, string>;
}

/** Deno ended with an error; what it said is in `output`. */
export class DenoFailed extends Error {
  override readonly name = "DenoFailed";

  constructor(args: readonly string[], readonly output: string) {
    super(`deno ${args.join(" ")} failed:\n${output}`);
  }
}

/** Runs this very Deno and returns what it printed. */
export async function runDeno(args: readonly string[], { cwd, env = {} }: RunOptions): Promise<string> {
  const command = new Deno.Command(Deno.execPath(), { args: [...args], cwd, env });
  const { success, stdout, stderr } = await command.output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (!success) throw new DenoFailed(args, `${decode(stdout)}${decode(stderr)}`.trim());
  return decode(stdout);
}
