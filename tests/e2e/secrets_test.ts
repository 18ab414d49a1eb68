import assert from "node:assert/strict";
import { join } from "node:path";
import { RoomVisitor } from "./room_visitor.ts";
import { RoseyMachine } from "./rosey_machine.ts";
import { openSite } from "./site.ts";

const ACCOUNT = "canary-of-the-account";
const CHANNEL = "canary-of-the-channel";

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

Deno.test("secrets: passwords appear in no stream, no answer, no database and no backup", async () => {
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
  const environment = { ROSEY_PASSWORD: ACCOUNT, ROSEY_CONFIG: "rosey.json" };
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
  const answers = await Promise.all(["/", "/healthz", "/nothing"].map(async (path) => {
    const response = await fetch(`${web}${path}`);
    return JSON.stringify([...response.headers]) + await response.text();
  }));
  rosey.signal("SIGTERM");
  assert.equal(await rosey.ended, 0, rosey.err.text);

  const refused = await machine.run(["run", "--fail-fast"], { ...environment, ROSEY_USER: "bob" });
  assert.equal(refused.code, 22);
  const shown = await machine.run(["config", "show"], environment);
  const onTheLine = await machine.run(["run", `--password=${ACCOUNT}`, "--channel-password", CHANNEL]);
  assert.equal(onTheLine.code, 2);

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
    for (const secret of [ACCOUNT, CHANNEL]) {
      assert.ok(!text.includes(secret), `${secret} stands in ${place}`);
    }
  }
  assert.ok(alice.lines.every(({ msg }) => !/canary/.test(msg)));
});
