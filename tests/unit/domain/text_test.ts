import assert from "node:assert/strict";
import fc from "fast-check";
import { plainText, quoted } from "../../../src/domain/text.ts";

Deno.test("text: whatever is to be said is one line and no command of the server", () => {
  assert.equal(plainText("/kick alice"), " /kick alice");
  assert.equal(plainText("a\r\nb\u2028c "), "a b c");
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    const said = plainText(text);
    assert.doesNotMatch(said, /^\/|[\p{Cc}\u2028\u2029]/u);
  }));
});

Deno.test("text: a quotation is whole when it is short, and its beginning when it is long", () => {
  assert.equal(quoted("tpo"), '"tpo"');
  assert.equal(quoted("\u{1f600}".repeat(40)), `"${"\u{1f600}".repeat(40)}"`);
  assert.equal(quoted("\u{1f600}".repeat(41)), `"${"\u{1f600}".repeat(40)}..."`);
});
