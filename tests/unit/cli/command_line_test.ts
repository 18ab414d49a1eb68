import assert from "node:assert/strict";
import project from "../../../deno.json" with { type: "json" };
import { rosey } from "./fake_host.ts";

for (const args of [["version"], ["--version"], ["-v"]]) {
  Deno.test(`cli: rosey ${args.join(" ")} prints the version`, async () => {
    assert.deepEqual(await rosey(args), { code: 0, out: `rosey ${project.version}\n`, err: "" });
  });
}

Deno.test("cli: the version as JSON says what it runs on", async () => {
  const { out } = await rosey(["version", "--json"]);
  const { version, deno } = JSON.parse(out);
  assert.deepEqual([version, deno], [project.version, Deno.version.deno]);
});

for (const args of [[], ["help"], ["--help"], ["-h"]]) {
  Deno.test(`cli: rosey ${args.join(" ")} lists every command`, async () => {
    const { code, out, err } = await rosey(args);
    assert.equal(code, 0);
    assert.equal(err, "");
    for (const command of ["start", "run", "sandbox", "migrate", "config", "exit-codes", "version"]) {
      assert.match(out, new RegExp(`^ +${command} +\\S`, "m"), command);
    }
  });
}

Deno.test("cli: the help of a command is the same both ways, and names flag, default and variable", async () => {
  const help = await rosey(["help", "start"]);
  assert.deepEqual(await rosey(["start", "--help"]), help);
  assert.equal(help.code, 0);
  assert.match(help.out, /--web-port\] +Where .*healthz.* \(default 5000; ROSEY_WEB_PORT\)/);
  assert.match(help.out, /--sandbox-port/);
  assert.doesNotMatch(help.out, /--password|\p{Cc}\[/u);
});

const USAGE: [string[], string, RegExp][] = [
  [["strat"], "cli.unknown_command", /^rosey: there is no command "strat"\n {2}Did you mean start\?/],
  [["xylophone"], "cli.unknown_command", /^rosey: there is no command "xylophone"\n {2}Run rosey help/],
  [["migrate", "sideways"], "cli.unknown_command", /^rosey: there is no command "sideways"/],
  [["run", "--chanel", "x"], "cli.usage", /^rosey: there is no flag --chanel; did you mean --channel\?/],
  [["run", "--channel"], "cli.usage", /^rosey: the flag --channel needs a value/],
  [["run", "movies"], "cli.usage", /^rosey: "movies" stands where nothing is expected/],
  [["run", "--channel", "a", "--channel", "b"], "cli.usage", /^rosey: the flag --channel is given twice/],
  [
    ["run"],
    "config.no_channel",
    /^rosey: there is no channel to join: none is configured\n {2}Name it with --channel/,
  ],
  [
    ["run", "--channel", "my channel"],
    "config.channel_name",
    /^rosey: --channel is "my channel", but must be the name of a channel/,
  ],
  [
    ["run", "--config", "/nowhere.json"],
    "config.file_missing",
    /^rosey: the configuration file \/nowhere.json does not exist/,
  ],
  [
    ["start", "--web-port", "70000"],
    "config.wrong_value",
    /^rosey: --web-port is 70000, but must be a whole number from 0 to 65535/,
  ],
  [["start", "--sandbox-port", "http"], "config.wrong_value", /^rosey: --sandbox-port is "http"/],
  [
    ["run", "--channel", "a", "--database", "mysql://x"],
    "database.url",
    /^rosey: --database: The database address/,
  ],
  [["sandbox", "--drop", "2"], "cli.usage", /^rosey: --drop is "2", but must be a number from 0 to 1/],
  [["sandbox", "--seed", "luck"], "cli.usage", /^rosey: --seed is "luck", but must be a number/],
];

for (const [args, code, message] of USAGE) {
  Deno.test(`cli: rosey ${args.join(" ")} ends with exit code 2 and one clear block`, async () => {
    const result = await rosey(args);
    assert.equal(result.code, 2);
    assert.equal(result.out, "");
    assert.match(result.err, message);
    assert.match(result.err, new RegExp(`\\n {2}\\(${code.replace(".", "\\.")}, exit code 2\\)\\n$`));
    assert.doesNotMatch(result.err, /\n\s+at /);
  });
}

for (
  const flag of [
    "--password",
    "--password=canary",
    "--channel-password",
    "--channel_password=canary",
    "-password",
  ]
) {
  Deno.test(`cli: ${flag} is refused with the reason, and not repeated`, async () => {
    const { code, err } = await rosey(["run", "--channel", "x", flag, "canary"]);
    assert.equal(code, 2);
    assert.match(err, /^rosey: passwords are not taken from the command line\n.*ROSEY_PASSWORD/);
    assert.doesNotMatch(err, /canary/);
  });
}

Deno.test("cli: config show tells each value and its source, and no password", async () => {
  const environment = { ROSEY_CHANNEL: "movies", ROSEY_PASSWORD: "canary", ROSEY_CHANEL: "x" };
  const { code, out, err } = await rosey(["config", "show", "--web-port", "1234"], environment);
  assert.equal(code, 0);
  assert.match(out, /^channel +movies +ROSEY_CHANNEL$/m);
  assert.match(out, /^web_port +1234 +--web-port$/m);
  assert.match(out, /^password +"\*+" +ROSEY_PASSWORD$/m);
  assert.match(err, /^warning: .*ROSEY_CHANEL.*did you mean ROSEY_CHANNEL\?\n$/);
  assert.doesNotMatch(out + err, /canary/);
});

Deno.test("cli: config show as JSON is one object", async () => {
  const { out } = await rosey(["config", "show", "--json"], { DATABASE_URL: "postgres://me:canary@db/x" });
  const { database_url, channel } = JSON.parse(out);
  assert.deepEqual(database_url, { value: "postgres://me:********@db:5432/x", from: "DATABASE_URL" });
  assert.deepEqual(channel, { value: null, from: "default" });
});
