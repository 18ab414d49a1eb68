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
