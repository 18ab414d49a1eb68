import { type NatsConnection, NoRespondersError } from "nats";
import assert from "node:assert/strict";
import { join } from "node:path";
import { openDatabase } from "../../../db/open_database.ts";
import { plugins } from "../../../plugins/mod.ts";
import { runDatabase } from "../../../src/cli/parts/run_database.ts";
import { tablesWith } from "../../../src/cli/program_tables.ts";
import { loadConfig } from "../../../src/config/load_config.ts";
import { seededRandom, systemClock } from "../../../src/domain/clock.ts";
import { RoseyError } from "../../../src/domain/errors.ts";
import { createLog } from "../../../src/telemetry/log.ts";
import { RestartableNats } from "../../services/restartable_nats.ts";
import { Listener } from "./listener.ts";

const NOTHING = createLog({
  level: "error",
  format: "json",
  colour: false,
  clock: systemClock,
  redact: (text) => text,
  write: () => {},
});

/** Runs the part until `stop` is called. */
async function startPart(environment: Record<string, string>) {
  const config = await loadConfig({ flags: {}, environment });
  const stop = new AbortController();
  const serving = Promise.withResolvers<number>();
  const ended = runDatabase({
    config,
    log: NOTHING,
    clock: systemClock,
    random: seededRandom(1),
    host: "test",
    signal: stop.signal,
    onServing: (subjects) => serving.resolve(subjects),
  });
  return {
    serving: Promise.race([serving.promise, ended]),
    async stop(): Promise<void> {
      stop.abort();
      await ended;
    },
  };
}

async function withFolder(use: (url: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await use(`sqlite:${join(folder, "room.db")}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A memory in which something was said, that belongs to a room or to none. */
async function makeMemory(url: string, { bound }: { readonly bound: boolean }): Promise<void> {
  const memory = await openDatabase({
    target: { kind: "sqlite", path: url.slice("sqlite:".length) },
    ...tablesWith(plugins),
    clock: systemClock,
    appVersion: "1.0.0",
    host: "test",
    migrate: true,
    report: (thrown) => {
      throw thrown;
    },
  });
  const { binding } = memory.repositories;
  const room = { domain: "https://cytu.be", channel: "movies" };
  if (bound) await binding.claim(room, { sink: memory.sink, atMs: 0, location: url });
  await memory.close();
}

/** Who is found as a micro service; nobody, as long as the server knows of none. */
async function idsOf(connection: NatsConnection): Promise<string[]> {
  const ids: string[] = [];
  try {
    const answers = await connection.requestMany("$SRV.PING.rosey", "", { maxWait: 500 });
    for await (const answer of answers) ids.push(answer.json<{ id: string }>().id);
  } catch (error) {
    // They connect in their own time: serving is no promise that the server knows of it.
    if (!(error instanceof NoRespondersError)) throw error;
  }
  return ids;
}

Deno.test("rosey database: two answer from one memory, each request once, and whoever is left goes on", async () => {
  await using nats = await RestartableNats.start();
  await withFolder(async (url) => {
    await makeMemory(url, { bound: true });
    const environment = { DATABASE_URL: url, NATS_URL: nats.url };
    const [one, other] = [await startPart(environment), await startPart(environment)];
    assert.equal(await one.serving, await other.serving);
    await using asker = await Listener.join(nats.url);
    const found = new Set<unknown>();
    while (found.size < 2) for (const id of await idsOf(asker.connection)) found.add(id);
    await asker.ask("rosey.db.user.joined", { username: "bob" });
    for (let time = 0; time < 20; time++) {
      await asker.ask("rosey.db.message.log", { username: "bob", message: "hi" });
    }
    await one.stop();
    const answer = await asker.ask("rosey.db.query.user_stats", { username: "bob" });
    assert.ok(typeof answer === "object" && answer !== null && "found" in answer && answer.found === true);
    assert.ok("total_chat_lines" in answer);
    assert.equal(answer.total_chat_lines, 20);
    await other.stop();
  });
});

Deno.test("rosey database: without a NATS, a memory, or a room in it, it says what is missing", async () => {
  await withFolder(async (url) => {
    const refusal = async (environment: Record<string, string>) => {
      const part = await startPart({ DATABASE_URL: url, ...environment });
      const [result] = await Promise.allSettled([part.serving]);
      assert.ok(result.status === "rejected" && result.reason instanceof RoseyError);
      return [result.reason.code, result.reason.exit];
    };
    const NATS_URL = "nats://127.0.0.1:1";
    assert.deepEqual(await refusal({}), ["config.no_nats", "usage"]);
    assert.deepEqual(await refusal({ NATS_URL }), ["database.no_file", "databaseUnavailable"]);
    await makeMemory(url, { bound: false });
    assert.deepEqual(await refusal({ NATS_URL }), ["database.no_room", "databaseRefused"]);
  });
});
