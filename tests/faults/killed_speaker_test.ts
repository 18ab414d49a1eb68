import { killSpeaker } from "./killed_speaker.ts";

Deno.test("killed speaker: after five kills while she speaks, everybody has heard every line once", async () => {
  await killSpeaker(5, 1);
});
