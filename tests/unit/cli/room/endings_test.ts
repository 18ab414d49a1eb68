import assert from "node:assert/strict";
import { checkPlugins } from "../../../../src/cli/room/check_plugins.ts";
import { forgottenConnects } from "../../../../src/cli/room/connect_logs.ts";
import { endError } from "../../../../src/cli/room/end_error.ts";
import { type Config, loadConfig } from "../../../../src/config/load_config.ts";
import { EXIT_CODES, type ExitReason, RoseyError } from "../../../../src/domain/errors.ts";

Deno.test("room: an end that was asked for is no error", () => {
  assert.equal(endError({ exit: "done", message: "stopped as asked" }), undefined);
});

const ENDS: ExitReason[] = [
  "kicked",
  "banned",
  "loginRefused",
  "channelPassword",
  "duplicateLogin",
  "channelNotRegistered",
  "serverUnreachable",
];

for (const exit of ENDS) {
  Deno.test(`room: an end with ${EXIT_CODES[exit].code} keeps its message and says what to do`, () => {
    const error = endError({ exit, message: `It is over. ${EXIT_CODES[exit].meaning}` });
    assert.equal(error?.exit, exit);
    assert.equal(error?.message, "It is over");
    assert.match(error?.code ?? "", /^room\.[a-z_]+$/);
    assert.ok((error?.hint ?? "").length > 20);
  });
}

function withPlugins(plugins: unknown): Promise<Config> {
  return loadConfig({ flags: {}, environment: {} })
    .then((config) => ({ ...config, settings: { ...config.settings, plugins: Object(plugins) } }));
}

Deno.test("room: settings for a plugin that there is are let through", async () => {
  checkPlugins(await withPlugins({ stats: { days: 1 } }), ["stats", "history"]);
  checkPlugins(await withPlugins({}), []);
});

Deno.test("room: settings for a plugin that there is not name the nearest one, or all", async () => {
  const misspelt = await withPlugins({ stast: {} });
  const unknown = await withPlugins({ quotes: {} });
  const names = ["stats", "history"];
  const hint = (pattern: RegExp) => (error: unknown) =>
    error instanceof RoseyError && pattern.test(error.hint ?? "");
  assert.throws(() => checkPlugins(misspelt, names), hint(/Did you mean "stats"\?/));
  assert.throws(() => checkPlugins(unknown, names), hint(/There are: stats, history/));
});

Deno.test("room: a plugin's settings must be an object", async () => {
  const config = await withPlugins({ stats: 5 });
  assert.throws(
    () => checkPlugins(config, ["stats"]),
    /^RoseyError: plugins\.stats is 5, but must be an object of settings/,
  );
});

Deno.test("room: a server that starts with Rosey has no memory of her connects", async () => {
  const log = forgottenConnects();
  await log.save([1, 2, 3]);
  assert.deepEqual(await log.load(), []);
});
