import { killParts } from "./killed_parts.ts";

Deno.test("killed parts: run, database and web, each killed twice under load, keep every line of the room once", async () => {
  await killParts(2);
});
