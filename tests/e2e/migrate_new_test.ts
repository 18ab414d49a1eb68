import assert from "node:assert/strict";
import { roseyBinary } from "./binary.ts";

Deno.test("e2e: a built program writes no migrations, and says where to", async () => {
  const { code, stderr } = await new Deno.Command(roseyBinary(), {
    args: ["migrate", "new", "add_nick"],
    stdout: "null",
    stderr: "piped",
  }).output();
  assert.equal(code, 2);
  assert.match(
    new TextDecoder().decode(stderr),
    /this program was built, and migrations are part of its source/,
  );
});
