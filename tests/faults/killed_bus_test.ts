/** A process that is killed (-9) while it records and publishes: what was recorded reaches NATS, each event once. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { openMemory } from "../contract/memory_under_test.ts";
import { BusRoom } from "../integration/nats/bus_memory.ts";
import { Listener } from "../integration/nats/listener.ts";
import { RestartableNats } from "../services/restartable_nats.ts";

const PROGRAM = new URL("./bus_process.ts", import.meta.url).pathname;

/** Events of a life before it is killed; at the negative ones the server is killed too. */
const LIVES = [1, 40, -300, 900, 150, -20, 500, 70];

/** Runs the program until it has recorded so many events, then kills it. Answers all that it recorded for certain. */
async function runAndKill(path: string, url: string, events: number): Promise<string[]> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", PROGRAM, path, url],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  let text = "";
  let isKilled = false;
  for await (const chunk of process.stdout.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (isKilled || text.split("\n").length <= events) continue;
    isKilled = true;
    process.kill("SIGKILL");
  }
  assert.equal((await process.status).signal, "SIGKILL");
  // The last id may be cut off by the kill.
  return text.split("\n").slice(0, -1);
}

Deno.test("faults: kill -9 of Rosey and of the server under load loses no durable event and doubles none", async () => {
  await using nats = await RestartableNats.start();
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "rosey.db");
    const acknowledged: string[] = [];
    for (const events of LIVES) {
      acknowledged.push(...await runAndKill(path, nats.url, Math.abs(events)));
      if (events > 0) continue;
      await nats.end();
      await nats.begin();
    }
    const memory = await openMemory({ kind: "sqlite", path });
    const recorded = (await memory.driver.read<{ event_id: string }>({
      sql: "SELECT event_id FROM recent_chat ORDER BY id",
      parameters: [],
    })).map(({ event_id }) => event_id);
    assert.deepEqual(acknowledged.filter((id) => !recorded.includes(id)), []);
    const room = new BusRoom(memory, nats.url);
    while (await memory.repositories.busEvents.count() > 0) {
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    await room.stop();
    await memory.close();
    await using listener = await Listener.join(nats.url);
    assert.deepEqual((await listener.stored()).map(({ id }) => id), recorded);
    assert.ok(recorded.length > 1_900, `only ${recorded.length} events`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
