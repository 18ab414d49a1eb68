import assert from "node:assert/strict";
import type { Frame } from "../../integration/sandbox_fidelity/frame.ts";
import { withLeadInSettled } from "../../integration/sandbox_fidelity/lead_in.ts";

const event = (atMs: number, name: string, data: unknown): Frame => ({
  kind: "event",
  name,
  args: [data],
  atMs,
});
const starts = (atMs: number) => event(atMs, "changeMedia", { id: "a", currentTime: -3, paused: true });
const plays = (atMs: number, currentTime = 0) => event(atMs, "mediaUpdate", { currentTime, paused: false });

Deno.test("fidelity: a pause before a video that took a turn longer counts as one of 3 s", () => {
  const motd = event(3500, "setMotd", "hi");
  assert.deepEqual(withLeadInSettled([starts(0), motd, plays(4001)]), [starts(0), plays(3000), motd]);
});

Deno.test("fidelity: any other length of the pause, and what comes later, is left as it is", () => {
  for (const atMs of [2000, 3001, 3500, 5001]) {
    assert.deepEqual(withLeadInSettled([starts(0), plays(atMs)]), [starts(0), plays(atMs)]);
  }
  assert.deepEqual(withLeadInSettled([starts(0), plays(4001, 1)]), [starts(0), plays(4001, 1)]);
});
