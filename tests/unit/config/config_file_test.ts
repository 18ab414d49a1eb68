import assert from "node:assert/strict";
import { parseConfig } from "../../../src/config/config_file.ts";
import { RoseyError } from "../../../src/domain/errors.ts";

function settingsOf(content: unknown) {
  const { settings, warnings } = parseConfig("rosey.json", JSON.stringify(content));
  return { settings: Object.fromEntries([...settings].map(([name, { value }]) => [name, value])), warnings };
}

function refusalOf(content: unknown): RoseyError {
  try {
    parseConfig("rosey.json", typeof content === "string" ? content : JSON.stringify(content));
  } catch (error) {
    assert.ok(error instanceof RoseyError, String(error));
    assert.equal(error.exit, "usage");
    return error;
  }
  throw new Error("not refused");
}

Deno.test("config: the flat file of an old bot is read, and what is gone is named with its replacement", () => {
  const { settings, warnings } = settingsOf({
    _comment: "first form",
    domain: "https://cytu.be",
    channel: ["movies", "open sesame"],
    user: ["rosey", "hunter22"],
    response_timeout: 3,
    restart_delay: 5,
    log_level: "INFO",
    chat_log_file: "chat.log",
    media_log_file: null,
    shell: "localhost:5555",
    db: "bot_data.db",
    proxy: null,
  });
  assert.deepEqual(settings, {
    domain: "https://cytu.be",
    channel: "movies",
    channel_password: "open sesame",
    user: "rosey",
    password: "hunter22",
    log_level: "INFO",
  });
  assert.deepEqual(warnings.map((text) => text.split(" ", 1)[0]), [
    "response_timeout",
    "restart_delay",
    "chat_log_file",
    "media_log_file",
    "shell",
    "db",
  ]);
  assert.match(
    warnings.join("\n"),
    /shell in rosey.json has no effect any more: moderators send .* private message/,
  );
});

Deno.test("config: the second form of an old bot is read", () => {
  const { settings, warnings } = settingsOf({
    version: "2.0",
    _note: "second form",
    nats: { url: "nats://localhost:4222", reconnect_delay: 2 },
    database: { path: "old/bot_data.db", run_as_service: true },
    platforms: [
      {
        type: "cytube",
        name: "main",
        enabled: true,
        domain: "https://cytu.be",
        channel: "movies",
        user: ["rosey", "hunter22"],
        response_timeout: 1,
        restart_delay: 5,
        _why: "comment",
      },
      { type: "cytube", channel: "other" },
    ],
    shell: { enabled: true },
    logging: { level: "DEBUG", chat_log_file: "chat.log" },
    plugins: { enabled: [], directory: "plugins", auto_reload: false },
    llm: {},
  });
  assert.deepEqual(settings, {
    nats_url: "nats://localhost:4222",
    database_url: "old/bot_data.db",
    domain: "https://cytu.be",
    channel: "movies",
    user: "rosey",
    password: "hunter22",
    log_level: "DEBUG",
    plugins: {},
  });
  assert.match(warnings.join("\n"), /platforms in rosey.json: only the first is used/);
  assert.match(warnings.join("\n"), /nats.reconnect_delay in rosey.json has no effect any more: Rosey tries/);
  assert.match(warnings.join("\n"), /database.run_as_service in rosey.json has no effect/);
  assert.match(warnings.join("\n"), /plugins.auto_reload in rosey.json has no effect/);
});

Deno.test("config: the settings of NATS may stand in a section, and an address may be all of it", () => {
  const section = { url: "nats://a", user: "me", password: "hunter22", ca_file: "ca.pem", _why: "" };
  assert.deepEqual(settingsOf({ nats: section }).settings, {
    nats_url: "nats://a",
    nats_user: "me",
    nats_password: "hunter22",
    nats_ca_file: "ca.pem",
  });
  assert.deepEqual(settingsOf({ nats: "nats://a" }).settings, { nats_url: "nats://a" });
  assert.deepEqual(settingsOf({ nats: null }).settings, {});
  assert.throws(() => settingsOf({ nats: { urll: "nats://a" } }), /nats.urll in rosey.json is not a setting/);
});

Deno.test("config: a name as a list of one has no password", () => {
  assert.deepEqual(settingsOf({ channel: ["movies"], user: ["rosey", null] }).settings, {
    channel: "movies",
    user: "rosey",
  });
});

Deno.test("config: database_url wins over the old database, in any order", () => {
  const expected = { database_url: "sqlite:new.db" };
  assert.deepEqual(settingsOf({ database: "old.db", database_url: "sqlite:new.db" }).settings, expected);
  assert.deepEqual(settingsOf({ database_url: "sqlite:new.db", database: "old.db" }).settings, expected);
  assert.deepEqual(
    settingsOf({ database_url: "sqlite:new.db", database: { path: "old.db" } }).settings,
    expected,
  );
  assert.deepEqual(settingsOf({ database: "old.db" }).settings, { database_url: "old.db" });
});

Deno.test("config: comments are left out at any depth", () => {
  const { settings } = settingsOf({ plugins: { _a: 1, stats: { _b: 2, days: 3, deep: [{ _c: 1, d: 2 }] } } });
  assert.deepEqual(settings, { plugins: { stats: { days: 3, deep: [{ d: 2 }] } } });
});

Deno.test("config: a byte order mark is no fault", () => {
  assert.equal(
    parseConfig("rosey.json", '\uFEFF{"channel":"movies"}').settings.get("channel")?.value,
    "movies",
  );
});

const REFUSALS: [string, unknown, string, RegExp, RegExp][] = [
  [
    "text that is not JSON",
    "{\n  channel: 1\n}",
    "config.file_not_json",
    /rosey.json is not JSON: line 2, column 3/,
    /Mend/,
  ],
  ["a list", [], "config.file_wrong_type", /holds a list of 0, but must hold an object/, /\{ \}/],
  [
    "a misspelt key",
    { chanel: "x" },
    "config.unknown_key",
    /^chanel in rosey.json is not a setting/,
    /Did you mean "channel"\?/,
  ],
  ["an unknown key", { volume: 11 }, "config.unknown_key", /^volume in rosey.json/, /Take it out/],
  [
    "a misspelt key of the second form",
    { version: "2.0", platforms: [{ chanel: "x" }] },
    "config.unknown_key",
    /^platforms\[0\].chanel/,
    /"channel"/,
  ],
  [
    "an unknown version",
    { version: "3.0" },
    "config.wrong_value",
    /^version in rosey.json is "3.0"/,
    /Leave the key out/,
  ],
  [
    "platforms that are no list",
    { platforms: {} },
    "config.wrong_type",
    /^platforms in rosey.json is an object/,
    /top of the file/,
  ],
  [
    "no platform",
    { platforms: [] },
    "config.wrong_type",
    /^platforms in rosey.json is a list of 0/,
    /top of the file/,
  ],
  [
    "logging that is no object",
    { logging: 3 },
    "config.wrong_type",
    /^logging in rosey.json is 3/,
    /CONFIG.md/,
  ],
  [
    "three parts of a channel",
    { channel: ["a", "secretive", "c"] },
    "config.wrong_type",
    /^channel in rosey.json is a list of 3/,
    /"channel": "NAME"/,
  ],
];

for (const [name, content, code, message, hint] of REFUSALS) {
  Deno.test(`config: ${name} is refused, with its place`, () => {
    const error = refusalOf(content);
    assert.equal(error.code, code);
    assert.match(error.message, message);
    assert.match(error.hint ?? "", hint);
    assert.doesNotMatch(error.message, /secretive/);
  });
}

Deno.test("config: the fault of a file with a password is told without the password", () => {
  const error = refusalOf('{ "password": "hunter22" "x": 1 }');
  assert.doesNotMatch(`${error.message}${error.hint}`, /hunter22/);
});

Deno.test("config: YAML is told apart from a slip in JSON", () => {
  assert.throws(
    () => parseConfig("config.yaml", "channel: x"),
    (error: RoseyError) => /not YAML/.test(error.hint ?? ""),
  );
});
