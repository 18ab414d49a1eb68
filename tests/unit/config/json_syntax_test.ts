import assert from "node:assert/strict";
import fc from "fast-check";
import { findJsonFault } from "../../../src/config/json_syntax.ts";

Deno.test("config: whatever JSON.parse takes has no fault", () => {
  fc.assert(fc.property(fc.json(), (text) => assert.equal(findJsonFault(text), undefined)));
});

Deno.test("config: a text has a fault exactly if JSON.parse refuses it", () => {
  const signs = fc.string({ unit: fc.constantFrom(...'{}[]",:0123.-eE \n\\tfnrueals\u0000é') });
  fc.assert(
    fc.property(signs, (text) => {
      assert.equal(findJsonFault(text) === undefined, parses(text), JSON.stringify(text));
    }),
    { numRuns: 3_000 },
  );
});

Deno.test("config: a damaged text is faulty if JSON.parse says so", () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), fc.constantFrom("", ",", '"', "}", "x"), (text, place, sign) => {
      const at = place % (text.length + 1);
      const damaged = text.slice(0, at) + sign + text.slice(at + 1);
      assert.equal(findJsonFault(damaged) === undefined, parses(damaged), JSON.stringify(damaged));
    }),
    { numRuns: 3_000 },
  );
});

const PLACES: [string, string, number, number, RegExp][] = [
  ["a trailing comma", '{\n  "a": 1,\n}', 3, 1, /name in double quotes/],
  ["a missing comma", '{\n  "a": 1\n  "b": 2\n}', 3, 3, /"," or "}"/],
  ["a bare word", '{ "a": yes }', 1, 8, /a value/],
  ["single quotes", "{ 'a': 1 }", 1, 3, /name in double quotes/],
  ["an open text", '{ "a": "b\n}', 1, 8, /closing quote/],
  ["nothing at all", "", 1, 1, /a value/],
  ["more than one value", "{} {}", 1, 4, /end of the file/],
  ["a missing colon", '{"a" 1}', 1, 6, /":"/],
  ["an open list", "[1, 2", 1, 6, /"," or "]"/],
];

for (const [name, text, line, column, expected] of PLACES) {
  Deno.test(`config: the place of ${name} is told`, () => {
    const fault = findJsonFault(text);
    assert.deepEqual([fault?.line, fault?.column], [line, column]);
    assert.match(fault?.expected ?? "", expected);
  });
}

Deno.test("config: endless nesting ends", () => {
  assert.match(findJsonFault("[".repeat(100_000))?.expected ?? "", /less nesting/);
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
