import assert from "node:assert/strict";
import { flagSettings, roomFlags, sandboxFlags } from "../../../src/cli/setting_flags.ts";
import { flagOf, SETTING_NAMES } from "../../../src/config/setting_facts.ts";

Deno.test("cli: every setting with a flag can be given on the command line, and nothing else", () => {
  const flags = SETTING_NAMES.flatMap((name) => flagOf(name)?.slice(2) ?? []);
  assert.deepEqual(Object.keys({ ...roomFlags, ...sandboxFlags }).sort(), [...flags, "config"].sort());
});

Deno.test("cli: flags become settings under their names in the file", () => {
  assert.deepEqual(
    flagSettings({ "web-port": "1", database: "x.db", migrate: true, json: true, channel: undefined }),
    {
      web_port: "1",
      database_url: "x.db",
      migrate: true,
    },
  );
});
