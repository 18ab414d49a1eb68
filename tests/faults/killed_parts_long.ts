import { killParts } from "./killed_parts.ts";

Deno.test("killed parts: run, database and web, each killed ten times under load, keep every line of the room once", async () => {
  console.log(await killParts(10));
});
