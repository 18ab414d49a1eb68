/** Files for tests of the database. */
import { basename, join } from "node:path";

/** Runs `test` with the path of a file in a folder of its own; a fixture named is copied there first. */
export async function withFile(test: (path: string) => Promise<void>, fixture?: URL): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, fixture === undefined ? "rosey.db" : basename(fixture.pathname));
    if (fixture !== undefined) await Deno.copyFile(fixture, path);
    await test(path);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A file as the real v0.5.0 wrote it. */
export const SMALL_V050 = new URL("../../fixtures/v050/small_v050.db", import.meta.url);

/** A file of long before: three tables, no peak of connections. */
export const THREE_TABLES = new URL("../../fixtures/v050/old_pre100_3tables.db", import.meta.url);
