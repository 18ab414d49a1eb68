import assert from "node:assert/strict";
import { join } from "node:path";
import { configSecrets, loadConfig, shownSetting } from "../../../src/config/load_config.ts";
import type { ConfigSources } from "../../../src/config/load_config.ts";
import { SETTING_NAMES } from "../../../src/config/setting_facts.ts";
import { RoseyError } from "../../../src/domain/errors.ts";

function load(sources: Partial<ConfigSources>) {
  return loadConfig({ flags: {}, environment: {}, ...sources });
}

async function refusalOf(sources: Partial<ConfigSources>): Promise<RoseyError> {
  const [result] = await Promise.allSettled([load(sources)]);
  assert.ok(result.status === "rejected", "not refused");
  assert.ok(result.reason instanceof RoseyError, String(result.reason));
  assert.equal(result.reason.exit, "usage");
  return result.reason;
}

async function withFile(content: unknown, use: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "rosey.json");
    await Deno.writeTextFile(path, typeof content === "string" ? content : JSON.stringify(content));
    await use(path);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("config: nothing said means the defaults", async () => {
  const { settings, database, nats, warnings } = await load({});
  assert.deepEqual(settings, {
    domain: "https://cytu.be",
    database_url: "sqlite:bot_data.db",
    database_wait: 30,
    write_queue_units: 30_000,
    write_queue_mb: 64,
    spill_mb: 256,
    migrate: false,
    nats_waiting_max: 500_000,
    web_port: 5000,
    web_listen: "127.0.0.1",
    web_public_statistics: false,
    sandbox_port: 8080,
    prefix: "!",
    fail_fast: false,
    require_registered: false,
    log_level: "info",
    log_format: "auto",
    plugins: {},
  });
  assert.deepEqual(database, { kind: "sqlite", path: "bot_data.db" });
  assert.equal(nats, undefined);
  assert.deepEqual(warnings, []);
});

Deno.test("config: flag over environment over file over default", async () => {
  await withFile({ channel: "file", user: "file", web_port: 1, domain: "file.example" }, async (file) => {
    const config = await load({
      flags: { channel: "flag" },
      environment: { ROSEY_CHANNEL: "environment", ROSEY_USER: "environment", ROSEY_LOG_LEVEL: "" },
      file,
    });
    const { channel, user, web_port, sandbox_port, log_level } = config.settings;
    assert.deepEqual([channel, user, web_port, sandbox_port, log_level], [
      "flag",
      "environment",
      1,
      8080,
      "info",
    ]);
    const places = (["channel", "user", "web_port", "sandbox_port"] as const).map((name) =>
      config.origins.get(name)?.place
    );
    assert.deepEqual(places, ["--channel", "ROSEY_USER", `web_port in ${file}`, "default"]);
  });
});

Deno.test("config: DATABASE_URL over database_url over database", async () => {
  await withFile({ database: "old.db", database_url: "sqlite:new.db" }, async (file) => {
    const chosen = async (sources: Partial<ConfigSources>) => (await load({ ...sources, file })).database;
    assert.deepEqual(await chosen({}), { kind: "sqlite", path: "new.db" });
    const environment = { DATABASE_URL: "sqlite:environment.db" };
    assert.deepEqual(await chosen({ environment }), { kind: "sqlite", path: "environment.db" });
    const flags = { database_url: "sqlite:flag.db" };
    assert.deepEqual(await chosen({ environment, flags }), { kind: "sqlite", path: "flag.db" });
  });
});

Deno.test("config: the file may be named by ROSEY_CONFIG", async () => {
  await withFile({ channel: "movies" }, async (file) => {
    assert.equal((await load({ environment: { ROSEY_CONFIG: file } })).settings.channel, "movies");
  });
});

Deno.test("config: a site's address is brought to one form", async () => {
  const domain = async (text: string) => (await load({ flags: { domain: text } })).settings.domain;
  assert.equal(await domain("cytu.be"), "https://cytu.be");
  assert.equal(await domain(" https://cytu.be/ "), "https://cytu.be");
  assert.equal(await domain("http://127.0.0.1:8080"), "http://127.0.0.1:8080");
  assert.equal(await domain("localhost:8080"), "https://localhost:8080");
});

Deno.test("config: switches and levels are understood as people write them", async () => {
  const { settings } = await load({
    environment: { ROSEY_MIGRATE: "yes", ROSEY_FAIL_FAST: "0", ROSEY_LOG_LEVEL: "WARNING" },
    flags: { require_registered: true },
  });
  assert.deepEqual([settings.migrate, settings.fail_fast, settings.require_registered], [true, false, true]);
  assert.equal(settings.log_level, "warn");
});

Deno.test("config: a variable that looks like ours and is none is warned of", async () => {
  const { warnings } = await load({
    environment: { ROSEY_CHANEL: "x", ROSEY_VOLUME: "11", ROSEY_ENV: "test", PATH: "/bin" },
  });
  assert.deepEqual(warnings, [
    "the environment variable ROSEY_CHANEL is not known and has no effect; did you mean ROSEY_CHANNEL?",
    "the environment variable ROSEY_VOLUME is not known and has no effect",
  ]);
});

Deno.test("config: passwords are secrets, wherever they come from, and are shown as stars", async () => {
  const config = await load({
    environment: {
      ROSEY_PASSWORD: "canary-1",
      ROSEY_CHANNEL_PASSWORD: "canary-2",
      DATABASE_URL: "postgres://rosey:canary-3@db.example/rosey",
      ROSEY_PROXY: "socks5h://me:canary-4@proxy.example:1080",
    },
  });
  assert.deepEqual(configSecrets(config).map((secret) => secret.reveal()), [
    "canary-1",
    "canary-2",
    "canary-3",
    "canary-4",
  ]);
  const shown = JSON.stringify(SETTING_NAMES.map((name) => shownSetting(config, name)));
  assert.doesNotMatch(shown + Deno.inspect(config.settings.password), /canary/);
  assert.match(shown, /postgres:\/\/rosey:\*+@db.example/);
});

const REFUSALS: [string, Partial<ConfigSources>, string, RegExp][] = [
  [
    "a channel name",
    { flags: { channel: "my channel" } },
    "config.channel_name",
    /^--channel is "my channel", but must be the name of a channel/,
  ],
  [
    "a channel name that is too long",
    { environment: { ROSEY_CHANNEL: "x".repeat(31) } },
    "config.channel_name",
    /^ROSEY_CHANNEL is "x+", but/,
  ],
  ["a user name", { flags: { user: "me!" } }, "config.wrong_value", /^--user is "me!"/],
  [
    "a port that is no number",
    { flags: { web_port: "abc" } },
    "config.wrong_value",
    /^--web-port is "abc", but must be a whole number from 0 to 65535/,
  ],
  [
    "a port out of range",
    { flags: { sandbox_port: "65536" } },
    "config.wrong_value",
    /^--sandbox-port is 65536, but/,
  ],
  [
    "a port below 0",
    { environment: { ROSEY_WEB_PORT: "-1" } },
    "config.wrong_value",
    /^ROSEY_WEB_PORT is "-1", but/,
  ],
  [
    "a site",
    { flags: { domain: "ftp://cytu.be" } },
    "config.wrong_value",
    /^--domain is "ftp:\/\/cytu.be", but must be the address of a site/,
  ],
  [
    "a site with a password",
    { flags: { domain: "https://me:canary@cytu.be" } },
    "config.wrong_value",
    /^--domain is "https:\/\/me:\*+@cytu.be"/,
  ],
  [
    "a log level",
    { environment: { ROSEY_LOG_LEVEL: "loud" } },
    "config.wrong_value",
    /^ROSEY_LOG_LEVEL is "loud", but must be one of debug, info/,
  ],
  [
    "a log format",
    { flags: { log_format: "xml" } },
    "config.wrong_value",
    /^--log-format is "xml", but must be one of auto/,
  ],
  [
    "a switch",
    { environment: { ROSEY_MIGRATE: "perhaps" } },
    "config.wrong_value",
    /^ROSEY_MIGRATE is "perhaps", but must be true or false/,
  ],
  ["a prefix", { flags: { prefix: "/" } }, "config.wrong_value", /^--prefix is "\/"/],
  [
    "a database",
    { flags: { database_url: "mysql://root:canary@db/x" } },
    "database.url",
    /^--database: The database address "mysql:\/\/root:\*+@db\/x"/,
  ],
  [
    "a missing file",
    { file: "/nowhere/rosey.json" },
    "config.file_missing",
    /\/nowhere\/rosey.json does not exist/,
  ],
  ["a folder", { file: "/" }, "config.file_unreadable", /^\/ is a folder/],
];

for (const [name, sources, code, message] of REFUSALS) {
  Deno.test(`config: ${name} that cannot be is refused with place, value and what it must be`, async () => {
    const error = await refusalOf(sources);
    assert.equal(error.code, code);
    assert.match(error.message, message);
    assert.ok(error.hint !== undefined && error.hint !== "");
    assert.doesNotMatch(`${error.message} ${error.hint}`, /canary/);
  });
}

Deno.test("config: names of hosts are a list, in small letters", async () => {
  const { settings } = await load({ environment: { ROSEY_WEB_HOSTS: "Rosey.example, [::2],10.0.0.1" } });
  assert.deepEqual(settings.web_hosts, ["rosey.example", "[::2]", "10.0.0.1"]);
});

const WRONG_TYPES: [unknown, RegExp][] = [
  [{ web_port: "5000" }, /^web_port in .*rosey.json is "5000", but must be a whole number/],
  [{ web_listen: "localhost" }, /^web_listen in .* is "localhost", but must be an address of this machine/],
  [{ web_hosts: "a b" }, /^web_hosts in .* is "a b", but must be names of hosts/],
  [{ web_hosts: "rosey.example:80" }, /^web_hosts in .*, but must be names of hosts/],
  [{ web_port: 1.5 }, /^web_port in .* is 1.5, but/],
  [{ channel: 7 }, /^channel in .* is 7, but must be the name of a channel/],
  [{ migrate: "yes" }, /^migrate in .* is "yes", but must be true or false/],
  [{ plugins: [] }, /^plugins in .* is a list of 0, but must be an object/],
  [
    { user: ["rosey", { canary: 1 }] },
    /^user\[1\] in .* is a value of the wrong kind \(not shown\), but must be a text/,
  ],
  [{ password: 12345678 }, /^password in .* \(not shown\)/],
  [{ database: 5 }, /^database in .* is 5, but must be the address of a database/],
];

for (const [content, message] of WRONG_TYPES) {
  Deno.test(`config: ${JSON.stringify(content)} in a file is refused for its type`, async () => {
    await withFile(content, async (file) => {
      const error = await refusalOf({ file });
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /canary|12345678/);
    });
  });
}

Deno.test("config: ROSEY_ENV sizes the pool of PostgreSQL", async () => {
  const environment = { DATABASE_URL: "postgres://rosey@db/room", ROSEY_ENV: "production" };
  const { database } = await load({ environment });
  assert.equal(database.kind === "postgres" ? database.maxConnections : undefined, 30);
});
