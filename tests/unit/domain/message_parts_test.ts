import assert from "node:assert/strict";
import fc from "fast-check";
import { echoKey, isEchoOf } from "../../../src/domain/echo.ts";
import { LINE_LIMIT, messageParts } from "../../../src/domain/message_parts.ts";
import { plainText } from "../../../src/domain/text.ts";

function parts(text: string): readonly string[] {
  return messageParts(plainText(text));
}

Deno.test("message parts: a short text is one line", () => {
  assert.deepEqual(parts("hello"), ["hello"]);
  assert.deepEqual(parts("x".repeat(LINE_LIMIT)), ["x".repeat(LINE_LIMIT)]);
});

Deno.test("message parts: a blank text has none", () => {
  assert.deepEqual(parts("   "), []);
  assert.deepEqual(parts(""), []);
});

Deno.test("message parts: a long text is cut at spaces", () => {
  const words = Array.from({ length: 200 }, (_, index) => `word${index}`).join(" ");
  const cut = parts(words);
  assert.ok(cut.length > 1);
  assert.equal(cut.join(" "), words);
});

Deno.test("message parts: a line that would begin with a slash has room for the space before it", () => {
  const cut = parts(`${"a".repeat(LINE_LIMIT)} /${"b".repeat(LINE_LIMIT - 1)}`);
  assert.deepEqual(cut.map((part) => part.length), [LINE_LIMIT, LINE_LIMIT, 1]);
  assert.ok(cut[1]?.startsWith(" /b"));
});

Deno.test("message parts: an emoji of several code points is not cut", () => {
  const family = "\u{1F468}\u200D\u{1F469}\u200D\u{1F467}";
  for (const part of parts(family.repeat(100))) assert.equal(part.length % family.length, 0);
});

Deno.test("message parts: even one endless grapheme is cut between code points", () => {
  const zalgo = `a${"\u0301".repeat(900)}`;
  assert.equal(parts(zalgo).join(""), zalgo);
  const pairs = `a${"\u{1D165}".repeat(500)}`;
  for (const part of parts(pairs)) assert.ok(part.isWellFormed());
});

Deno.test("message parts: no line is too long, none begins with a slash, and nothing but spaces is lost", () => {
  const unit = fc.constantFrom(
    "/",
    " ",
    "/me ",
    "/kick x",
    "a",
    "\u{1F600}",
    "long".repeat(30),
    "\u0301",
    "\n",
    "\u0000",
  );
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 120 }), (pieces) => {
      const text = pieces.join("");
      const cut = parts(text);
      for (const part of cut) {
        assert.ok(part.length <= LINE_LIMIT, `${part.length}`);
        assert.ok(!part.startsWith("/"), part);
        assert.notEqual(part.trim(), "");
      }
      const squeeze = (value: string) => value.replace(/[\s\p{Cc}]+/gu, "");
      assert.equal(squeeze(cut.join("")), squeeze(text));
    }),
    { numRuns: 1000 },
  );
});

Deno.test("echo: a line is recognised although the channel's filters rewrote it", () => {
  const pairs = [
    ["snake_case_name and 2*3*4 and a `tick` b", "snakecasename and 234 and a tick b"],
    ["~~x~~ [sp]secret[/sp]", "x secret"],
    ["two  spaces\tand a tab", "two spaces and a tab"],
    [" /me is said", "/me is said"],
  ] as const;
  for (const [sent, echo] of pairs) assert.ok(isEchoOf(echo, sent), sent);
  assert.ok(!isEchoOf("another line", "a line"));
  assert.equal(echoKey(" a  b "), "a b");
});

Deno.test("message parts: a text of which nobody would see anything is blank", () => {
  for (
    const blank of [
      "",
      " \t",
      "\u200b",
      "\u200d\ufe0f",
      "\u3164 \u00ad",
      "\u2800",
      "\u202e\u2066",
      "\u2060".repeat(400),
    ]
  ) {
    assert.deepEqual(messageParts(plainText(blank)), [], JSON.stringify(blank));
  }
  for (const seen of ["a\u200b", "\u200b.", "👩\u200d👩", "0\ufe0f", "\u0301"]) {
    assert.deepEqual(messageParts(plainText(seen)), [seen], JSON.stringify(seen));
  }
});
