import assert from "node:assert/strict";
import fc from "fast-check";
import { DEFAULT_FILTERS } from "../../../src/sandbox/model/filters.ts";
import { formatLine } from "../../../src/sandbox/model/formatting.ts";
import { readLine } from "../../../src/sandbox/page/chat_html.js";
import { readPacket } from "../../../src/sandbox/page/wire.js";

const text = (html: string) => readLine(html).map((piece) => piece.text).join("");

Deno.test("page: whatever is typed is shown as typed, when no filter touches it", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (typed) => {
    assert.equal(text(formatLine(typed, [], true)), typed);
  }));
});

Deno.test("page: a line is shown with its marks and links, and images as text", () => {
  const html = formatLine("*a* _b_ https://example.com/?a=1&b=2 [sp]c[/sp]", DEFAULT_FILTERS, true);
  assert.deepEqual(readLine(html), [
    { text: "a", marks: ["strong"] },
    { text: " ", marks: [] },
    { text: "b", marks: ["em"] },
    { text: " ", marks: [] },
    { text: "https://example.com/?a=1&b=2", marks: [], href: "https://example.com/?a=1&b=2" },
    { text: " ", marks: [] },
    { text: "c", marks: ["spoiler"] },
  ]);
  assert.equal(
    text('my <img src="https://e.example/c.png" /> cat'),
    "my [image https://e.example/c.png] cat",
  );
});

Deno.test("page: no HTML gives a mark that is not known, or a link that is not of the web", () => {
  const parts = fc.array(fc.constantFrom(
    "<script>",
    "</script>",
    '<a href="javascript:alert(1)">',
    '<a href="data:text/html,x">',
    "<strong onclick=x>",
    "<iframe>",
    "</a>",
    "<img src=x onerror=alert(1)>",
    "text",
    "<",
    '">',
  ));
  const known = new Set(["strong", "em", "code", "s", "spoiler"]);
  fc.assert(fc.property(parts, (html) => {
    for (const piece of readLine(html.join(""))) {
      assert.deepEqual(piece.marks.filter((mark) => !known.has(mark)), []);
      if (piece.href !== undefined) assert.match(piece.href, /^https?:/);
    }
  }));
});

Deno.test("page: packets of the wire are told apart", () => {
  assert.deepEqual(
    ['0{"sid":"x"}', "2", '40{"sid":"x"}', "41", '44{"message":"Rate limit exceeded"}', '42["rank",-1]', "6"]
      .map(
        readPacket,
      ),
    [
      { kind: "open" },
      { kind: "ping" },
      { kind: "connected" },
      { kind: "disconnected" },
      { kind: "refused", message: "Rate limit exceeded" },
      { kind: "event", event: "rank", data: -1 },
      { kind: "ignored" },
    ],
  );
});
