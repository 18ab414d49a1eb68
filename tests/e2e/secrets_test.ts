import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { RoomVisitor } from "./room_visitor.ts";
import { RoseyMachine } from "./rosey_machine.ts";
import { openSite } from "./site.ts";

const ACCOUNT = "canary-of-the-account";
const CHANNEL = "canary-of-the-channel";
const NATS = "canary-of-nats";

/** Every file below a folder, by its path, as one character a byte. */
async function contents(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const entry of Deno.readDir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) { for (const [name, text] of await contents(path)) found.set(name, text); }
    if (entry.isFile) found.set(path, new TextDecoder("latin1").decode(await Deno.readFile(path)));
  }
  return found;
}

const described = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** Every path of the HTTP API that can be read, from its own description; the stream of events does not end. */
async function pathsToRead(web: string): Promise<string[]> {
  const { paths } = described.parse(await (await fetch(`${web}/api/openapi.json`)).json());
  return Object.entries(paths)
    .filter(([path, methods]) => "get" in methods && !path.endsWith("/events"))
    .map(([path]) => path.replace("{name}", "alice").replace(/\{\w+\}/, "1"));
}

Deno.test("secrets: passwords and tokens appear in no stream, no answer, no database and no backup", async () => {
  await using site = await openSite({ account: ACCOUNT, channel: CHANNEL });
  await using machine = await RoseyMachine.set();
  const config = {
    channel: ["locked", CHANNEL],
    user: "rosey",
    domain: site.url,
    database: "room.db",
    web_port: 0,
  };
  await Deno.writeTextFile(machine.file("rosey.json"), JSON.stringify(config));
  const environment = {
    ROSEY_PASSWORD: ACCOUNT,
    ROSEY_CONFIG: "rosey.json",
    NATS_URL: `nats://rosey:${NATS}@127.0.0.1:1`,
  };
  const database = ["--database", "sqlite:room.db"];
  assert.equal((await machine.run(["migrate", "up", "--to", "20251121000000", ...database])).code, 0);

  const rosey = await machine.spawn(["run", "--log-level", "debug", "--migrate"], environment);
  await rosey.inRoom();
  using alice = await RoomVisitor.join({
    url: site.url,
    channel: "locked",
    name: "alice",
    password: "alice",
  });
  await alice.say("!ping");
  await alice.heard(({ username }) => username === "rosey");
  const web = await rosey.webAddress();
  const made = await machine.run(["token", "create", "--name", "canary", "--scope", "admin", ...database]);
  const token = made.out.trim();
  assert.match(token, /^[\w-]{43}$/, made.err);
  const paths = await pathsToRead(web);
  assert.ok(paths.length > 25, paths.join());
  const answers: string[] = [];
  for (const path of ["/", "/healthz", "/nothing", "/metrics", ...paths]) {
    for (const headers of [{}, { authorization: `Bearer ${token}` }, { "x-api-token": "x".repeat(43) }]) {
      const response = await fetch(`${web}${path}`, { headers });
      assert.ok(response.status < 500 || path === "/nothing", `${path}: ${response.status}`);
      answers.push(JSON.stringify([...response.headers]) + await response.text());
    }
  }
  rosey.signal("SIGTERM");
  assert.equal(await rosey.ended, 0, rosey.err.text);

  const refused = await machine.run(["run", "--fail-fast"], { ...environment, ROSEY_USER: "bob" });
  assert.equal(refused.code, 22);
  const shown = await machine.run(["config", "show"], environment);
  const onTheLine = await machine.run(["run", `--password=${ACCOUNT}`, "--channel-password", CHANNEL]);
  assert.equal(onTheLine.code, 2);

  assert.match(rosey.err.text, /NATS is away: tried again/, "NATS was looked for");

  const files = await contents(machine.folder);
  files.delete(machine.file("rosey.json"));
  assert.ok(files.has(machine.file("room.db")), "the database was looked at");
  assert.ok(
    [...files.keys()].some((path) => path.startsWith(machine.file("backups"))),
    "a backup was looked at",
  );
  const places = new Map([
    ...files,
    ["stdout", rosey.out.text],
    ["stderr", rosey.err.text],
    ["answers", answers.join()],
    ...[refused, shown, onTheLine].map(({ out, err }, index) => [`command ${index}`, out + err] as const),
  ]);
  for (const [place, text] of places) {
    for (const secret of [ACCOUNT, CHANNEL, NATS, token]) {
      assert.ok(!text.includes(secret), `${secret} stands in ${place}`);
    }
  }
  assert.ok(alice.lines.every(({ msg }) => !/canary/.test(msg)));
});
