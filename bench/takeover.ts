/**
 * How long it takes to take an old bot's file over, and to give it back: `deno run -A bench/takeover.ts [LINES]`.
 *
 * @module
 */

import { join } from "node:path";
import process from "node:process";
import { OLD_VERSION } from "../db/migrate/way_down.ts";
import { type MigrationAccess, openForMigration } from "../db/open_database.ts";
import { coreLine } from "../migrations/mod.ts";
import { systemClock } from "../src/domain/clock.ts";
import { makeV050File } from "./v050_file.ts";

/** Seconds, and the most memory held meanwhile, in MiB. */
async function measure(
  path: string,
  work: (access: MigrationAccess) => Promise<unknown>,
): Promise<[number, number]> {
  let rssBytes = 0;
  const access = openForMigration({
    target: { kind: "sqlite", path },
    lines: [coreLine],
    clock: systemClock,
    appVersion: "bench",
    host: "bench",
    mayCreate: false,
    onProgress: () => void (rssBytes = Math.max(rssBytes, process.memoryUsage().rss)),
  });
  const startedMs = performance.now();
  try {
    await work(access);
  } finally {
    await access.close();
  }
  rssBytes = Math.max(rssBytes, process.memoryUsage().rss);
  return [(performance.now() - startedMs) / 1000, Math.round(rssBytes / 1024 / 1024)];
}

const lines = Number(Deno.args[0] ?? "1000000");
const folder = await Deno.makeTempDir();
try {
  const path = join(folder, "bot_data.db");
  makeV050File(path, lines);
  const sizeMb = Math.round((await Deno.stat(path)).size / 1024 / 1024);
  console.log(`${lines} lines of chat, ${sizeMb} MiB`);
  for (
    const [what, work] of [
      ["up", ({ migrator }: MigrationAccess) => migrator.up()],
      ["down", ({ migrator }: MigrationAccess) => migrator.down({ to: OLD_VERSION })],
    ] as const
  ) {
    const [seconds, rssMb] = await measure(path, work);
    console.log(`${what}: ${seconds.toFixed(1)} s with its backup, ${rssMb} MiB`);
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}
