import assert from "node:assert/strict";
import { chmod } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import { RoseyMachine } from "./rosey_machine.ts";

interface Case {
  readonly what: string;
  readonly args: readonly string[];
  readonly environment?: Record<string, string>;
  readonly files?: Record<string, string>;
  readonly prepare?: (machine: RoseyMachine) => Promise<void> | void;
  readonly code: number;
  readonly message: RegExp;
}

const JOIN = ["run", "--channel", "movies", "--domain", "http://127.0.0.1:9", "--web-port", "0"];
const FILE = ["run", "--config", "rosey.json"];

const CASES: Case[] = [
  { what: "no channel", args: ["run"], code: 2, message: /there is no channel to join/ },
  {
    what: "an illegal channel name",
    args: ["run", "--channel", "a b"],
    code: 2,
    message: /--channel is "a b", but must be the name of a channel: 1 to 30/,
  },
  {
    what: "a channel name from the environment",
    args: ["run"],
    environment: { ROSEY_CHANNEL: "ä" },
    code: 2,
    message: /ROSEY_CHANNEL is "ä", but/,
  },
  { what: "a missing file", args: FILE, code: 2, message: /configuration file rosey.json does not exist/ },
  {
    what: "a file that is not JSON",
    args: FILE,
    files: { "rosey.json": '{\n  "channel": movies\n}' },
    code: 2,
    message: /rosey.json is not JSON: line 2, column 14: expected a value/,
  },
  {
    what: "a file of the wrong type",
    args: FILE,
    files: { "rosey.json": '{"channel":"movies","web_port":"5000"}' },
    code: 2,
    message: /web_port in rosey.json is "5000", but must be a whole number/,
  },
  {
    what: "a file with an unknown key",
    args: FILE,
    files: { "rosey.json": '{"chanel":"movies"}' },
    code: 2,
    message: /chanel in rosey.json is not a setting\n {2}Did you mean "channel"\?/,
  },
  {
    what: "a password on the command line",
    args: ["run", "--password", "canary"],
    code: 2,
    message: /passwords are not taken from the command line/,
  },
  {
    what: "an unknown plugin",
    args: FILE,
    files: { "rosey.json": '{"channel":"movies","plugins":{"stat":{}}}' },
    code: 2,
    message: /plugins.stat in rosey.json is not a plugin\n {2}Did you mean "stats"\?/,
  },
  {
    what: "an unknown command",
    args: ["strat"],
    code: 2,
    message: /there is no command "strat"\n {2}Did you mean start\?/,
  },
  {
    what: "an unknown flag",
    args: ["run", "--chanel", "x"],
    code: 2,
    message: /there is no flag --chanel; did you mean --channel\?/,
  },
  {
    what: "a port out of range",
    args: [...JOIN.slice(0, -1), "65536"],
    code: 2,
    message: /--web-port is 65536/,
  },
  {
    what: "a proxy that is none",
    args: JOIN,
    environment: { ROSEY_PROXY: "http://me:canary@proxy" },
    code: 2,
    message: /proxy/,
  },
  {
    what: "a database that is no database",
    args: [...JOIN, "--database", "sqlite:notes.txt"],
    files: { "notes.txt": "Buy milk.\n".repeat(200) },
    code: 15,
    message: /notes\.txt/,
  },
  {
    what: "the database of another program",
    args: [...JOIN, "--database", "sqlite:other.db"],
    prepare(machine) {
      using database = new DatabaseSync(machine.file("other.db"));
      database.exec("CREATE TABLE recipes (name TEXT)");
    },
    code: 15,
    message: /other\.db: it holds other tables \(recipes\)/,
  },
  {
    what: "a database that is behind",
    args: [...JOIN, "--database", "sqlite:old.db"],
    async prepare(machine) {
      const first = ["--to", "20251121000000", "--database", "sqlite:old.db"];
      assert.equal((await machine.run(["migrate", "up", ...first])).code, 0);
    },
    code: 10,
    message: /old\.db: it is behind this program by \d+ .*\n {2}Run `rosey migrate up`/,
  },
  {
    what: "a database in a folder that is not there",
    args: [...JOIN, "--database", "sqlite:nowhere/room.db"],
    code: 14,
    message: /nowhere/,
  },
  {
    what: "a database that is a folder",
    args: [...JOIN, "--database", "sqlite:."],
    code: 14,
    message: /folder|directory/,
  },
  {
    what: "the memory of another room",
    args: [...JOIN, "--database", "sqlite:room.db"],
    prepare: claimForAnotherRoom,
    code: 15,
    message: /room\.db for channel movies .* it is the memory of channel theirs/,
  },
];

async function claimForAnotherRoom(machine: RoseyMachine): Promise<void> {
  assert.equal((await machine.run(["migrate", "up", "--database", "sqlite:room.db"])).code, 0);
  using database = new DatabaseSync(machine.file("room.db"));
  database.exec(
    "INSERT INTO room_binding (id, domain, channel, bound_at) VALUES (1, 'cytu.be', 'theirs', 0);" +
      "INSERT INTO chat_watermark (id, server_time_ms) VALUES (1, 1)",
  );
}

for (const { what, args, environment, files = {}, prepare, code, message } of CASES) {
  Deno.test(`bad input: ${what} ends with exit code ${code} and one clear block`, async () => {
    await using machine = await RoseyMachine.set();
    for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(machine.file(name), text);
    await prepare?.(machine);
    const result = await machine.run(args, environment);
    assert.equal(result.code, code, result.err);
    assert.match(result.err, message);
    assert.match(result.err, new RegExp(`^ {2}\\([a-z0-9_.]+, exit code ${code}\\)\\n$`, "m"));
    assert.doesNotMatch(result.err, /\n\s+at |canary/);
  });
}

Deno.test("bad input: a database that may not be written ends with exit code 14", async () => {
  await using machine = await RoseyMachine.set();
  assert.equal((await machine.run(["migrate", "up", "--database", "sqlite:room.db"])).code, 0);
  await machine.useAnotherUser();
  await chmod(machine.file("room.db"), 0o444);
  const result = await machine.run([...JOIN, "--database", "sqlite:room.db"]);
  assert.equal(result.code, 14, result.err);
  assert.match(result.err, /^rosey: .*room\.db.*not writable/m);
  assert.doesNotMatch(result.err, /\n\s+at /);
});
