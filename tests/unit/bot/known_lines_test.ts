import assert from "node:assert/strict";
import fc from "fast-check";
import { REMEMBERED_LINES, SeenLines, unknownLines } from "../../../src/bot/known_lines.ts";

const NOON = 1_763_841_600_000;

function line(text: string, serverTimeMs: number, user = "alice") {
  return { user, text, html: text, serverTimeMs, atMs: serverTimeMs };
}

Deno.test("known lines: the newest lines of this process are remembered, and no more than the limit", () => {
  const seen = new SeenLines();
  for (let count = 0; count <= REMEMBERED_LINES; count += 1) seen.add(line("hi", NOON + count));
  assert.equal(seen.counts().size, REMEMBERED_LINES);
  assert.equal(seen.completeSinceMs, NOON + 1);
});

Deno.test("known lines: a replay adds what is new in it, and counts nothing twice", () => {
  const seen = new SeenLines();
  seen.add(line("ha", NOON));
  seen.addReplay([line("ha", NOON), line("ha", NOON), line("ho", NOON)]);
  seen.addReplay([line("ha", NOON), line("ha", NOON), line("ho", NOON)]);
  assert.deepEqual([...seen.counts().values()], [2, 1]);
});

Deno.test("known lines: names are compared without case, texts as the memory keeps them", () => {
  const seen = new SeenLines();
  seen.add(line("a\0b", NOON, "Alice"));
  const known = { stored: [line("c\u2400d \ufffd", NOON, "BOB")], seen, watermarkMs: NOON };
  const replayed = [
    line("a\u2400b", NOON, "alice"),
    line("c\0d \ud83d", NOON, "bob"),
    line("A\0B", NOON, "alice"),
  ];
  assert.deepEqual(unknownLines(replayed, known).map(({ text }) => text), ["A\0B"]);
});

Deno.test("known lines: what is stored and seen is the same line once; of the rest, exactly what is missing is news", () => {
  const said = fc.array(
    fc.record({
      text: fc.constantFrom("a", "b"),
      laterMs: fc.nat({ max: 2 }),
      known: fc.constantFrom("stored", "both", "no"),
    }),
    { maxLength: 15 },
  );
  fc.assert(fc.property(said, (lines) => {
    const seen = new SeenLines();
    // What is known reaches back to the first line.
    const first = line("first", NOON);
    seen.add(first);
    const stored = [first];
    let atMs = NOON;
    const replayed = lines.map(({ text, laterMs, known }) => {
      atMs += laterMs;
      const next = line(text, atMs);
      if (known !== "no") stored.push(next);
      if (known === "both") seen.add(next);
      return { ...next, missing: known === "no" };
    });
    const news = unknownLines([first, ...replayed], { stored, seen, watermarkMs: atMs });
    const key = ({ text, serverTimeMs }: { text: string; serverTimeMs: number }) => `${serverTimeMs} ${text}`;
    assert.deepEqual(news.map(key).toSorted(), replayed.filter(({ missing }) => missing).map(key).toSorted());
  }));
});

Deno.test("known lines: what was said behind a known line is news, also when the server's clock was set back", () => {
  const before = line("before", NOON);
  const afterwards = line("afterwards", NOON - 3_600_000);
  const known = { stored: [before], seen: new SeenLines(), watermarkMs: NOON };
  assert.deepEqual(unknownLines([before, afterwards], known), [afterwards]);
  assert.deepEqual(unknownLines([afterwards, before], known), []);
});

Deno.test("known lines: a row of an old bot is known behind newer rows, too", () => {
  const missed = line("missed by the old bot", NOON);
  const oldRow = { ...line("old", NOON + 59_000), text: undefined, serverTimeMs: undefined };
  const known = { stored: [missed, oldRow], seen: new SeenLines(), watermarkMs: NOON + 60_000 };
  const news = line("new", NOON + 60_000);
  assert.deepEqual(unknownLines([missed, line("old", NOON + 59_400), news], known), [news]);
});
