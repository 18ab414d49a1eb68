import assert from "node:assert/strict";
import fc from "fast-check";
import { lengthText, mediaName } from "../../../../plugins/playlist/item_text.ts";
import { refusalText } from "../../../../plugins/playlist/refusal_text.ts";
import { titleText } from "../../../../src/plugin/mod.ts";

const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.array(fc.constantFrom("://", "a", ":", "/", " ", "\n")).map((all) => all.join("")),
);

Deno.test("playlist: nothing that strangers wrote is a link where Rosey repeats it", () => {
  fc.assert(
    fc.property(text, fc.constantFrom("yt", "fi", "cu"), (written, type) => {
      const media = { type, id: written };
      for (
        const said of [titleText(written), mediaName(media), refusalText(written, media, { playlist: [] })]
      ) {
        assert.doesNotMatch(said, /\w:\/\//);
      }
    }),
    { numRuns: 3_000 },
  );
});

Deno.test("playlist: a title is short and never blank, a file is called by its name", () => {
  assert.equal(titleText("  "), "(no title)");
  assert.equal([...titleText("🎬".repeat(100))].length, 60);
  assert.equal(
    mediaName({ type: "fi", id: "https://example.com/films/a%20film.mp4?token=x#t" }),
    "fi:a%20film.mp4",
  );
  assert.equal(
    mediaName({ type: "cu", id: '<iframe src="https://x.example/a"></iframe>' }),
    "a custom embed",
  );
  assert.equal(lengthText({ seconds: 0 }), "live");
});
