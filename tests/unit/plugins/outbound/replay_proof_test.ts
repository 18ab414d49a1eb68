import assert from "node:assert/strict";
import fc from "fast-check";
import { isShadowed, type Proof, proofs } from "../../../../plugins/outbound/replay_proof.ts";
import type { SeenLine } from "../../../../src/domain/room_line.ts";
import { BUFFER_LINES } from "./fake_line.ts";

function line(user: string, text: string, serverTimeMs: number): SeenLine {
  return { user, text, html: text, serverTimeMs, own: user === "Rosey" };
}

const SEEN = line("alice", "the newest line", 100);
const intent = { atMs: 5, seen: SEEN };

const one = (
  text: string,
  replay: readonly SeenLine[],
  confirmed: Parameters<typeof proofs>[1]["confirmed"] = [],
) => proofs([{ text, intent }], { replay, confirmed })[0];

const said = (serverTimeMs: number): Proof => ({
  kind: "said",
  serverTimeMs,
  truncated: false,
  reason: "replayed",
});

Deno.test("replay proof: a line behind the newest one known was said; one before it is another", () => {
  assert.deepEqual(one("hi", [SEEN, line("Rosey", "hi", 101)]), said(101));
  assert.deepEqual(one("hi", [line("Rosey", "hi", 99), SEEN]), { kind: "not_said" });
});

Deno.test("replay proof: without the newest line known nothing is proved but what is shown", () => {
  assert.deepEqual(one("hi", [line("bob", "x", 120)]), { kind: "unknown" });
  assert.deepEqual(one("hi", []), { kind: "unknown" });
  assert.deepEqual(one("hi", [line("Rosey", "hi", 101), line("bob", "x", 120)]), said(101));
  // Older than the newest line known, by the server's own clock: of a buffer that was restored.
  assert.deepEqual(one("hi", [line("Rosey", "hi", 99), line("bob", "x", 120)]), { kind: "unknown" });
  assert.deepEqual(
    proofs([{ text: "hi", intent: { atMs: 1, seen: undefined } }], {
      replay: [line("Rosey", "hi", 1)],
      confirmed: [],
    }),
    [said(1)],
  );
});

Deno.test("replay proof: lines of one millisecond are told apart by who said what", () => {
  const replay = [line("bob", "other", 100), SEEN, line("Rosey", "hi", 100)];
  assert.deepEqual(one("hi", replay), said(100));
  assert.deepEqual(one("hi", [line("bob", "the newest line", 100)]), { kind: "unknown" });
});

Deno.test("replay proof: what was confirmed does not count again", () => {
  const replay = [SEEN, line("Rosey", "hi", 101)];
  const confirmed = [{ text: "hi", intent, serverTimeMs: 101 }];
  assert.deepEqual(one("hi", replay, confirmed), { kind: "not_said" });
});

Deno.test("replay proof: a line that a filter has rewritten, or that is a short beginning, is not said again", () => {
  assert.deepEqual(one("a bad word", [SEEN, line("Rosey", "a *** word!", 101)]), {
    kind: "said",
    serverTimeMs: 101,
    truncated: false,
    reason: "rewritten",
  });
  const long = "word ".repeat(60).trim();
  assert.deepEqual(one(long, [SEEN, line("Rosey", long.slice(0, 200), 101)]), {
    kind: "said",
    serverTimeMs: 101,
    truncated: true,
    reason: "replayed",
  });
});

Deno.test("replay proof: a line that was echoed and is missing where it should stand was seen by nobody", () => {
  const echoed = { text: "hi", intent, serverTimeMs: 101 };
  assert.equal(isShadowed(echoed, [SEEN, line("bob", "x", 120)]), true);
  assert.equal(isShadowed(echoed, [SEEN, line("Rosey", "hi (filtered)", 101)]), false);
  assert.equal(isShadowed(echoed, [line("bob", "x", 120)]), false);
});

Deno.test("replay proof: over any history, what is called said was said, and what is called not said was not", () => {
  const events = fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant("other" as const), text: fc.constantFrom("x", "hi") }),
      fc.record({
        kind: fc.constant("own" as const),
        text: fc.constantFrom("hi", "hello", "a_b"),
        fate: fc.constantFrom("confirmed" as const, "taken" as const, "lost" as const),
      }),
      fc.record({ kind: fc.constant("cleared" as const) }),
    ),
    { maxLength: 40 },
  );
  fc.assert(fc.property(events, (history) => {
    let buffer: SeenLine[] = [];
    let seen: SeenLine | undefined;
    let timeMs = 1;
    const confirmed: {
      text: string;
      intent: { atMs: number; seen: SeenLine | undefined };
      serverTimeMs: number;
    }[] = [];
    const doubtful: { text: string; intent: { atMs: number; seen: SeenLine | undefined }; taken: boolean }[] =
      [];
    const hear = (heard: SeenLine) => {
      buffer = [...buffer, heard].slice(-BUFFER_LINES);
      return heard;
    };
    for (const event of history) {
      // Some lines share a millisecond.
      timeMs += timeMs % 3;
      if (event.kind === "cleared") buffer = [];
      else if (event.kind === "other") {
        const heard = hear(line("alice", event.text, timeMs));
        // What is said after the connection was lost is not seen.
        if (doubtful.length === 0) seen = heard;
      } else {
        const now = { atMs: timeMs, seen };
        timeMs += 1;
        const heard = event.fate === "lost" ? undefined : hear(line("Rosey", event.text, timeMs));
        if (event.fate === "confirmed" && doubtful.length === 0 && heard !== undefined) {
          confirmed.push({ text: event.text, intent: now, serverTimeMs: timeMs });
          seen = heard;
        } else if (doubtful.length === 0) {
          doubtful.push({ text: event.text, intent: now, taken: heard !== undefined });
        } else if (heard !== undefined) buffer = buffer.filter((other) => other !== heard);
      }
    }
    const [proof] = proofs(doubtful, { replay: buffer, confirmed: confirmed.slice(-20) });
    if (proof?.kind === "said") assert.equal(doubtful[0]?.taken, true);
    if (proof?.kind === "not_said") assert.equal(doubtful[0]?.taken, false);
  }));
});
