import assert from "node:assert/strict";
import fc from "fast-check";
import { applyFilters, DEFAULT_FILTERS, readFilter } from "../../../src/sandbox/model/filters.ts";
import {
  cutText,
  formatDuration,
  formatLine,
  formatPollText,
} from "../../../src/sandbox/model/formatting.ts";
import { cleanHtml, escapeText, unescapeText } from "../../../src/sandbox/model/html.ts";

const format = (text: string) => formatLine(text, DEFAULT_FILTERS, true);

/** Each pair was seen on a CyTube server. */
const SEEN: readonly (readonly [string, string])[] = [
  [
    "<b>bold?</b> & \"quotes\" 'single' (parens)",
    "&lt;b&gt;bold?&lt;/b&gt; &amp; \"quotes\" 'single' (parens)",
  ],
  [
    "*bold* _italic_ `mono` ~~strike~~",
    "<strong>bold</strong> <em>italic</em> <code>mono</code> <s>strike</s>",
  ],
  ["before [sp]inline[/sp] after", 'before <span class="spoiler">inline</span> after'],
  ["snake_case_name and 2*3*4", "snake<em>case</em>name and 2<strong>3</strong>4"],
  ["&amp; &lt;already&gt; &#39;", "&amp;amp; &amp;lt;already&amp;gt; &amp;#39;"],
  ["www.nolink.example no scheme", "www.nolink.example no scheme"],
  [
    "https://example.com/under_score_path and *x*",
    '<a href="https://example.com/under_score_path" target="_blank" rel="noopener noreferrer">' +
    "https://example.com/under_score_path</a> and <strong>x</strong>",
  ],
  [
    'https://example.com/"onmouseover="x',
    '<a href="https://example.com/&quot;onmouseover=&quot;x" target="_blank" rel="noopener noreferrer">' +
    'https://example.com/"onmouseover="x</a>',
  ],
];

for (const [typed, html] of SEEN) {
  Deno.test(`formatting: ${typed} looks as on the real server`, () => assert.equal(format(typed), html));
}

Deno.test("formatting: no text makes an element that is not one of the filters' or a link", () => {
  const nasty = fc.array(
    fc.constantFrom(
      "<",
      ">",
      "&",
      '"',
      "'",
      "(",
      ")",
      "script",
      "img src=x",
      "onerror=",
      "/",
      "&lt;",
      " ",
      "a",
    ),
  ).map((parts) => parts.join(""));
  fc.assert(fc.property(nasty, (text) => {
    const tags = format(text).match(/<[^>]*>/g) ?? [];
    assert.deepEqual(tags.filter((tag) => !/^<\/?(a|strong|em|code|s|span)\b/.test(tag)), []);
  }));
});

Deno.test("formatting: escaping is undone exactly once", () => {
  fc.assert(fc.property(fc.string(), (text) => assert.equal(unescapeText(escapeText(text)), text)));
});

Deno.test("formatting: a cut in the middle of a pair leaves a replacement character", () => {
  assert.equal(cutText(`${"a".repeat(319)}😀`, 320), `${"a".repeat(319)}\ufffd`);
  assert.equal(cutText("😀".repeat(160), 320), "😀".repeat(160));
});

Deno.test("formatting: polls keep every entity, and spell noreferer as the server does", () => {
  assert.equal(
    formatPollText("it's (a) <b>"),
    "it&#39;s &#40;a&#41; &lt;b&gt;",
  );
  assert.match(
    formatPollText("see https://example.com/"),
    /rel="noopener noreferer">https:\/\/example.com\/<\/a>$/,
  );
});

Deno.test("formatting: durations have hours only from one hour on", () => {
  assert.deepEqual([0, 45, 119, 3599, 3600, 36_061].map(formatDuration), [
    "00:00",
    "00:45",
    "01:59",
    "59:59",
    "01:00:00",
    "10:01:01",
  ]);
});

Deno.test("html: scripts go with all that is in them, handlers and dangerous links go, the rest stays", () => {
  assert.equal(
    cleanHtml('<h1 onclick="x()">Hi</h1><script>alert(1)</script> <a href="javascript:alert(1)">a</a>'),
    "<h1>Hi</h1> <a>a</a>",
  );
  assert.equal(
    cleanHtml('<h1>Welcome</h1> to <a href="https://example.com">here</a>'),
    '<h1>Welcome</h1> to <a href="https://example.com">here</a>',
  );
  assert.equal(cleanHtml("<strong>open <blink>text"), "<strong>open text</strong>");
  assert.equal(cleanHtml("a < b & c > d"), "a &lt; b &amp; c &gt; d");
});

Deno.test("filters: an image filter comes out as the server writes it", () => {
  const cat = readFilter({
    name: "cat",
    source: "\\bcat\\b",
    flags: "gi",
    replace: '<img src="https://e.example/c.png">',
  });
  assert.ok(typeof cat !== "string");
  assert.equal(
    formatLine("my cat is nice", [cat], true),
    'my <img src="https://e.example/c.png" /> is nice',
  );
});

Deno.test("filters: a broken expression is refused with its reason, an inactive filter does nothing", () => {
  assert.match(String(readFilter({ name: "x", source: "(", flags: "g", replace: "" })), /^Invalid regex: /);
  const off = readFilter({ name: "x", source: "a", flags: "g", replace: "b", active: false });
  assert.ok(typeof off !== "string");
  assert.equal(applyFilters([off], "aaa", false), "aaa");
});

Deno.test("filters: a replacement takes groups as \\1 and a dollar sign as itself", () => {
  const filter = readFilter({ name: "x", source: "(\\d+) bucks", flags: "g", replace: "$\\1" });
  assert.ok(typeof filter !== "string");
  assert.equal(applyFilters([filter], "5 bucks", false), "$5");
});

Deno.test("html: a tag that never ends is text, however many attributes it has", () => {
  const html = `<a${" a= a=".repeat(5000)}`;
  assert.equal(cleanHtml(html), html.replace("<", "&lt;"));
});
