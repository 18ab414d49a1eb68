import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import project from "../../deno.json" with { type: "json" };
import { RoomVisitor } from "./room_visitor.ts";
import { RoseyMachine } from "./rosey_machine.ts";
import type { RoseyProcess } from "./rosey_process.ts";

const START = ["start", "--web-port", "0", "--sandbox-port", "0"];

async function visit(rosey: RoseyProcess): Promise<RoomVisitor> {
  const url = await rosey.sandboxAddress();
  return await RoomVisitor.join({ url, channel: "sandbox", name: "alice", password: "alice" });
}

Deno.test("start: on an empty machine Rosey is in the room of a sandbox, and /healthz says so", async () => {
  await using machine = await RoseyMachine.set();
  const rosey = await machine.spawn(START);
  await rosey.inRoom();
  const { status, report } = await rosey.health();
  const { inChannel, channel, lastFrameAgeMs, database, version } = report;
  assert.equal(status, 200);
  assert.deepEqual([report["status"], inChannel, channel, database], ["ok", true, "sandbox", "ok"]);
  assert.equal(version, project.version);
  assert.equal(typeof lastFrameAgeMs, "number");
  assert.deepEqual(
    await Array.fromAsync(Deno.readDir(machine.file("."))),
    [],
    "the working folder stays empty",
  );
  assert.match(rosey.out.text, new RegExp(machine.homeFile(".local/state/rosey/sandbox.db")));
});

Deno.test("start: !stats typed in the room is answered in the room", async () => {
  await using machine = await RoseyMachine.set();
  const rosey = await machine.spawn(START);
  await rosey.inRoom();
  using alice = await visit(rosey);
  const before = alice.lines.length;
  await alice.say("!stats");
  const answer = await alice.heard(({ username }) => username === "rosey", before);
  assert.match(answer.msg, /peak|users|lines/i);
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`start: ${signal} ends it cleanly, with every session closed and every line stored`, async () => {
    await using machine = await RoseyMachine.set();
    const rosey = await machine.spawn(START);
    await rosey.inRoom();
    using alice = await visit(rosey);
    await alice.say("the last words");
    await alice.say("!ping");
    // What answers the second line has seen the first.
    await alice.heard(({ username }) => username === "rosey");
    rosey.signal(signal);
    assert.equal(await rosey.ended, 0, rosey.err.text);
    using database = new DatabaseSync(machine.homeFile(".local/state/rosey/sandbox.db"), { readOnly: true });
    const open = database.prepare("SELECT username FROM user_stats WHERE current_session_start IS NOT NULL")
      .all();
    assert.deepEqual(open, []);
    const [line] = database.prepare("SELECT count(*) AS lines FROM recent_chat WHERE text = 'the last words'")
      .all();
    assert.deepEqual({ ...line }, { lines: 1 });
  });
}

Deno.test("start: a second Ctrl+C ends at once, even if the first cannot be carried out", async () => {
  await using machine = await RoseyMachine.set();
  const rosey = await machine.spawn(START);
  await rosey.inRoom();
  using database = new DatabaseSync(machine.homeFile(".local/state/rosey/sandbox.db"), { timeout: 5_000 });
  database.exec("BEGIN IMMEDIATE");
  rosey.signal("SIGINT");
  await rosey.err.until(/"msg":"stopping"/);
  rosey.signal("SIGINT");
  assert.equal(await rosey.ended, 130);
});

Deno.test("start: what the room said is remembered from one start to the next", async () => {
  await using machine = await RoseyMachine.set();
  for (const words of ["first", "second"]) {
    const rosey = await machine.spawn(START);
    await rosey.inRoom();
    using alice = await visit(rosey);
    await alice.say(words);
    await alice.say("!ping");
    await alice.heard(({ username }) => username === "rosey");
    rosey.signal("SIGTERM");
    assert.equal(await rosey.ended, 0, rosey.err.text);
  }
  using database = new DatabaseSync(machine.homeFile(".local/state/rosey/sandbox.db"), { readOnly: true });
  const lines = database.prepare(
    "SELECT text FROM recent_chat WHERE username = 'alice' AND text <> '!ping' ORDER BY id",
  ).all();
  assert.deepEqual(lines.map(({ text }) => text), ["first", "second"]);
});

Deno.test("start: only --database gives the sandbox another memory", async () => {
  await using machine = await RoseyMachine.set();
  const environment = { DATABASE_URL: "sqlite:real.db" };
  const rosey = await machine.spawn([...START, "--database", "sqlite:play.db"], environment);
  await rosey.inRoom();
  rosey.signal("SIGTERM");
  assert.equal(await rosey.ended, 0);
  const names = (await Array.fromAsync(Deno.readDir(machine.file(".")))).map(({ name }) => name);
  assert.deepEqual(names, ["play.db"]);
});

for (const flag of ["--web-port", "--sandbox-port"]) {
  Deno.test(`start: a ${flag} that is taken is told with its number and the flag`, async () => {
    await using machine = await RoseyMachine.set();
    using taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = taken.addr;
    const ports = { "--web-port": "0", "--sandbox-port": "0", [flag]: String(port) };
    const { code, err } = await machine.run(["start", ...Object.entries(ports).flat()]);
    assert.equal(code, 27, err);
    assert.match(err, new RegExp(`port ${port} .*`));
    assert.match(err, new RegExp(flag));
  });
}
