/** Units and folders for tests of outages. */
import type { Unit } from "../../../../src/domain/memory.ts";

/** Whose spills are made. */
export const OWNER = { domain: "https://cytu.be", channel: "movies" };

/** A unit with one change. */
export function unitOf(id: string, text = "x"): Unit {
  return { id, writes: [{ statement: "s", parameters: [text] }] };
}

/** Runs `test` with a folder of its own. */
export async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
