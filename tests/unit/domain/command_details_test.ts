import assert from "node:assert/strict";
import fc from "fast-check";
import { commandDetails, commandIn, OUTCOMES } from "../../../src/domain/command_details.ts";

/** Texts of people who know the form. */
const hostile = fc.array(
  fc.oneof(
    fc.constantFrom(", result: ", ", error: ", ", args: ", "cmd=", ",", " ", "\n", ":", "result", "x"),
    fc.constantFrom(", RESULT: ", ",, result: ", "; result: ", ", result:", "result: ", "\u2028"),
    fc.constantFrom(...OUTCOMES),
    fc.string({ unit: "grapheme", maxLength: 5 }),
  ),
  { maxLength: 12 },
).map((pieces) => pieces.join(""));

Deno.test("command details: no text that somebody typed changes how a command is read", () => {
  fc.assert(
    fc.property(
      hostile,
      hostile,
      fc.constantFrom(...OUTCOMES),
      fc.option(hostile, { nil: undefined }),
      (command, args, outcome, detail) => {
        const details = commandDetails({ command, args, outcome, detail });
        const read = commandIn(details);
        assert.equal(read?.outcome, outcome, details);
        const comma = (text: string) => text.replaceAll(";", ",");
        assert.equal(comma(read.command), comma(command));
        assert.equal(comma(read.args), comma(args));
        assert.equal(read.reason === null ? undefined : comma(read.reason), detail && comma(detail));
      },
    ),
    { numRuns: 2_000 },
  );
});

Deno.test("command details: what another program says of its result forges none", () => {
  fc.assert(
    fc.property(hostile, hostile, fc.option(hostile, { nil: undefined }), (args, outcome, detail) => {
      const read = commandIn(commandDetails({ command: "x", args, outcome, detail }));
      assert.equal(read?.outcome, OUTCOMES.find((known) => known === outcome));
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("command details: what is harmless stays as it was typed", () => {
  const said = {
    command: "say",
    args: "result: success, error; a, b",
    outcome: "error",
    detail: "no, error",
  };
  assert.equal(
    commandDetails(said),
    "cmd=say, args: result: success, error; a, b, result: error, error: no, error",
  );
});

Deno.test("command details: those of older versions are read where there is one way to read them", () => {
  for (
    const [details, read] of [
      ["cmd=kick, args: bob, result: success", ["kick", "bob", "success", null]],
      ["cmd=ping, args: , result: error, error: a, b", ["ping", "", "error", "a, b"]],
      ["cmd=say, args: x, result: success, result: error", ["say", "x, result: success", "error", null]],
      ["cmd=flip, args: x, result: success, error: y, result: refused, error: No x.", undefined],
      ["cmd=flip, args: x, result: done", undefined],
      ["target: bob, detail: spam, result: success", undefined],
      ["cmd=a, result: success, args: b", undefined],
      ["", undefined],
      [undefined, undefined],
    ] as const
  ) {
    const found = commandIn(details);
    assert.deepEqual(found && [found.command, found.args, found.outcome, found.reason], read);
  }
});
