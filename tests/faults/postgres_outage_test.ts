/** A PostgreSQL that goes away and comes back, and a writer that goes on, or is killed meanwhile. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { parseDatabaseTarget } from "../../src/config/database_target.ts";
import { openMemory } from "../contract/memory_under_test.ts";
import { numbersTo, storedLines } from "./lines.ts";
import { OutageWriter } from "./outage_writer.ts";
import { RestartablePostgres } from "./restartable_postgres.ts";

interface Place {
  readonly server: RestartablePostgres;
  /** Starts a writer with the spill of this test. */
  write(linesPerSecond: number): OutageWriter;
}

function test(promise: string, run: (place: Place) => Promise<void>): void {
  Deno.test(`PostgreSQL away: ${promise}`, async () => {
    const folder = await Deno.makeTempDir();
    try {
      await using server = await RestartablePostgres.start();
      await run({
        server,
        write: (linesPerSecond) =>
          new OutageWriter({ database: server.url, spill: join(folder, "spill"), linesPerSecond }),
      });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

/** Every acknowledged line is stored once and whole, in order, and no line is missing between two. */
async function assertStored(server: RestartablePostgres, acknowledged: readonly number[]): Promise<void> {
  const { driver, close } = await openMemory(parseDatabaseTarget(server.url));
  const stored = await storedLines(driver);
  assert.deepEqual(stored, numbersTo(stored.length));
  assert.deepEqual(acknowledged.filter((number) => number >= stored.length), []);
  await close();
}

test("50 lines a second go on through a restart, and none is lost or counted twice", async ({ server, write }) => {
  const writer = write(50);
  await writer.more(50);
  await server.end();
  await writer.says("away");
  await writer.more(150);
  await server.begin();
  await writer.says("back");
  await writer.more(50);
  assert.equal(await writer.stop(), 0);
  assert.deepEqual(writer.acknowledged, numbersTo(writer.acknowledged.length));
  await assertStored(server, writer.acknowledged);
});

test("a writer that is killed in the middle loses nothing that it acknowledged", async ({ server, write }) => {
  const first = write(50);
  await first.more(20);
  await server.end();
  await first.says("away");
  await first.more(60);
  await first.kill();
  await server.begin();
  const second = write(50);
  await second.more(20);
  assert.match(second.words[0] ?? "", /^recovered ([6-9]\d|\d{3,})$/);
  assert.equal(await second.stop(), 0);
  await assertStored(server, [...first.acknowledged, ...second.acknowledged]);
});

test("a writer that is killed while the spill is stored counts nothing twice", async ({ server, write }) => {
  const first = write(2_000);
  await first.more(500);
  await server.end();
  await first.says("away");
  await first.more(6_000);
  await server.begin();
  const storedCount = async () =>
    Number((await server.ask("select count(*) as n from recent_chat"))[0]?.["n"]);
  const begun = await storedCount();
  while (await storedCount() === begun);
  await first.kill();
  const second = write(50);
  await second.more(1);
  assert.equal(await second.stop(), 0);
  await assertStored(server, [...first.acknowledged, ...second.acknowledged]);
});

test("a server that stops answering is left alone, and its commits are not repeated", async ({ server, write }) => {
  const writer = write(50);
  await writer.more(20);
  for (let round = 1; round <= 2; round++) {
    await server.signal("SIGSTOP");
    await writer.says("away", round);
    await writer.more(20);
    await server.signal("SIGCONT");
    await writer.says("back", round);
    await writer.more(5);
  }
  assert.equal(await writer.stop(), 0);
  await assertStored(server, writer.acknowledged);
});
