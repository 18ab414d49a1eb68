/** What a prune says it would remove is what it removes. */
import assert from "node:assert/strict";
import { findPrunable, prune } from "../../../db/transfer/prune.ts";
import { vacuum } from "../../../db/transfer/vacuum.ts";
import { ManualClock } from "../../../src/domain/clock.ts";
import { openMemory, rowsOf } from "../../contract/memory_under_test.ts";
import { change, fillMemory, openEnd, withPlaces } from "./filled_memory.ts";

const NOW_MS = 1_700_001_000_000;
const HOUR_MS = 3_600_000;

for (const kind of ["sqlite", "postgres"] as const) {
  Deno.test(`transfer: on ${kind} a prune removes exactly what it showed, and nothing that was not asked for`, async () => {
    await withPlaces(async (places) => {
      const target = kind === "sqlite" ? places.sqlite("rosey.db") : await places.postgres();
      await fillMemory(target);
      const second = NOW_MS / 1000;
      await change(
        target,
        `insert into outbound_messages (timestamp, message, sent, sent_timestamp, state) values
          (1, 'said long ago', 1, ${second - 7201}, 'sent'), (1, 'just said', 1, ${second - 7200}, 'sent'),
          (1, 'waits', 0, null, 'queued'), (1, 'waits', 0, 1, 'queued')`,
        `insert into api_tokens (token_hash, created_at, revoked, revoked_at) values
          ('a', 1, 1, ${second - 7201}), ('b', 1, 1, ${second}), ('c', 1, 0, null), ('d', 1, 1, null)`,
      );
      const driver = openEnd(target);
      const untouched = ["user_count_history", "user_stats", "quarantined_rows"];
      const before = await Promise.all(untouched.map((table) => rowsOf(driver, table)));
      const kept = { chat: 0.1 * HOUR_MS, sent: 2 * HOUR_MS, tokens: 2 * HOUR_MS };
      const shown = await findPrunable(driver, kept, NOW_MS);
      assert.deepEqual(shown.map(({ kind, rows }) => [kind, rows]), [["chat", 4479], ["sent", 1], [
        "tokens",
        2,
      ]]);
      assert.deepEqual(await findPrunable(driver, kept, NOW_MS), shown);
      assert.deepEqual(await prune(driver, shown), shown);
      assert.deepEqual((await findPrunable(driver, kept, NOW_MS)).map(({ rows }) => rows), [0, 0, 0]);
      assert.deepEqual((await rowsOf(driver, "recent_chat")).map(({ timestamp }) => timestamp), [
        ...Array.from({ length: 21 }, (_, index) => 1_700_000_640 + Math.floor(index / 7)),
      ]);
      assert.deepEqual((await rowsOf(driver, "api_tokens")).map(({ token_hash }) => token_hash), ["b", "c"]);
      assert.equal((await rowsOf(driver, "outbound_messages")).length, 3);
      assert.deepEqual(await Promise.all(untouched.map((table) => rowsOf(driver, table))), before);
      await driver.close();
      const { beforeBytes, afterBytes } = await vacuum({ target, clock: new ManualClock() });
      if (kind === "sqlite") assert.ok(afterBytes < beforeBytes / 2);
      const memory = await openMemory(target);
      await memory.close();
    });
  });
}
