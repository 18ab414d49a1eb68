import assert from "node:assert/strict";
import { waitForDatabase } from "../../../../src/cli/room/database_wait.ts";
import { ManualClock } from "../../../../src/domain/clock.ts";
import { type ExitReason, RoseyError } from "../../../../src/domain/errors.ts";
import { createLog } from "../../../../src/telemetry/log.ts";

interface Failure {
  readonly code: string;
  readonly exit: ExitReason;
}

const AWAY: Failure = { code: "database.unavailable", exit: "databaseUnavailable" };
const LOCKED: Failure = { code: "database.locked", exit: "databaseLocked" };

/** A wait for a database that fails as told and is there then. */
function waitFor(
  failures: readonly Failure[],
  { kind = "postgres", waitSeconds = 30 }: { kind?: "postgres" | "sqlite"; waitSeconds?: number } = {},
) {
  const clock = new ManualClock();
  const stop = new AbortController();
  const lines: string[] = [];
  const log = createLog({
    level: "info",
    format: "json",
    colour: false,
    clock,
    redact: (text) => text,
    write: (line) => lines.push(line),
  });
  const left = [...failures];
  let tries = 0;
  const opened = waitForDatabase(() => {
    tries++;
    const failure = left.shift();
    if (failure === undefined) return Promise.resolve("open");
    return Promise.reject(
      new RoseyError(`Cannot use it: ${failure.code}`, { ...failure, hint: "Look at it." }),
    );
  }, { kind, waitMs: waitSeconds * 1000, clock, random: () => 1, log, signal: stop.signal });
  // Looked at later; until then nobody listens.
  opened.catch(() => {});
  return { opened, clock, stop, lines, tries: () => tries };
}

function always(failure: Failure): Failure[] {
  return Array.from({ length: 1_000 }, () => failure);
}

Deno.test("database wait: a database that is there is opened at once, and nothing is said", async () => {
  const { opened, lines, clock } = waitFor([]);
  assert.equal(await opened, "open");
  assert.deepEqual([lines, clock.pendingTimers], [[], 0]);
});

Deno.test("database wait: one that comes later is opened, and the wait was told", async () => {
  const { opened, lines, clock, tries } = waitFor([AWAY, AWAY, AWAY]);
  await clock.advanceAsync(5_000);
  assert.equal(await opened, "open");
  assert.equal(tries(), 4);
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? "", /waiting for the database.*"secondsLeft":30/);
});

Deno.test("database wait: it is told every 10 s, and its end is that of the database with the time", async () => {
  const { opened, lines, clock } = waitFor(always(AWAY));
  await clock.advanceAsync(31_000);
  await assert.rejects(opened, {
    message: "Cannot use it: database.unavailable; waited 30 s for it",
    hint: "Look at it. --database-wait SECONDS waits longer.",
    exit: "databaseUnavailable",
    code: "database.unavailable",
  });
  assert.ok(lines.length >= 2 && lines.length <= 3, `${lines.length} lines`);
  assert.equal(clock.pendingTimers, 0);
});

Deno.test("database wait: without a wait, one try is made", async () => {
  const { opened, lines, tries } = waitFor(always(AWAY), { waitSeconds: 0 });
  await assert.rejects(opened, { message: "Cannot use it: database.unavailable", hint: "Look at it." });
  assert.deepEqual([tries(), lines], [1, []]);
});

Deno.test("database wait: what will not mend itself is not waited for", async () => {
  for (const code of ["database.login_refused", "database.unknown", "database.certificate"]) {
    const { opened, tries } = waitFor(always({ code, exit: "databaseUnavailable" }));
    await assert.rejects(opened, { code });
    assert.equal(tries(), 1);
  }
});

Deno.test("database wait: of an SQLite file, only the lock of another process is waited for", async () => {
  const full = waitFor(always(AWAY), { kind: "sqlite" });
  await assert.rejects(full.opened, { code: "database.unavailable" });
  assert.equal(full.tries(), 1);
  const locked = waitFor([LOCKED, LOCKED], { kind: "sqlite" });
  await locked.clock.advanceAsync(5_000);
  assert.equal(await locked.opened, "open");
  const forever = waitFor(always(LOCKED), { kind: "sqlite", waitSeconds: 3 });
  await forever.clock.advanceAsync(4_000);
  await assert.rejects(forever.opened, { exit: "databaseLocked", message: /waited 3 s for it$/ });
});

Deno.test("database wait: a stop ends it", async () => {
  const { opened, clock, stop } = waitFor(always(AWAY));
  await clock.advanceAsync(1_000);
  stop.abort();
  assert.equal(await opened, undefined);
  assert.equal(clock.pendingTimers, 0);
});
