/**
 * Whether what migrations brought about still holds, by their own queries.
 *
 * @module
 */

import { errorText, RoseyError } from "../../src/domain/errors.ts";
import type { Driver } from "../drivers/driver.ts";
import type { MigrationLine } from "./migration.ts";
import type { MigrationStatus } from "./state.ts";

/** One promise of one applied migration. */
export interface VerifiedPromise {
  readonly line: string;
  readonly id: string;
  readonly name: string;
  readonly promise: string;
  /** Rows that break it. */
  readonly brokenRows: number;
  /** Why it could not be asked. */
  readonly failed: string | undefined;
}

/** Asks every promise of every applied migration. Changes nothing. */
export async function verifyMigrations(
  driver: Pick<Driver, "read">,
  lines: readonly MigrationLine[],
  statuses: readonly MigrationStatus[],
): Promise<VerifiedPromise[]> {
  const found: VerifiedPromise[] = [];
  for (const { line, id, name, standing } of statuses) {
    if (standing !== "applied" && standing !== "changed") continue;
    const migration = lines.find((other) => other.name === line)?.migrations.find((other) => other.id === id);
    for (const { promise, broken } of migration?.verify ?? []) {
      found.push({ line, id, name, promise, ...await ask(driver, broken) });
    }
  }
  return found;
}

async function ask(
  driver: Pick<Driver, "read">,
  broken: string,
): Promise<Pick<VerifiedPromise, "brokenRows" | "failed">> {
  try {
    const [row] = await driver.read<{ rows: number }>({
      sql: `select count(*) as rows from (${broken}) as broken`,
      parameters: [],
    });
    return { brokenRows: Number(row?.rows ?? 0), failed: undefined };
  } catch (thrown) {
    if (!(thrown instanceof RoseyError) || thrown.exit !== "bug") throw thrown;
    return { brokenRows: 0, failed: errorText(thrown) };
  }
}
