import assert from "node:assert/strict";
import type { Frame } from "../../integration/sandbox_fidelity/frame.ts";
import { withoutShuffle } from "../../integration/sandbox_fidelity/shuffle.ts";

const event = (name: string, data: unknown): Frame => ({ kind: "event", name, args: [data], atMs: 0 });
const item = (uid: number, id: string) => ({ uid, media: { id, title: id }, temp: false });
const starts = (id: string) => event("changeMedia", { id, currentTime: -3, paused: true });

const run = (...ids: readonly string[]) => [
  event("playlist", ids.map((id, index) => item(index + 5, id))),
  event("setCurrent", 6),
  starts(ids[1] ?? ""),
  event("delete", { uid: 6 }),
  starts(ids[2] ?? ""),
];

Deno.test("fidelity: two shuffles of one list compare as equal, by the places of what plays", () => {
  assert.deepEqual(withoutShuffle(run("a", "b", "c")), withoutShuffle(run("c", "a", "b")));
});

Deno.test("fidelity: after a shuffle the wrong next item, or another list, is still seen", () => {
  const wrong = run("c", "a", "b").toSpliced(4, 1, starts("c"));
  assert.notDeepEqual(withoutShuffle(run("a", "b", "c")), withoutShuffle(wrong));
  assert.notDeepEqual(withoutShuffle(run("a", "b", "c")), withoutShuffle(run("a", "b", "d")));
});
