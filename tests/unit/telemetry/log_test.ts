import assert from "node:assert/strict";
import { ManualClock } from "../../../src/domain/clock.ts";
import { Secret } from "../../../src/domain/secret.ts";
import { createLog, type LogOptions } from "../../../src/telemetry/log.ts";
import { redactor } from "../../../src/telemetry/redact.ts";

const START_MS = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

function logTo(lines: string[], options: Partial<LogOptions> = {}) {
  return createLog({
    level: "debug",
    format: "json",
    colour: false,
    clock: new ManualClock(START_MS),
    redact: redactor([new Secret("canary-password")]),
    write: (line) => void lines.push(line),
    ...options,
  });
}

Deno.test("log: a JSON line has time, level, message and fields", () => {
  const lines: string[] = [];
  logTo(lines).info("in the room", { channel: "movies", rank: 2, name: undefined });
  assert.deepEqual(lines.map((line) => JSON.parse(line)), [
    { time: "2026-01-02T03:04:05.678Z", level: "info", msg: "in the room", channel: "movies", rank: 2 },
  ]);
});

Deno.test("log: a line for people has the same, on one line", () => {
  const lines: string[] = [];
  logTo(lines, { format: "human" }).warn("the room is lost", {
    reason: "network",
    text: "a b",
    retryInMs: 5,
  });
  assert.deepEqual(lines, ['03:04:05 warn  the room is lost reason=network text="a b" retryInMs=5']);
});

Deno.test("log: colours are only there when asked for", () => {
  const lines: string[] = [];
  logTo(lines, { format: "human", colour: true }).error("x");
  logTo(lines, { format: "human", colour: false }).error("x");
  assert.deepEqual(lines, ["03:04:05 \x1b[31merror\x1b[0m x", "03:04:05 error x"]);
});

Deno.test("log: lines below the level are not written", () => {
  const lines: string[] = [];
  const log = logTo(lines, { level: "warn", format: "human" });
  log.debug("1");
  log.info("2");
  log.warn("3");
  log.error("4");
  assert.deepEqual(lines.map((line) => line.at(-1)), ["3", "4"]);
});

Deno.test("log: a field cannot pass itself off as a part of the line", () => {
  const lines: string[] = [];
  logTo(lines).info("true message", { level: "error", msg: "forged", time: 0 });
  const { level, msg, msg_: field } = JSON.parse(lines[0] ?? "");
  assert.deepEqual([level, msg, field], ["info", "true message", "forged"]);
});

Deno.test("log: what somebody wrote cannot begin a new line nor steer the terminal", () => {
  const lines: string[] = [];
  const log = logTo(lines, { format: "human" });
  log.info("said\r\n03:04:05 error forged", { text: "\x1b[2J\u202egnp.exe\n" });
  assert.equal(lines.length, 1);
  assert.doesNotMatch(lines[0] ?? "", /\p{Cc}|\u202e/u);
});

Deno.test("log: fields of with() are in every line", () => {
  const lines: string[] = [];
  const log = logTo(lines).with({ plugin: "stats" });
  log.info("a");
  log.with({ user: "alice" }).info("b", { plugin: "other" });
  const seen = lines.map((line) => JSON.parse(line)).map(({ plugin, user }) => [plugin, user]);
  assert.deepEqual(seen, [["stats", undefined], ["other", "alice"]]);
});

for (const format of ["human", "json"] as const) {
  Deno.test(`log: a known secret is in no ${format} line, wherever it hides`, () => {
    const lines: string[] = [];
    const log = logTo(lines, { format });
    log.error("refused: canary-password", {
      url: "https://me:canary-password@cytu.be/x",
      error: new Error("outer", { cause: new Error("login canary-password failed") }),
      "canary-password": 1,
      list: [{ deep: "a canary-password b" }],
      secret: new Secret("canary-password"),
      map: new Map([["key", "canary-password"]]),
    });
    assert.equal(lines.length, 1);
    assert.doesNotMatch(lines[0] ?? "", /canary/);
    assert.match(lines[0] ?? "", /login \*{8} failed/);
  });
}

Deno.test("log: anything can be a field", () => {
  const lines: string[] = [];
  const circle: Record<string, unknown> = {};
  circle["self"] = circle;
  logTo(lines).info("x", {
    circle,
    big: 2n ** 70n,
    nothing: null,
    nan: Number.NaN,
    symbol: Symbol("s"),
    date: new Date(0),
    url: new URL("https://cytu.be/"),
    set: new Set([1]),
    error: Object.assign(new Error("full"), { code: "ENOSPC" }),
    text: "x".repeat(10_000),
    cut: `${"x".repeat(1_995)}canary-password`,
    list: Array.from({ length: 1_000 }, (_, index) => index),
  });
  const line = JSON.parse(lines[0] ?? "");
  assert.equal(line.big, String(2n ** 70n));
  assert.deepEqual([line.nothing, line.nan, line.symbol], [null, "NaN", "Symbol(s)"]);
  assert.deepEqual([line.date, line.url, line.set], ["1970-01-01T00:00:00.000Z", "https://cytu.be/", [1]]);
  assert.deepEqual(line.error, { error: "full", code: "ENOSPC" });
  assert.ok((lines[0] ?? "").length < 5_000);
  assert.doesNotMatch(lines[0] ?? "", /canar/);
});
