import assert from "node:assert/strict";
import { writeHostileLines } from "./fuzzed_room.ts";

Deno.test("texts: of 20,000 hostile lines at every command none becomes a command of the server", async () => {
  const counts = await writeHostileLines(20_000, 1);
  for (const [command, { used, succeeded, takesText }] of counts) {
    assert.ok(used > 100, `${command} was hardly used`);
    if (takesText) assert.ok(succeeded > 2, `${command} hardly took a text, so that little is known of it`);
  }
});
