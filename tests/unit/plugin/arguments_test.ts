import assert from "node:assert/strict";
import { arg, ArgumentError } from "../../../src/plugin/arguments.ts";

function refused(read: () => unknown, message: RegExp): void {
  assert.throws(read, (error) => error instanceof ArgumentError && message.test(error.message));
}

Deno.test("arguments: each kind reads what it is for, and refuses the rest by name", () => {
  assert.equal(arg.word().parse("x y", "word"), "x y");
  assert.equal(arg.user().parse("@Alice-1", "name"), "Alice-1");
  refused(() => arg.user().parse("a b", "name"), /^name must be a user's name .*not "a b"$/);
  assert.equal(arg.integer({ min: -5, max: 5 }).parse("+3", "count"), 3);
  for (const wrong of ["6", "1.5", "1e1", "", "0x1", "9".repeat(20)]) {
    refused(
      () => arg.integer({ min: -5, max: 5 }).parse(wrong, "count"),
      /^count must be a whole number from -5 to 5/,
    );
  }
  assert.equal(arg.choice("on", "off").parse("OFF", "state"), "off");
  refused(
    () => arg.choice("on", "off").parse("maybe", "state"),
    /^state must be one of on, off, not "maybe"$/,
  );
  refused(
    () => arg.choice("list", "restore").parse("restoer", "what"),
    /^what must be one of list, restore, not "restoer" \(did you mean restore\?\)$/,
  );
});

Deno.test("arguments: a number has bounds, and may have a fraction", () => {
  const volume = arg.number({ min: 0, max: 1.5 });
  for (const [typed, value] of [["0", 0], ["1.5", 1.5], [".25", 0.25], ["+1", 1]] as const) {
    assert.equal(volume.parse(typed, "volume"), value);
  }
  for (const wrong of ["1.6", "-0.1", "1e0", "one", "1.", "Infinity"]) {
    refused(() => volume.parse(wrong, "volume"), /^volume must be a number from 0 to 1\.5, not/);
  }
});

Deno.test("arguments: a time is read as people write it", () => {
  const time = arg.duration({ min: "5s", max: "1d" });
  const good = [["30s", 30_000], ["5m", 300_000], ["1h30m", 5_400_000], ["90", 90_000], [
    "1D",
    86_400_000,
  ]] as const;
  for (const [typed, value] of good) assert.equal(time.parse(typed, "time"), value, typed);
  for (const wrong of ["4s", "2d", "soon", "", "m", "30m1h", "-5s", "1.5h"]) {
    refused(() => time.parse(wrong, "time"), /^time must be a time from 5s to 1d, such as 5s, not/);
  }
});

Deno.test("arguments: yes and no have many words", () => {
  for (const word of ["on", "YES", "true", "1"]) assert.equal(arg.onOff().parse(word, "state"), true);
  for (const word of ["off", "No", "false", "0"]) assert.equal(arg.onOff().parse(word, "state"), false);
  refused(() => arg.onOff().parse("perhaps", "state"), /^state must be on or off, not "perhaps"$/);
});

Deno.test("arguments: several words are a list, with a limit", () => {
  assert.deepEqual(arg.words({ max: 3 }).parse("a  b c", "names"), ["a", "b", "c"]);
  refused(() => arg.words({ max: 2 }).parse("a b c", "names"), /^names may be 2 at most, not 3$/);
});

Deno.test("arguments: one that must be given is missed, one that may be left out is not", () => {
  refused(() => arg.word().parse(undefined, "word"), /^word is missing$/);
  assert.equal(arg.word().optional().parse(undefined, "word"), undefined);
  assert.equal(arg.integer({ min: 1, max: 9 }).default(5).parse(undefined, "count"), 5);
  refused(() => arg.integer({ min: 1, max: 9 }).default(5).parse("0", "count"), /^count must be/);
});

Deno.test("arguments: the usage shows what must be given and what takes the rest of the line", () => {
  assert.equal(arg.word().usage("word"), "<word>");
  assert.equal(arg.rest().usage("text"), "<text...>");
  assert.equal(arg.rest().optional().usage("text"), "[text...]");
  assert.equal(arg.user().default("x").usage("name"), "[name]");
});
