import assert from "node:assert/strict";
import { errorBlock, exitCodeOf } from "../../../src/cli/error_block.ts";
import { RoseyError } from "../../../src/domain/errors.ts";
import { Secret } from "../../../src/domain/secret.ts";
import { redactor } from "../../../src/telemetry/redact.ts";

Deno.test("cli: a foreseen failure is a block of what, hint and exit code, without a stack", () => {
  const error = new RoseyError("the port 80 is taken", {
    code: "web.port",
    hint: "Choose another.",
    exit: "portInUse",
  });
  assert.equal(
    errorBlock(error),
    "rosey: the port 80 is taken\n  Choose another.\n  (web.port, exit code 27)\n",
  );
  assert.equal(exitCodeOf(error), 27);
});

Deno.test("cli: a foreseen failure without a hint has no empty line", () => {
  const error = new RoseyError("no", { code: "x.y", exit: "banned" });
  assert.equal(errorBlock(error), "rosey: no\n  (x.y, exit code 21)\n");
});

Deno.test("cli: a bug is named as one, with version, stack and causes", () => {
  const block = errorBlock(new TypeError("outer", { cause: new Error("inner") }));
  assert.match(block, /^rosey: this is a bug in Rosey \d+\.\d+\.\d+\S* \(exit code 1\)\n/);
  assert.match(block, /TypeError: outer\n +at /);
  assert.match(block, /because of Error: inner\n +at /);
  assert.equal(exitCodeOf(new TypeError("x")), 1);
});

Deno.test("cli: anything can be thrown", () => {
  for (const thrown of ["text", undefined, null, 5, { a: 1 }]) {
    assert.equal(exitCodeOf(thrown), 1);
    assert.match(errorBlock(thrown), /this is a bug/);
  }
});

Deno.test("cli: a chain of causes that bites its tail ends", () => {
  const error = new Error("a");
  error.cause = error;
  assert.ok(errorBlock(error).length < 20_000);
});

Deno.test("cli: secrets are taken out of a block", () => {
  assert.doesNotMatch(errorBlock(new Error("canary"), redactor([new Secret("canary")])), /canary/);
});
