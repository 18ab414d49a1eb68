/**
 * Rosey in three processes (`run`, `database`, `web`) over one PostgreSQL and one NATS, each killed again and again
 * while people talk, programs ask and commands come in.
 *
 * @module
 */

import { jetstream } from "@nats-io/jetstream";
import assert from "node:assert/strict";
import postgres from "postgres";
import { z } from "zod";
import { type HeardLine, RoomVisitor } from "../e2e/room_visitor.ts";
import { RoseyMachine } from "../e2e/rosey_machine.ts";
import type { RoseyProcess } from "../e2e/rosey_process.ts";
import { ACCOUNT_PASSWORD, openSite } from "../e2e/site.ts";
import { Listener } from "../integration/nats/listener.ts";
import { startPostgres } from "../services/postgres.ts";
import { RestartableNats } from "../services/restartable_nats.ts";

const Health = z.object({ inChannel: z.boolean() });

/** What is said while the bot is away: the room's history holds 15 lines, and Rosey's own may be among them. */
const LINES_AN_OUTAGE = 8;

/** What is said while she is not to find everything again. */
const LINES_TOO_MANY = 30;

/** Lines that the history holds. */
const HISTORY = 15;

/** Who talks, in turn: the server lets nobody say more than 20 lines at once. */
const TALKERS = ["alice", "bob", "moderator", "owner"] as const;

/** What went on between the kills. */
export interface PartFigures {
  /** Lines of the room, Rosey's own among them. */
  readonly lines: number;
  readonly commands: number;
  readonly answers: number;
  /** Requests that were in the hand of a process that was killed, or that nobody took. */
  readonly lostAnswers: number;
  readonly pages: number;
  /** Lines that are missing, in the gap that was recorded. */
  readonly inGap: number;
}

/** Kills each part so often, in turn, and checks that the memory holds every line of the room once. */
export async function killParts(kills: number): Promise<PartFigures> {
  await using site = await openSite();
  site.sandbox.changeSettings({ connectionLimit: false });
  await using server = await startPostgres();
  await using database = await server.createDatabase();
  await using nats = await RestartableNats.start();
  await using machine = await RoseyMachine.set();
  const sql = postgres(database.url, { max: 1, onnotice: () => {} });
  await using _client = { [Symbol.asyncDispose]: () => sql.end() };
  const environment = {
    DATABASE_URL: database.url,
    NATS_URL: nats.url,
    ROSEY_CHANNEL: "movies",
    ROSEY_DOMAIN: site.url,
    ROSEY_USER: "rosey",
    ROSEY_PASSWORD: ACCOUNT_PASSWORD,
    ROSEY_WEB_PORT: "0",
  };
  const talkers = await Promise.all(
    TALKERS.map((name) => RoomVisitor.join({ url: site.url, channel: "movies", name, password: name })),
  );
  using _talkers = { [Symbol.dispose]: () => talkers.forEach((talker) => talker[Symbol.dispose]()) };
  const [alice] = talkers;
  assert.ok(alice !== undefined);
  const parts = {
    run: async () => {
      const process = await machine.spawn(["run"], environment);
      await process.inRoom();
      return process;
    },
    database: async () => {
      const process = await machine.spawn(["database"], environment);
      await process.err.until(/"msg":"connected to NATS"/);
      return process;
    },
    web: async () => {
      const process = await machine.spawn(["web"], environment);
      await process.err.until(/"msg":"the page is served"/);
      return process;
    },
  };
  const running: Record<keyof typeof parts, RoseyProcess> = {
    run: await parts.run(),
    database: await parts.database(),
    web: await parts.web(),
  };
  await using listener = await Listener.join(nats.url);
  const load = new Load(talkers, listener, () => running.web);
  for (let kill = 1; kill <= kills; kill++) {
    for (const part of ["run", "database", "web"] as const) {
      await load.turn(`${kill} with all`);
      await running[part].kill();
      if (part === "run") {
        await seenFromBeside(sql, load, false);
        await load.chat(`${kill} without her`, LINES_AN_OUTAGE);
        await load.request("while the bot is away");
        // She counts her connects, so that a crash loop does not trip the server's limit: this one is on purpose.
        await sql`DELETE FROM connect_attempts`;
      } else await load.turn(`${kill} without ${part}`);
      running[part] = await parts[part]();
      if (part === "run") await seenFromBeside(sql, load, true);
      await load.request(`after ${part} came back`);
    }
  }
  await load.allSaid();
  await everythingStored(sql, alice.lines);

  const before = alice.lines.at(-1)?.time ?? 0;
  await running.run.kill();
  await load.chat("too many", LINES_TOO_MANY);
  const oldestShown = alice.lines.at(-HISTORY)?.time ?? 0;
  await sql`DELETE FROM connect_attempts`;
  running.run = await parts.run();
  await load.chat("the end", 1);
  const found = alice.lines.filter(({ time }) => time <= before || time >= oldestShown);
  await everythingStored(sql, found);
  const gaps = await sql`SELECT from_ms, to_ms FROM chat_gaps`;
  assert.deepEqual(gaps.map(({ from_ms, to_ms }) => [Number(from_ms), Number(to_ms)]), [[
    before,
    oldestShown,
  ]]);

  await eventsOut(sql, listener);
  for (const part of ["run", "database", "web"] as const) {
    running[part].signal("SIGTERM");
    assert.equal(await running[part].ended, 0, running[part].err.text);
  }
  return { ...load.figures, lines: alice.lines.length, inGap: alice.lines.length - found.length };
}

/** Resolves when the memory holds these lines, each once; fails when that cannot come. */
async function everythingStored(sql: postgres.Sql, heard: readonly HeardLine[]): Promise<void> {
  const key = (user: unknown, time: unknown, html: unknown) => `${time} ${user}: ${html}`;
  // What the server says by itself is no chat.
  const chat = heard.filter(({ username }) => !username.startsWith("["));
  const wanted = chat.map(({ username, time, msg }) => key(username, time, msg)).sort();
  for (;;) {
    const rows = await sql`SELECT username, server_time_ms, message FROM recent_chat`;
    const stored = rows.map((row) => key(row["username"], row["server_time_ms"], row["message"])).sort();
    if (stored.length < wanted.length) continue;
    assert.deepEqual(stored, wanted);
    return;
  }
}

/**
 * Resolves when `rosey web` says that the bot is in the room, or that she is not. She was killed, so all that tells is
 * that her status grows old; the test does not wait for that.
 */
async function seenFromBeside(sql: postgres.Sql, load: Load, isThere: boolean): Promise<void> {
  if (!isThere) await sql`UPDATE current_status SET last_updated = last_updated - 60`;
  for (;;) {
    const { status, inChannel } = await load.health();
    if (inChannel !== isThere) continue;
    assert.equal(status, isThere ? 200 : 503);
    return;
  }
}

/** Every line that was stored has gone out, once. */
async function eventsOut(sql: postgres.Sql, listener: Listener): Promise<void> {
  while (Number((await sql`SELECT count(*) AS n FROM bus_events`)[0]?.["n"]) > 0);
  const events = await listener.stored();
  const ids = events.filter(({ kind }) => kind === "chat").map(({ id }) => id).sort();
  const rows = await sql`SELECT event_id FROM recent_chat`;
  assert.deepEqual(ids, rows.map((row) => String(row["event_id"])).sort());
}

/** Everybody who wants something of Rosey. */
class Load {
  readonly figures = { commands: 0, answers: 0, lostAnswers: 0, pages: 0 };
  readonly #talkers: readonly RoomVisitor[];
  readonly #listener: Listener;
  readonly #web: () => RoseyProcess;
  readonly #wanted: string[] = [];
  #lines = 0;

  constructor(talkers: readonly RoomVisitor[], listener: Listener, web: () => RoseyProcess) {
    this.#talkers = talkers;
    this.#listener = listener;
    this.#web = web;
  }

  /** A little of everything at once. */
  async turn(what: string): Promise<void> {
    await Promise.all([
      this.chat(what, 5),
      this.request(what),
      this.command(`said for others: ${what}, ${this.#wanted.length}`),
      this.page(),
    ]);
  }

  async chat(what: string, lines: number): Promise<void> {
    for (let line = 0; line < lines; line++) {
      const number = ++this.#lines;
      await this.#talkers[number % this.#talkers.length]?.say(`${what}: ${number}`);
    }
  }

  /** Asks until it is answered: whoever is killed with a request in hand answers it no more. */
  async request(what: string): Promise<void> {
    for (let tries = 0;; tries++) {
      try {
        const payload = JSON.stringify({ username: "alice" });
        const { connection } = this.#listener;
        const answer: unknown =
          (await connection.request("rosey.db.query.user_stats", payload, { timeout: 2_000 }))
            .json();
        assert.ok(typeof answer === "object" && answer !== null && "found" in answer);
        assert.equal(answer.found, true, JSON.stringify(answer));
        this.figures.answers += 1;
        return;
      } catch (error) {
        if (error instanceof assert.AssertionError) throw error;
        this.figures.lostAnswers += 1;
        assert.ok(tries < 10, `nobody answers ${what}`);
      }
    }
  }

  /** Twice with the same id: as somebody does who did not hear the first answer. */
  async command(text: string): Promise<void> {
    const stream = jetstream(this.#listener.connection);
    this.#wanted.push(text);
    this.figures.commands += 1;
    for (let time = 0; time < 2; time++) {
      await stream.publish("rosey.commands.say", JSON.stringify({ id: text, text }));
    }
  }

  async page(): Promise<void> {
    try {
      const response = await fetch(`${await this.#address()}/healthz`);
      await response.body?.cancel();
      this.figures.pages += 1;
    } catch {
      // It is the one that was killed.
    }
  }

  /** How `rosey web` says that the bot is. */
  async health(): Promise<{ readonly status: number; readonly inChannel: boolean }> {
    const response = await fetch(`${await this.#address()}/healthz`);
    const { inChannel } = Health.parse(await response.json());
    return { status: response.status, inChannel };
  }

  /** Resolves when everything that was commanded was said, and fails when it was said twice. */
  async allSaid(): Promise<void> {
    const [alice] = this.#talkers;
    assert.ok(alice !== undefined);
    for (const text of this.#wanted) await alice.heard(({ msg }) => msg === text);
    const said = alice.lines.filter(({ username }) => username === "rosey").map(({ msg }) => msg);
    assert.deepEqual(said.toSorted(), this.#wanted.toSorted());
  }

  async #address(): Promise<string> {
    return (await this.#web().out.until(/Rosey: (http:\S+?)\/\n/))[1] ?? "";
  }
}
