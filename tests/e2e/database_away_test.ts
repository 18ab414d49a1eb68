import assert from "node:assert/strict";
import { RestartablePostgres } from "../faults/restartable_postgres.ts";
import { RoomVisitor } from "./room_visitor.ts";
import { RoseyMachine } from "./rosey_machine.ts";
import type { RoseyProcess } from "./rosey_process.ts";
import { ACCOUNT_PASSWORD, openSite, type Site } from "./site.ts";

const ME = { ROSEY_USER: "rosey", ROSEY_PASSWORD: ACCOUNT_PASSWORD };

function joinMovies(
  { machine, site, server }: { machine: RoseyMachine; site: Site; server: RestartablePostgres },
  ...more: string[]
): Promise<RoseyProcess> {
  const room = ["--domain", site.url, "--channel", "movies", "--web-port", "0", "--database", server.url];
  return machine.spawn(["run", ...room, ...more], ME);
}

function alice(site: Site): Promise<RoomVisitor> {
  return RoomVisitor.join({ url: site.url, channel: "movies", name: "alice", password: "alice" });
}

/** Says a command, and answers what Rosey answers. */
async function ask(visitor: RoomVisitor, command: string): Promise<string> {
  const before = visitor.lines.length;
  await visitor.say(command);
  return (await visitor.heard(({ username }) => username === "rosey", before)).msg;
}

/** What the memory holds of Alice. */
async function memoryOf(server: RestartablePostgres) {
  const lines = await server.ask(
    "select text from recent_chat where username = 'alice' order by server_time_ms, id",
  );
  const [counted] = await server.ask("select total_chat_lines from user_stats where username = 'alice'");
  return { lines: lines.map(({ text }) => text), counted: Number(counted?.["total_chat_lines"]) };
}

/** How often the log has said something. */
function timesSaid({ err }: RoseyProcess, words: string): number {
  return err.text.split(words).length - 1;
}

const AWAY = "the database is away";

Deno.test("database away: Rosey stays in the room, says so, and heals by herself", async () => {
  await using site = await openSite();
  await using server = await RestartablePostgres.start();
  await using machine = await RoseyMachine.set();
  const rosey = await joinMovies({ machine, site, server });
  await rosey.inRoom();
  using visitor = await alice(site);
  await visitor.say("before");
  assert.match(await ask(visitor, "!ping"), /pong/);
  assert.equal((await rosey.health()).report["status"], "ok");
  await server.end();
  await visitor.say("during");
  await rosey.err.until(new RegExp(AWAY));
  assert.match(await ask(visitor, "!ping"), /pong/);
  assert.match(await ask(visitor, "!stats"), /is not possible now: my memory is away/);
  const { status, report } = await rosey.health();
  assert.deepEqual([status, report["status"], report["database"], report["inChannel"]], [
    503,
    "degraded",
    "away",
    true,
  ]);
  const { spilled, refused } = Object(report["writes"]);
  assert.ok(spilled >= 3, JSON.stringify(report));
  assert.equal(refused, 0);
  await server.begin();
  await rosey.err.until(/the database is back/);
  assert.match(await ask(visitor, "!stats"), /people seen/);
  const healed = await rosey.health();
  assert.deepEqual([healed.status, healed.report["database"], Object(healed.report["writes"]).spilled], [
    200,
    "ok",
    0,
  ]);
  rosey.signal("SIGTERM");
  assert.equal(await rosey.ended, 0, rosey.err.text);
  assert.deepEqual([timesSaid(rosey, AWAY), timesSaid(rosey, "the database is back")], [1, 1]);
  const lines = ["before", "!ping", "during", "!ping", "!stats", "!stats"];
  assert.deepEqual(await memoryOf(server), { lines, counted: lines.length });
});

for (const signal of ["SIGKILL", "SIGTERM"] as const) {
  Deno.test(`database away: after a ${signal} in the middle, rows and counters are exact`, async () => {
    await using site = await openSite();
    await using server = await RestartablePostgres.start();
    await using machine = await RoseyMachine.set();
    const first = await joinMovies({ machine, site, server });
    await first.inRoom();
    using visitor = await alice(site);
    await visitor.say("before");
    await server.end();
    const during = Array.from({ length: 12 }, (_, number) => `during ${number}`);
    for (const words of during) await visitor.say(words);
    // Her answer comes after what was said before it is safe.
    assert.match(await ask(visitor, "!ping"), /pong/);
    first.signal(signal);
    assert.equal(await first.ended, signal === "SIGTERM" ? 0 : 137, first.err.text);
    assert.doesNotMatch(first.err.text, /were lost|could not be recorded/);
    await visitor.say("missed");
    await server.begin();
    const second = await joinMovies({ machine, site, server });
    await second.err.until(/what an earlier run could not store is in the database now/);
    await second.inRoom();
    await visitor.say("after");
    assert.match(await ask(visitor, "!ping"), /pong/);
    second.signal("SIGTERM");
    assert.equal(await second.ended, 0, second.err.text);
    const lines = ["before", ...during, "!ping", "missed", "after", "!ping"];
    assert.deepEqual(await memoryOf(server), { lines, counted: lines.length });
  });
}

Deno.test("database away: Rosey waits for it at the start, and says so", async () => {
  await using site = await openSite();
  await using server = await RestartablePostgres.start();
  await using machine = await RoseyMachine.set();
  await server.end();
  const rosey = await joinMovies({ machine, site, server });
  await rosey.err.until(/waiting for the database/);
  assert.equal((await rosey.health()).report["database"], "opening");
  await server.begin();
  await rosey.inRoom();
  rosey.signal("SIGTERM");
  assert.equal(await rosey.ended, 0, rosey.err.text);
});

Deno.test("database away: the wait at the start has an end, with exit code 14, and can be ended", async () => {
  await using site = await openSite();
  await using server = await RestartablePostgres.start();
  await using machine = await RoseyMachine.set();
  await server.end();
  const given = await joinMovies({ machine, site, server }, "--database-wait", "1");
  assert.equal(await given.ended, 14, given.err.text);
  assert.match(given.err.text, /it cannot be reached|nothing listens there/);
  assert.match(given.err.text, /waited 1 s for it\n.*--database-wait SECONDS/);
  const stopped = await joinMovies({ machine, site, server }, "--database-wait", "600");
  await stopped.err.until(/waiting for the database/);
  stopped.signal("SIGTERM");
  assert.equal(await stopped.ended, 0, stopped.err.text);
});
