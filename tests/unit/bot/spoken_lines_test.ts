import assert from "node:assert/strict";
import fc from "fast-check";
import { maskSecrets } from "../../../src/bot/mask_secrets.ts";
import { spokenLines } from "../../../src/bot/spoken_lines.ts";
import { Secret } from "../../../src/domain/secret.ts";

Deno.test("speaking: each line is said by itself, blank ones are not", () => {
  assert.deepEqual(spokenLines("one\n\n  \r\ntwo\rthree\u2028four"), ["one", "two", "three", "four"]);
  assert.deepEqual(spokenLines(" \n"), []);
});

Deno.test("speaking: no text whatever becomes a command of the server, nor two lines in one", () => {
  const piece = fc.constantFrom("/", "/kick bob", "\n", "\r", "\u2029", "\0", "\t", " ", "/me ", "a", "😀");
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.array(piece).map((pieces) => pieces.join("")));
  fc.assert(
    fc.property(text, (said) => {
      for (const line of spokenLines(said)) {
        assert.ok(!line.startsWith("/"));
        assert.doesNotMatch(line, /[\p{Cc}\u2028\u2029]/u);
        assert.notEqual(line.trim(), "");
      }
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("speaking: a configured secret never gets through the mask, whatever stands around it", () => {
  const secret = fc.string({ minLength: 4, maxLength: 12, unit: fc.constantFrom(..."abcXYZ019-$&.*") });
  fc.assert(
    fc.property(fc.string(), secret, fc.string(), (before, value, after) => {
      const masked = maskSecrets(`${before}${value}${after}`, [new Secret(value)]);
      assert.ok(!masked.includes(value) || "********".includes(value));
    }),
    { numRuns: 1_000 },
  );
});
