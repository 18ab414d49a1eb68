import assert from "node:assert/strict";
import fc from "fast-check";
import { motdHtml, motdText } from "../../../plugins/moderation/motd_text.ts";
import { cleanHtml } from "../../../src/sandbox/model/html.ts";

Deno.test("motd: a typed text means itself, a bar or a line break starts a new line", () => {
  assert.equal(
    motdHtml('Film night | at <eight> & "late"\nit\'s on'),
    [
      "Film night",
      "at &lt;eight&gt; &amp; &quot;late&quot;",
      "it&#39;s on",
    ].join("<br>"),
  );
  assert.equal(motdHtml(" | \u0007 "), "");
});

Deno.test("motd: no typed text brings any HTML but line breaks to the server, and it is read as it was typed", () => {
  const piece = fc.constantFrom(
    "<script>",
    "</a>",
    '"',
    "'",
    "&lt;",
    "&#39;",
    "|",
    "\n",
    "javascript:",
    "a",
    " ",
  );
  const text = fc.oneof(fc.string({ unit: "binary" }), fc.array(piece).map((pieces) => pieces.join("")));
  fc.assert(
    fc.property(text, (typed) => {
      const html = motdHtml(typed);
      assert.doesNotMatch(html.replaceAll("<br>", ""), /[<>"']/);
      const lines = typed.split(/[|\r\n]+/).map((line) => line.replace(/[\p{Cc}\s]+/gu, " ").trim());
      const meant = lines.filter((line) => line !== "").join("\n");
      assert.equal(motdText(html), meant);
      assert.equal(motdText(cleanHtml(html)), meant);
    }),
    { numRuns: 300 },
  );
});

Deno.test("motd: HTML of any shape is read in time linear in its length", () => {
  for (const piece of ["<", "<a ", "&", "&#", "</p", "<br"]) {
    assert.equal(typeof motdText(piece.repeat(20_000)), "string");
  }
});
