/** A way down that is killed leaves Rosey's file, one that is not leaves the old bot's; never anything between. */
import assert from "node:assert/strict";
import { rowsOf, schemaOf, takeOver } from "../integration/takeover/old_file.ts";
import { SMALL_V050, withFile } from "../unit/db/temporary_file.ts";

const PROGRAM = new URL("./killed_migration_process.ts", import.meta.url).pathname;

/** Statements between two kills: each costs a process. Their neighbours leave other tables, not other rows. */
const STRIDE = 7;

Deno.test("faults: kill -9 anywhere on the way back to v0.5.0 changes nothing, and the next one converges", () =>
  withFile(async (path) => {
    const old = { schema: schemaOf(path), rows: rowsOf(path) };
    await takeOver(path);
    const taken = { schema: schemaOf(path), rows: rowsOf(path) };
    let kills = 0;
    for (;;) {
      const { success, signal, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--no-check", PROGRAM, `sqlite:${path}`, "down", String(1 + kills * STRIDE)],
      }).output();
      if (success) break;
      assert.equal(signal, "SIGKILL", new TextDecoder().decode(stderr));
      assert.deepEqual({ schema: schemaOf(path), rows: rowsOf(path) }, taken);
      kills++;
    }
    assert.ok(kills > 5, `only ${kills} times killed`);
    assert.deepEqual(schemaOf(path), old.schema);
    assert.deepEqual(rowsOf(path)["user_stats"], old.rows["user_stats"]);
    assert.deepEqual(rowsOf(path)["recent_chat"], old.rows["recent_chat"]);
  }, SMALL_V050));
