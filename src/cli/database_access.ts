/**
 * The configured database, open for a command of `rosey db`.
 *
 * @module
 */

import type { Driver } from "../../db/drivers/driver.ts";
import { type OpenDriver, openDriver } from "../../db/open_driver.ts";
import { hostName } from "../config/environment.ts";
import { type Config } from "../config/load_config.ts";
import { systemClock } from "../domain/clock.ts";
import type { DatabaseTarget } from "../domain/database_target.ts";
import type { Host } from "./host.ts";
import { programTables } from "./program_tables.ts";
import { readConfig } from "./read_config.ts";
import { version } from "./version.ts";

/** Reads the configuration for a command of `rosey db`, and tells what it warns of. */
export async function readDatabaseConfig(
  host: Host,
  flags: Parameters<typeof readConfig>[1],
): Promise<Config> {
  const config = await readConfig(host, flags);
  for (const warning of config.warnings) host.err.write(`warning: ${warning}\n`);
  return config;
}

/** Whose program works on a database, for its ledger. */
export function programFacts(host: Host) {
  return {
    lines: programTables().lines,
    clock: systemClock,
    appVersion: version,
    host: hostName(host.environment),
  };
}

/** Opens a database for as long as `use` runs. A missing SQLite file is made with `mayCreate` alone. */
export async function withDriver<Result>(
  target: DatabaseTarget,
  { mayCreate }: { readonly mayCreate: boolean },
  use: (driver: Driver, backUp: OpenDriver["backUp"]) => Promise<Result>,
): Promise<Result> {
  const { driver, backUp } = openDriver({ target, clock: systemClock, writes: new Map(), mayCreate });
  try {
    return await use(driver, backUp);
  } finally {
    await driver.close();
  }
}

/** A result as a document for programs. */
export function jsonText(result: unknown): string {
  return `${JSON.stringify(result, null, 2)}\n`;
}

/** A size for people, such as `1.5 MiB`. */
export function sizeText(sizeBytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(units.length - 1, sizeBytes < 1 ? 0 : Math.floor(Math.log2(sizeBytes) / 10));
  const amount = sizeBytes / 1024 ** power;
  return `${power === 0 ? amount : amount.toFixed(1)} ${units[power] ?? "B"}`;
}
