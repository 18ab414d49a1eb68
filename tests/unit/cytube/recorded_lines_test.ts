import assert from "node:assert/strict";
import { z } from "zod";
import { chatStyle, plainFromHtml } from "../../../src/domain/chat_html.ts";

const Line = z.object({
  dir: z.string(),
  ev: z.string(),
  data: z.object({
    username: z.string(),
    msg: z.string(),
    meta: z.object({ addClass: z.string().optional(), action: z.boolean().optional() }),
  }),
});

/** What alice typed in the recording, read from its notes by hand. */
const TYPED: readonly (readonly [text: string, style: string])[] = [
  ["plain text", "plain"],
  ["unicode \u00e9\u00e8 \u4f60\u597d \u{1F600} \u200bzero-width", "plain"],
  ["<b>bold?</b> & \"quotes\" 'single' (parens) <script>alert(1)</script>", "plain"],
  [">greentext line", "greentext"],
  ["> spaced greentext", "greentext"],
  [" >not green, leading space", "plain"],
  ["waves", "action"],
  ["a spoiler", "spoiler"],
  ["before [sp]inline spoiler[/sp] after", "plain"],
  ["*bold* _italic_ `mono` ~~strike~~", "plain"],
  ["link https://example.com/path?a=1&b=2#frag end", "plain"],
  ["two http://a.example/x and ftp://b.example/y", "plain"],
  ["www.nolink.example no scheme", "plain"],
  ['javascript:alert(1) https://example.com/"onmouseover="x', "plain"],
  ["emotes :smile: and Kappa kappa and x:smile:y", "plain"],
  ["  leading and trailing spaces  ", "plain"],
  ["multi line tab  bell", "plain"],
  ["x".repeat(320), "plain"],
  ["/unknowncommand foo", "plain"],
  ["//double slash", "plain"],
  ["@rosey hello", "plain"],
  ["rosey: ping", "plain"],
  ["!ping", "plain"],
  ['backslash \\ and {json: "x"} and %s $1 \\1', "plain"],
  ["\u202ertl override", "plain"],
  ["back", "plain"],
  ["forged meta", "plain"],
];

Deno.test("chat html: every recorded line of alice's is read as she typed it", () => {
  const file = new URL("../../fixtures/transcripts/b01_chat_as_user.jsonl", import.meta.url);
  const read = Deno.readTextFileSync(file).trim().split("\n").flatMap((text) => {
    const line = Line.safeParse(JSON.parse(text));
    if (!line.success || line.data.dir !== "in" || line.data.ev !== "chatMsg") return [];
    const { username, msg, meta } = line.data.data;
    return username === "alice" ? [[plainFromHtml(msg), chatStyle(meta.addClass, meta.action ?? false)]] : [];
  });
  assert.deepEqual(read, TYPED);
});
