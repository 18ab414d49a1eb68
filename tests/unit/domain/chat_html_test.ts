import assert from "node:assert/strict";
import fc from "fast-check";
import { chatStyle, plainFromHtml } from "../../../src/domain/chat_html.ts";

/** What the server does to a typed line before its filters. */
function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function link(address: string, text = address): string {
  return `<a href="${escaped(address).replaceAll('"', "&quot;")}" target="_blank" rel="noopener noreferrer">${
    escaped(text)
  }</a>`;
}

const CORPUS: readonly (readonly [html: string, plain: string])[] = [
  ["plain text", "plain text"],
  ["", ""],
  ["  spaces stay  ", "  spaces stay  "],
  [
    "&lt;b&gt;bold?&lt;/b&gt; &amp; \"quotes\" 'single' (parens)",
    "<b>bold?</b> & \"quotes\" 'single' (parens)",
  ],
  ["&gt;greentext line", ">greentext line"],
  ['before <span class="spoiler">inline spoiler</span> after', "before [sp]inline spoiler[/sp] after"],
  ['<span class="spoiler">a <span>b</span> c</span></span>', "[sp]a b c[/sp]"],
  [
    "<strong>bold</strong> <em>italic</em> <code>mono</code> <s>strike</s>",
    "*bold* _italic_ `mono` ~~strike~~",
  ],
  ["!stats mr<em>cool</em>guy", "!stats mr_cool_guy"],
  ["<u>unknown</u> <b>tags</b>", "unknown tags"],
  [
    `link ${link("https://example.com/path?a=1&b=2#frag")} end`,
    "link https://example.com/path?a=1&b=2#frag end",
  ],
  [
    `${link("http://a.example/x")} and ${link("ftp://b.example/y")}`,
    "http://a.example/x and ftp://b.example/y",
  ],
  [`x ${link('https://example.com/"onmouseover="x')}`, 'x https://example.com/"onmouseover="x'],
  ['to <a href="https://example.com">here</a>', "to https://example.com"],
  ["&amp;amp; &amp;lt;already&amp;gt; &amp;#39;", "&amp; &lt;already&gt; &#39;"],
  ['my <img src="https://example.com/cat.png" /> is nice', "my https://example.com/cat.png is nice"],
  ['<img class="emote" title=":smile:" src="x.png">!', ":smile:!"],
  ['<img alt="a > b" title="no">', "a > b"],
  ["one<br>two<br/>three", "one two three"],
  [
    "Is it &#39;quoted&#39; &#40;really&#41; &#x1F600; &quot;yes&quot;",
    "Is it 'quoted' (really) \u{1F600} \"yes\"",
  ],
  ["&unknown; &#0; &#99999999; & alone &", "&unknown; &#0; &#99999999; & alone &"],
  ["never <closed", "never <closed"],
  ['<a href="https://example.com/">unclosed link', "unclosed link"],
  ["</a>stray", "stray"],
  ["<a>no address</a>", "no address"],
];

for (const [html, plain] of CORPUS) {
  Deno.test(`chat html: ${JSON.stringify(html)} is read`, () => assert.equal(plainFromHtml(html), plain));
}

Deno.test("chat html: whatever is typed and escaped is read as it was typed", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
    assert.equal(plainFromHtml(escaped(text)), text);
  }));
  const entities = fc.array(fc.constantFrom("&", "amp;", "lt;", "<", ">", "#39;", '"', "a"), {
    maxLength: 40,
  });
  fc.assert(fc.property(entities, (pieces) => {
    assert.equal(plainFromHtml(escaped(pieces.join(""))), pieces.join(""));
  }));
});

Deno.test("chat html: no input makes it throw, and the text is never longer than the input", () => {
  const pieces = fc.constantFrom(
    "<",
    ">",
    "<a href=",
    '"',
    "'",
    "</a>",
    "<img ",
    "alt=",
    "&",
    "&amp",
    ";",
    "#x",
    "b",
    "<s>",
    "</em>",
    '<span class="spoiler">',
    "</span>",
    " ",
    "/",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 60 }), (all) => {
      const html = all.join("");
      assert.ok(plainFromHtml(html).length <= html.length);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("chat html: hostile input of a megabyte is read in one pass", () => {
  const size = 1_000_000;
  for (
    const piece of ["<", "<a ", "&", "&#", '<a href="', "<a>", "</a>", "<img alt='x' ", "<a href=x>", "&amp;"]
  ) {
    const html = piece.repeat(size / piece.length);
    const charAt = countCharAt(() => plainFromHtml(html));
    assert.ok(charAt <= 12 * size, `${piece}: ${charAt} looks at characters`);
  }
});

/** How many characters `work` looked at: a count, where a time would depend on the machine. */
function countCharAt(work: () => unknown): number {
  const original = String.prototype.charAt;
  let calls = 0;
  String.prototype.charAt = function (this: string, index: number) {
    calls++;
    return this[index] ?? "";
  };
  try {
    work();
  } finally {
    String.prototype.charAt = original;
  }
  return calls;
}

Deno.test("chat html: the style of a line comes from the server's marks", () => {
  assert.equal(chatStyle(undefined, false), "plain");
  assert.equal(chatStyle("greentext", false), "greentext");
  assert.equal(chatStyle("spoiler", false), "spoiler");
  assert.equal(chatStyle("shout", false), "shout");
  assert.equal(chatStyle("drink", false), "drink");
  assert.equal(chatStyle("action", true), "action");
  assert.equal(chatStyle("something-new", false), "plain");
});
