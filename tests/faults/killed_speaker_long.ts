import assert from "node:assert/strict";
import { killSpeaker } from "./killed_speaker.ts";

Deno.test("killed speaker: after 50 kills while she speaks, everybody has heard every line once", async () => {
  const figures = await killSpeaker(50, 50);
  console.log(figures);
  assert.ok(figures.provedByHistory > 0, "no kill came between a line and its mark");
});
