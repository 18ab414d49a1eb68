/** A memory that moves house in the middle of a test. */
import assert from "node:assert/strict";
import { openDriver } from "../../../db/open_driver.ts";
import { copyDatabase } from "../../../db/transfer/copy_database.ts";
import { ManualClock } from "../../../src/domain/clock.ts";
import type { DatabaseTarget } from "../../../src/domain/database_target.ts";
import { LINES, NOW } from "./old_file.ts";

/** Stands still. */
export const clock = new ManualClock(NOW * 1000);

/** `rosey db copy`. */
export async function copy(from: DatabaseTarget, to: DatabaseTarget): Promise<void> {
  const [source, target] = [from, to].map((end) =>
    openDriver({ target: end, clock, writes: new Map(), mayCreate: true }).driver
  );
  assert.ok(source !== undefined && target !== undefined);
  try {
    await copyDatabase({
      source,
      target,
      lines: LINES,
      clock,
      appVersion: "1",
      host: "test",
      force: false,
      leaveUnknown: false,
    });
  } finally {
    await source.close();
    await target.close();
  }
}
