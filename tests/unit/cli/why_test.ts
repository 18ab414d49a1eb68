import assert from "node:assert/strict";
import { join } from "node:path";
import { databaseIn, doorway, withFolder } from "./control/doorway.ts";
import { rosey } from "./fake_host.ts";

/** The command line beside a Rosey who answers. */
async function withRosey(
  use: (why: (...args: string[]) => ReturnType<typeof rosey>) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const { door, server, open } = doorway(folder);
    await open(join(folder, "rosey"));
    await use((...args) =>
      rosey(["why", ...args, "--database", databaseIn(folder).path], { XDG_STATE_HOME: folder })
    );
    await door.close();
    await server.stop();
  });
}

Deno.test("why: the running Rosey's answer is printed, for people and for programs", async () => {
  await withRosey(async (why) => {
    assert.deepEqual(await why("help", "alice"), {
      code: 0,
      out: "Nothing stands in the way: alice may use help.\n",
      err: "",
    });
    const refused = await why("kick", "alice", "--target", "bob", "--pm");
    assert.equal(
      refused.out,
      "alice cannot use kick now. By pm, on bob: the rank is too low. Ask for a higher one.\n",
    );
    assert.deepEqual(JSON.parse((await why("kick", "--json")).out), {
      command: "kick",
      user: "rosey",
      allowed: false,
      check: "rank",
      reason: "By chat, on nobody: the rank is too low.",
      fix: "Ask for a higher one.",
    });
  });
});

Deno.test("why: a slip of the pen is answered with what was meant", async () => {
  await withRosey(async (why) => {
    const { code, out, err } = await why("kcik");
    assert.deepEqual([code, out], [3, ""]);
    assert.match(err, /There is no command "kcik"\.\n {2}Did you mean kick\?/);
    assert.equal((await why()).code, 2);
  });
});

Deno.test("why: where nobody runs, that is said with the database", async () => {
  await withFolder(async (folder) => {
    const { path } = databaseIn(folder);
    const { code, out, err } = await rosey(["why", "help", "--database", path], { XDG_STATE_HOME: folder });
    assert.deepEqual([code, out], [3, ""]);
    assert.ok(err.includes(`no Rosey runs on this machine with the database sqlite:${path}`), err);
  });
});
