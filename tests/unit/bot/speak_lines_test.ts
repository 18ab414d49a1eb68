import assert from "node:assert/strict";
import fc from "fast-check";
import { maskSecrets } from "../../../src/bot/mask_secrets.ts";
import { speakLines } from "../../../src/bot/speak_lines.ts";
import { Secret } from "../../../src/domain/secret.ts";

async function spoken(text: string): Promise<string[]> {
  const lines: string[] = [];
  await speakLines(text, (line) => {
    lines.push(line);
    return Promise.resolve();
  });
  return lines;
}

Deno.test("speaking: each line is said by itself, blank ones are not", async () => {
  assert.deepEqual(await spoken("one\n\n  \r\ntwo\rthree\u2028four"), ["one", "two", "three", "four"]);
  assert.deepEqual(await spoken(" \n"), []);
});

Deno.test("speaking: a line that cannot be said ends the text, and says why", async () => {
  const tried: string[] = [];
  const muted = new Error("muted");
  const speak = (line: string) => {
    tried.push(line);
    return line === "two" ? Promise.reject(muted) : Promise.resolve();
  };
  await assert.rejects(speakLines("one\ntwo\nthree", speak), muted);
  assert.deepEqual(tried, ["one", "two"]);
});

Deno.test("speaking: no text whatever becomes a command of the server, nor two lines in one", async () => {
  const piece = fc.constantFrom("/", "/kick bob", "\n", "\r", "\u2029", "\0", "\t", " ", "/me ", "a", "😀");
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.array(piece).map((pieces) => pieces.join("")));
  await fc.assert(
    fc.asyncProperty(text, async (said) => {
      for (const line of await spoken(said)) {
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
