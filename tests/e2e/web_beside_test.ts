import assert from "node:assert/strict";
import { startPostgres } from "../services/postgres.ts";
import { RoomVisitor } from "./room_visitor.ts";
import { RoseyMachine } from "./rosey_machine.ts";
import type { RoseyProcess } from "./rosey_process.ts";
import { ACCOUNT_PASSWORD, openSite } from "./site.ts";

/** The events of a stream, as far as they came. */
class EventReader {
  #text = "";
  readonly #reader: ReadableStreamDefaultReader<string>;

  constructor(response: Response) {
    this.#reader = (response.body ?? assert.fail("no body")).pipeThrough(new TextDecoderStream()).getReader();
  }

  async until(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.#text)) {
      const { done, value } = await this.#reader.read();
      assert.ok(!done, `${pattern} never came: ${this.#text}`);
      this.#text += value;
    }
  }

  async end(): Promise<void> {
    await this.#reader.cancel();
  }
}

async function webAddress(web: RoseyProcess): Promise<string> {
  return (await web.out.until(/Rosey: (http:\S+)\/\n/))[1] ?? "";
}

/** One that begins while no bot is there: it is ready, and says that nobody is in the room. */
async function withoutBot(machine: RoseyMachine, environment: Record<string, string>): Promise<void> {
  const web = await machine.spawn(["web", "--web-port", "0"], environment);
  const address = await webAddress(web);
  await web.err.until(/the page is served/);
  const ready = await fetch(`${address}/readyz`);
  assert.deepEqual([ready.status, await ready.text()], [200, "ready\n"]);
  const health = await fetch(`${address}/healthz`);
  const { status, inChannel, database } = await health.json();
  assert.deepEqual([health.status, status, inChannel, database], [503, "degraded", false, "ok"]);
  web.signal("SIGTERM");
  assert.equal(await web.ended, 0, web.err.text);
}

async function serveBeside(databaseUrl: string): Promise<void> {
  await using site = await openSite();
  await using machine = await RoseyMachine.set();
  const environment = { ROSEY_PASSWORD: ACCOUNT_PASSWORD, DATABASE_URL: databaseUrl };
  const room = ["--channel", "movies", "--user", "rosey", "--domain", site.url, "--web-port", "0"];
  const start = async () => {
    const rosey = await machine.spawn(["run", ...room], environment);
    await rosey.inRoom();
    return rosey;
  };
  let rosey = await start();
  const web = await machine.spawn(["web", "--web-port", "0"], environment);
  const address = await webAddress(web);
  await web.err.until(/the page is served/);
  const token = (await machine.run(["token", "create", "--name", "e2e", "--scope", "admin"], environment)).out
    .trim();
  const ask = async (path: string, body?: unknown) => {
    const response = await fetch(`${address}/api/v1${path}`, {
      headers: { "x-api-token": token },
      ...body === undefined ? {} : { method: "POST", body: JSON.stringify(body) },
    });
    return { status: response.status, document: await response.json() };
  };
  using alice = await RoomVisitor.join({
    url: site.url,
    channel: "movies",
    name: "alice",
    password: "alice",
  });

  const events = new EventReader(
    await fetch(`${address}/api/v1/events`, { headers: { authorization: `Bearer ${token}` } }),
  );
  await events.until(/: listening/);
  await alice.say("hello from the room");
  await events.until(/event: chat\ndata: .*"text":"hello from the room"/);
  assert.equal((await ask("/say", { message: "hello from beside" })).status, 200);
  await alice.heard(({ username, msg }) => username === "rosey" && msg === "hello from beside");
  await events.until(/event: outbox.changed\ndata: .*"state":"sent"/);
  assert.equal((await ask("/chat?search=from%20the%20room")).document.lines[0].user, "alice");

  rosey.signal("SIGTERM");
  assert.equal(await rosey.ended, 0, rosey.err.text);
  const { inRoom, users, playback, poll } = (await ask("/room")).document;
  assert.deepEqual([inRoom, users, playback, poll], [false, [], null, null]);
  await withoutBot(machine, environment);
  assert.equal((await ask("/stats")).status, 200);
  assert.equal((await ask("/say", { message: "said when she is back" })).status, 200);
  rosey = await start();
  await alice.heard(({ username, msg }) => username === "rosey" && msg === "said when she is back");
  assert.equal((await ask("/health")).document.channel, "movies");

  await events.end();
  for (const process of [web, rosey]) {
    process.signal("SIGTERM");
    assert.equal(await process.ended, 0, process.err.text);
  }
  assert.doesNotMatch(web.err.text, /"level":"(warn|error)"/);
  assert.ok(![web.err.text, web.out.text, rosey.err.text].join().includes(token));
}

Deno.test("web: beside the bot, on one SQLite file, it serves and says on while she comes and goes", async () => {
  await serveBeside("sqlite:room.db");
});

Deno.test("web: beside the bot, on PostgreSQL, it serves and says on while she comes and goes", async () => {
  await using server = await startPostgres();
  await using database = await server.createDatabase();
  await serveBeside(database.url);
});

Deno.test("web: a database that is not there is neither made nor migrated", async () => {
  await using machine = await RoseyMachine.set();
  const { code, err } = await machine.run([
    "web",
    "--web-port",
    "0",
    "--database",
    "sqlite:none.db",
    "--database-wait",
    "0",
  ]);
  assert.equal(code, 14, err);
  assert.match(err, /none\.db/);
});
