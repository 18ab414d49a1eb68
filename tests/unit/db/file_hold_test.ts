import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { FileHold } from "../../../db/drivers/file_hold.ts";
import { systemClock } from "../../../src/domain/clock.ts";
import { withFile } from "./temporary_file.ts";

const hold = (path: string, host = "here") => new FileHold({ path, clock: systemClock, host });

Deno.test("file hold: many may use a file, and one alone may change it", () =>
  withFile(async (path) => {
    const [one, two, migration] = [hold(path, "one"), hold(path, "two"), hold(path, "three")];
    await one.share(0);
    await two.share(0);
    await assert.rejects(migration.alone(60_000), {
      code: "database.in_use",
      exit: "databaseLocked",
      message: /another process uses it, process \d+ on two, since 20/,
    });
    one.release();
    await assert.rejects(migration.alone(0), { code: "database.in_use" });
    two.release();
    await migration.alone(0);
    assert.equal(two.holder()?.replace(/\d.*/, ""), "process ");
    await assert.rejects(one.share(0), { hint: "Wait for it, then run this again." });
    migration.release();
    assert.equal(two.holder(), undefined);
    assert.equal(existsSync(`${path}.lock`), false);
  }));

Deno.test("file hold: a migration waits for another one", () =>
  withFile(async (path) => {
    const [first, second] = [hold(path), hold(path)];
    await first.alone(0);
    const waiting = second.alone(60_000);
    first.release();
    await waiting;
    second.release();
  }));

Deno.test("file hold: what is in no file, or in no folder that can be written, is held by nobody", async () => {
  for (const path of [":memory:", "/proc/no/such/file.db"]) {
    const [one, two] = [hold(path), hold(path)];
    await one.alone(0);
    await two.alone(0);
    one.release();
    two.release();
  }
  assert.equal(existsSync(":memory:.lock"), false);
});

Deno.test("file hold: a visitor keeps migrations out, and leaves the name of whoever runs", () =>
  withFile(async (path) => {
    const [bot, visitor, migration] = [hold(path, "bot"), hold(path, "visitor"), hold(path, "three")];
    await bot.share(0);
    await visitor.visit(0);
    await assert.rejects(migration.alone(0), { message: /on bot, since/ });
    bot.release();
    await assert.rejects(migration.alone(0), { code: "database.in_use" });
    visitor.release();
    await migration.alone(0);
    await assert.rejects(visitor.visit(0), { message: /on three, since/ });
    migration.release();
    assert.equal(existsSync(`${path}.lock`), false);
  }));
