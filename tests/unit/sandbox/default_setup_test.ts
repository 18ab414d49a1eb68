import assert from "node:assert/strict";
import { plugins } from "../../../plugins/mod.ts";
import { isPermitted } from "../../../src/domain/permissions.ts";
import { SANDBOX_BOT, SANDBOX_CHANNELS } from "../../../src/sandbox/default_setup.ts";
import { testRoom } from "../plugins/test_room.ts";

Deno.test("sandbox: everything can be tried in it: Rosey has the right to all that her commands do", async () => {
  await using kit = await testRoom(plugins);
  const [channel] = SANDBOX_CHANNELS;
  const rank = channel?.ranks?.[SANDBOX_BOT.name] ?? 0;
  const needed = kit.bot.commands.flatMap(({ facts: { permission, botPermission = permission } }) =>
    typeof botPermission === "string" ? [botPermission] : []
  );
  assert.ok(needed.includes("motdedit"));
  assert.deepEqual(needed.filter((permission) => !isPermitted(rank, permission, kit.room)), []);
});
