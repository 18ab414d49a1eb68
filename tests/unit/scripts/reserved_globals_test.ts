import assert from "node:assert/strict";
import { parseModule } from "../../../scripts/check/module_graph.ts";
import { checkReservedGlobals } from "../../../scripts/check/reserved_globals.ts";

function check(file: string, text: string): string[] {
  return checkReservedGlobals([parseModule(file, text)]).map(({ message }) => message);
}

const REFUSED: Record<string, RegExp> = {
  'Deno.env.get("X");': /reads the environment/,
  "process.env.X;": /reads the environment/,
  'import process from "node:process";': /reads the environment/,
  'console.error("x");': /prints/,
  "Deno.stdout.writeSync(bytes);": /prints/,
  "const at = Date.now();": /reads the clock/,
  "const at = new Date();": /reads the clock/,
  "performance.now();": /reads the clock/,
  "setTimeout(() => {}, 1);": /reads the clock/,
  "const wait = setInterval;": /reads the clock/,
  "AbortSignal.timeout(10);": /reads the clock/,
  'import { setTimeout } from "node:timers/promises";': /reads the clock/,
  "Math.random();": /rolls the dice/,
  "crypto.randomUUID();": /random bytes/,
};

for (const [text, message] of Object.entries(REFUSED)) {
  Deno.test(`scripts: refused in the bot: ${text}`, () => {
    assert.match(check("src/bot/a.ts", text)[0] ?? "", message);
  });
}

Deno.test("scripts: each owner may use what is his, and only that", () => {
  assert.deepEqual(check("src/config/environment.ts", "Deno.env.toObject();"), []);
  assert.deepEqual(check("src/cli/run.ts", 'console.log("x");'), []);
  assert.deepEqual(check("src/telemetry/log.ts", "Deno.stderr.writeSync(bytes);"), []);
  assert.deepEqual(check("src/domain/clock.ts", "setTimeout(() => Date.now() + Math.random(), 1);"), []);
  assert.equal(check("src/cli/run.ts", "Deno.env.get('X'); Date.now();").length, 2);
  assert.deepEqual(check("tests/unit/a_test.ts", "Date.now(); console.log(Deno.env);"), []);
});

Deno.test("scripts: what only looks like it is left alone", () => {
  const harmless =
    "clock.setTimeout(1); new Date(at); Date.parse(text); const o = { console: 1 }; o.console; Deno.args;";
  assert.deepEqual(check("src/bot/a.ts", harmless), []);
});
