import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { RoomVisitor } from "./room_visitor.ts";
import { RoseyMachine } from "./rosey_machine.ts";
import type { RoseyProcess } from "./rosey_process.ts";
import { ACCOUNT_PASSWORD, openSite, type Site } from "./site.ts";

const ME = { ROSEY_USER: "rosey", ROSEY_PASSWORD: ACCOUNT_PASSWORD };

function joinMovies(machine: RoseyMachine, site: Site): Promise<RoseyProcess> {
  const args = [
    "run",
    "--domain",
    site.url,
    "--channel",
    "movies",
    "--web-port",
    "0",
    "--database",
    "sqlite:room.db",
  ];
  return machine.spawn(args, ME);
}

function alice(site: Site): Promise<RoomVisitor> {
  return RoomVisitor.join({ url: site.url, channel: "movies", name: "alice", password: "alice" });
}

/** A command, and its answer: after that, Rosey has seen everything before it. */
async function ping(visitor: RoomVisitor): Promise<void> {
  const before = visitor.lines.length;
  await visitor.say("!ping");
  await visitor.heard(({ username, msg }) => username === "rosey" && /pong/.test(msg), before);
}

interface Memory {
  readonly lines: readonly string[];
  readonly counted: number;
  readonly commands: number;
  readonly gaps: number;
}

function memoryOf(machine: RoseyMachine): Memory {
  using database = new DatabaseSync(machine.file("room.db"), { readOnly: true });
  const count = (sql: string) => Number(database.prepare(sql).get()?.["n"]);
  return {
    lines: database.prepare(
      "SELECT text FROM recent_chat WHERE username = 'alice' ORDER BY server_time_ms, id",
    )
      .all().map(({ text }) => String(text)),
    counted: count("SELECT total_chat_lines AS n FROM user_stats WHERE username = 'alice'"),
    commands: count("SELECT count(*) AS n FROM user_actions WHERE username = 'alice'"),
    gaps: count("SELECT count(*) AS n FROM chat_gaps"),
  };
}

const MISSED = ["missed 1", "!ping", "missed 2"];
const EXPECTED: Memory = {
  lines: ["before 1", "before 2", "!ping", ...MISSED, "after", "!ping"],
  counted: 8,
  commands: 2,
  gaps: 0,
};

Deno.test("missed lines: after a reconnect each line is stored once, and no missed command was run", async () => {
  await using site = await openSite();
  await using machine = await RoseyMachine.set();
  const rosey = await joinMovies(machine, site);
  await rosey.inRoom();
  {
    using visitor = await alice(site);
    for (const words of ["before 1", "before 2"]) await visitor.say(words);
    await ping(visitor);
  }
  // Asleep, so that it comes back only when everything that it is to miss has been said.
  rosey.signal("SIGSTOP");
  site.sandbox.faults.disconnectAll();
  using visitor = await alice(site);
  for (const words of MISSED) await visitor.say(words);
  const pongs = () =>
    visitor.lines.filter(({ username, msg }) => username === "rosey" && /pong/.test(msg)).length;
  const before = pongs();
  rosey.signal("SIGCONT");
  await rosey.inRoom(2);
  await visitor.say("after");
  await ping(visitor);
  assert.equal((await rosey.health()).report["reconnects"], 1);
  rosey.signal("SIGTERM");
  assert.equal(await rosey.ended, 0, rosey.err.text);
  assert.equal(pongs() - before, 1);
  assert.deepEqual(memoryOf(machine), EXPECTED);
});

for (const signal of ["SIGTERM", "SIGKILL"] as const) {
  Deno.test(`missed lines: after a ${signal} and a new start each line is stored once, and no missed command was run`, async () => {
    await using site = await openSite();
    await using machine = await RoseyMachine.set();
    using visitor = await alice(site);
    const first = await joinMovies(machine, site);
    await first.inRoom();
    for (const words of ["before 1", "before 2"]) await visitor.say(words);
    await ping(visitor);
    first.signal(signal);
    await first.ended;
    for (const words of MISSED) await visitor.say(words);
    const second = await joinMovies(machine, site);
    await second.inRoom();
    await visitor.say("after");
    const before = visitor.lines.length;
    await ping(visitor);
    second.signal("SIGTERM");
    assert.equal(await second.ended, 0, second.err.text);
    const answers = visitor.lines.slice(before).filter(({ username }) => username === "rosey");
    assert.equal(answers.length, 1, JSON.stringify(answers));
    const memory = memoryOf(machine);
    // The audit of the last command before a kill may be lost with the process: it is written after the answer.
    assert.deepEqual({ ...memory, commands: 0 }, { ...EXPECTED, commands: 0 });
    assert.ok(
      memory.commands === 2 || (signal === "SIGKILL" && memory.commands === 1),
      String(memory.commands),
    );
  });
}
