/** A server that is stopped and started again in the middle of writes, and a memory that is never opened anew. */
import assert from "node:assert/strict";
import { type OpenDatabase, openDatabase, type OutageOptions } from "../../db/open_database.ts";
import { coreLine } from "../../migrations/mod.ts";
import { parseDatabaseTarget } from "../../src/config/database_target.ts";
import { systemClock } from "../../src/domain/clock.ts";
import { RoseyError } from "../../src/domain/errors.ts";
import { joinUnit, lineUnit, numbersTo, storedLines } from "../faults/lines.ts";
import { type Going, RestartablePostgres } from "../faults/restartable_postgres.ts";

/** Lines that are on their way at the same time. */
const LANES = 20;
/** Lines that are stored between two restarts. */
const LINES_BETWEEN = 150;
const RESTARTS = 2;

/** Says lines until it is told to stop, and knows which of them were acknowledged. */
class Speaker {
  readonly acknowledged: number[] = [];
  failures = 0;
  readonly #memory: OpenDatabase;
  readonly #lanes: Promise<void>[];
  readonly #changed: (() => void)[] = [];
  #serverIsThere = Promise.resolve();
  #next = 0;
  #isOver = false;

  constructor(memory: OpenDatabase) {
    this.#memory = memory;
    this.#lanes = numbersTo(LANES).map(() => this.#speak());
  }

  /** Until this resolves, lines that failed are not said again. */
  waitFor(server: Promise<void>): void {
    this.#serverIsThere = server;
  }

  /** Resolves when `holds` does. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#changed.push(resolve));
  }

  /** Resolves when so many more lines were acknowledged. */
  async more(lines: number): Promise<void> {
    const goal = this.acknowledged.length + lines;
    await this.until(() => this.acknowledged.length >= goal);
  }

  /** Resolves when every line that was begun is acknowledged. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#lanes);
  }

  async #speak(): Promise<void> {
    while (!this.#isOver) {
      const number = this.#next++;
      while (!await this.#say(number)) await this.#serverIsThere;
      this.acknowledged.push(number);
      this.#tell();
    }
  }

  async #say(number: number): Promise<boolean> {
    try {
      await this.#memory.sink.commit(lineUnit(this.#memory.repositories, number));
      return true;
    } catch (thrown) {
      assert.ok(thrown instanceof RoseyError, Deno.inspect(thrown));
      assert.equal(thrown.exit, "databaseUnavailable", thrown.message);
      this.failures++;
      this.#tell();
      return false;
    }
  }

  #tell(): void {
    for (const resolve of this.#changed.splice(0)) resolve();
  }
}

async function open(url: string, outage?: OutageOptions): Promise<OpenDatabase> {
  const memory = await openDatabase({
    target: parseDatabaseTarget(url),
    lines: [coreLine],
    clock: systemClock,
    appVersion: "1",
    host: "test",
    migrate: true,
    report: (thrown) => assert.fail(String(thrown)),
    ...(outage === undefined ? {} : { outage }),
  });
  await memory.sink.commit(joinUnit(memory.repositories));
  return memory;
}

/** Every acknowledged line is there once and whole, and nothing else is. */
async function assertStored(memory: OpenDatabase, acknowledged: readonly number[]): Promise<void> {
  const stored = await storedLines(memory.driver);
  const ascending = (left: number, right: number) => left - right;
  assert.deepEqual(stored.toSorted(ascending), acknowledged.toSorted(ascending));
}

const GOINGS: Readonly<Record<Going, string>> = { crash: "crashes", shutdown: "is shut down" };

for (const going of ["crash", "shutdown"] as const) {
  Deno.test(`PostgreSQL restart: a server ${GOINGS[going]}, and units that failed are stored by saying them again`, async () => {
    await using server = await RestartablePostgres.start(going);
    const memory = await open(server.url);
    const speaker = new Speaker(memory);
    for (let restart = 0; restart < RESTARTS; restart++) {
      await speaker.more(LINES_BETWEEN);
      const { promise: serverIsThere, resolve: comeBack } = Promise.withResolvers<void>();
      speaker.waitFor(serverIsThere);
      const failures = speaker.failures;
      await server.end();
      await speaker.until(() => speaker.failures > failures);
      await assert.rejects(
        memory.repositories.chat.recent(),
        (thrown) => thrown instanceof RoseyError && thrown.exit === "databaseUnavailable",
      );
      await server.begin();
      comeBack();
    }
    await speaker.more(LINES_BETWEEN);
    await speaker.stop();
    await assertStored(memory, speaker.acknowledged);
    await memory.close();
  });

  Deno.test(`PostgreSQL restart: a server ${GOINGS[going]}, and units wait for it without being said again`, async () => {
    await using server = await RestartablePostgres.start(going);
    const told: string[] = [];
    let away = Promise.withResolvers<void>();
    const memory = await open(server.url, {
      random: Math.random,
      spill: undefined,
      watch: {
        away: () => {
          told.push("away");
          away.resolve();
        },
        back: () => void told.push("back"),
        stuck: () => {},
        refused: (error) => assert.fail(error.message),
        damaged: ({ path }) => assert.fail(path),
      },
    });
    const speaker = new Speaker(memory);
    for (let restart = 0; restart < RESTARTS; restart++) {
      await speaker.more(LINES_BETWEEN);
      await server.end();
      await away.promise;
      away = Promise.withResolvers();
      await server.begin();
    }
    await speaker.more(LINES_BETWEEN);
    await speaker.stop();
    assert.equal(speaker.failures, 0);
    // On a slow machine a commit can take so long that the server is held for away once more.
    assert.ok(told.length >= 2 * RESTARTS, told.join());
    assert.deepEqual(told, told.map((_, index) => index % 2 === 0 ? "away" : "back"));
    await assertStored(memory, speaker.acknowledged);
    await memory.close();
  });
}
