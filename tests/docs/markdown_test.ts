import assert from "node:assert/strict";
import { anchors, commandBlocks, fileBlocks, localLinks } from "./markdown.ts";

Deno.test("docs: a block of commands is run unless a comment above says otherwise", () => {
  const markdown = [
    "```sh",
    "one",
    "two",
    "```",
    "<!-- not run: it would cost money -->",
    "",
    "```sh",
    "three",
    "```",
    "<!-- run: exits with 2 -->",
    "```bash",
    "four",
    "```",
    "- <!-- a note -->",
    '  <!-- run: until it prints "ready" -->',
    "  ```sh",
    "  five",
    "  ```",
    "```ts",
    "six();",
    "```",
  ].join("\n");
  assert.deepEqual(commandBlocks(markdown), [
    { line: 1, text: "one\ntwo", treatment: { kind: "run", exitCode: 0 } },
    { line: 7, text: "three", treatment: { kind: "not run", reason: "it would cost money" } },
    { line: 11, text: "four", treatment: { kind: "run", exitCode: 2 } },
    { line: 16, text: "five", treatment: { kind: "until", output: "ready" } },
  ]);
});

Deno.test("docs: a block that could slip through unread is refused", () => {
  assert.throws(() => commandBlocks("```\nrosey run\n```"), /no language/);
  assert.throws(() => commandBlocks("```sh\nrosey run\n"), /no end/);
  assert.throws(() => commandBlocks("<!-- run: maybe -->\n```sh\nrosey run\n```"), /none of the comments/);
  assert.throws(() => commandBlocks("<!-- not run: -->\n```sh\nrosey run\n```"), /none of the comments/);
});

Deno.test("docs: a block may be a file that a reader writes, or stand in one that is there", () => {
  const markdown = [
    "<!-- file: plugins/tea/plugin.ts -->",
    "```ts",
    "  one();",
    "```",
    "<!-- from: src/a.ts -->",
    "```ts",
    "two();",
    "```",
    "```ts",
    "three();",
    "```",
  ].join("\n");
  assert.deepEqual(fileBlocks(markdown, "file"), [{
    line: 2,
    text: "  one();",
    path: "plugins/tea/plugin.ts",
  }]);
  assert.deepEqual(fileBlocks(markdown, "from"), [{ line: 6, text: "two();", path: "src/a.ts" }]);
});

Deno.test("docs: links to elsewhere and code are left out", () => {
  const markdown =
    'See [a](docs/A.md#top), [b](https://example.org/x.md), [c](#here "title"), `[d](no)`.\n```sh\n[e](no)\n```';
  assert.deepEqual(localLinks(markdown), [{ line: 1, target: "docs/A.md#top" }, {
    line: 1,
    target: "#here",
  }]);
});

Deno.test("docs: headings are linked by their words", () => {
  assert.deepEqual(anchors("# What it *does*\n## `rosey run`, and more\n```sh\n# no heading\n```"), [
    "what-it-does",
    "rosey-run-and-more",
  ]);
});
