import assert from "node:assert/strict";
import { withPlugin } from "../../../scripts/plugin/plugin_list.ts";
import { pluginName } from "../../../scripts/plugin/plugin_name.ts";
import { RoseyError } from "../../../src/domain/errors.ts";

const taken = { plugins: ["stats", "pet-names"], commands: new Map([["top", "stats"], ["help", "core"]]) };

Deno.test("plugin:new: a name has a form for each place", () => {
  assert.deepEqual(pluginName("weather", taken), { name: "weather", path: "weather", identifier: "weather" });
  assert.deepEqual(pluginName("my-2nd-try", taken), {
    name: "my-2nd-try",
    path: "my_2nd_try",
    identifier: "my2ndTry",
  });
  assert.equal(pluginName("switch", taken).identifier, "switchPlugin");
});

Deno.test("plugin:new: a name that will not do is refused, with what to do", () => {
  const refusals: readonly [string, RegExp, RegExp][] = [
    ["Weather Report!", /"Weather Report!" is no name for a plugin/, /plugin:new weather-report$/],
    ["8ball", /is no name/, /plugin:new ball$/],
    ["../evil", /is no name/, /plugin:new evil$/],
    ["pet_names", /is no name/, /plugin:new pet-names$/],
    ["x".repeat(21), /at most 20/, /plugin:new x{20}$/],
    ["!!!", /is no name/, /plugin:new weather$/],
    ["core", /Rosey's own/, /another name/],
    ["pet-names", /There is a plugin "pet-names" already/, /plugins\/pet_names\//],
    ["top", /The command "top" belongs to the plugin "stats"/, /another name/],
    ["help", /belongs to the plugin "core"/, /another name/],
  ];
  for (const [typed, message, hint] of refusals) {
    assert.throws(() => pluginName(typed, taken), (error) => {
      assert.ok(error instanceof RoseyError, typed);
      assert.match(error.message, message);
      assert.match(String(error.hint), hint);
      assert.equal(error.exit, "usage");
      return true;
    });
  }
});

Deno.test("plugin:new: the list gets an import in its place and a plugin at its end", () => {
  const list = [
    'import audit from "./audit/plugin.ts";',
    'import stats from "./stats/plugin.ts";',
    "",
    "/** All. */",
    "export const plugins = [stats, audit] as const;",
    "",
  ].join("\n");
  const added = (name: string) => withPlugin(list, pluginName(name, { plugins: [], commands: new Map() }));
  assert.equal(
    added("my-game"),
    [
      'import audit from "./audit/plugin.ts";',
      'import myGame from "./my_game/plugin.ts";',
      'import stats from "./stats/plugin.ts";',
      "",
      "/** All. */",
      "export const plugins = [stats, audit, myGame] as const;",
      "",
    ].join("\n"),
  );
  assert.ok(added("aaa").startsWith('import aaa from "./aaa/plugin.ts";\nimport audit'));
  assert.ok(added("zzz").includes('stats/plugin.ts";\nimport zzz from "./zzz/plugin.ts";\n\n'));
});

Deno.test("plugin:new: a list over several lines is read too, and what is no list is left alone", () => {
  const name = pluginName("weather", taken);
  const list =
    'import stats from "./stats/plugin.ts";\nexport const plugins = [\n  stats,\n  audit,\n] as const;\n';
  assert.match(withPlugin(list, name), /\[\n {2}stats,\n {2}audit, weather\] as const;/);
  assert.throws(() => withPlugin("export const plugins = all();\n", name), {
    code: "plugin.list",
    hint: /import weather from "\.\/weather\/plugin\.ts"/,
  });
});
