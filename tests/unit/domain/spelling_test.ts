import assert from "node:assert/strict";
import fc from "fast-check";
import { nearestWord, typingMistakes } from "../../../src/domain/spelling.ts";

Deno.test("spelling: typing mistakes are a distance: none to itself, the same both ways, at most the longer word", () => {
  const word = fc.string({ maxLength: 8, unit: fc.constantFrom("a", "b", "c") });
  fc.assert(fc.property(word, word, (left, right) => {
    const distance = typingMistakes(left, right);
    assert.equal(distance === 0, left === right);
    assert.equal(distance, typingMistakes(right, left));
    assert.ok(distance <= Math.max(left.length, right.length));
  }));
});

Deno.test("spelling: the nearest word within its allowance is found, the first of equals, without case", () => {
  const two = () => 2;
  assert.equal(nearestWord("STAST", ["top", "stats", "stasis"], two), "stats");
  assert.equal(nearestWord("tap", ["top", "tip"], two), "top");
  assert.equal(nearestWord("weather", ["top", "stats"], two), undefined);
  assert.equal(nearestWord("stast", ["stats"], () => 0), undefined);
});
