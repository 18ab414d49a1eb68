/** A process that is killed at any statement of any migration leaves nothing half made, and the next one goes on. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { readShapes } from "../../db/drivers/declared_shapes.ts";
import { type MigrationAccess, openForMigration } from "../../db/open_database.ts";
import { Migrator } from "../../db/migrate/migrator.ts";
import { coreLine } from "../../migrations/mod.ts";
import { parseDatabaseTarget } from "../../src/config/database_target.ts";
import { systemClock } from "../../src/domain/clock.ts";
import { startPostgres } from "../services/postgres.ts";
import { watched } from "./watched_driver.ts";

const PROGRAM = new URL("./killed_migration_process.ts", import.meta.url).pathname;
const V050 = new URL("../fixtures/v050/small_v050.db", import.meta.url);
/** Processes at a time. */
const LANES = 4;

const facts = { lines: [coreLine], clock: systemClock, appVersion: "1", host: "test", backup: false };

/** Makes a database in the state that a kill is tried on, and answers its address. No lane uses that of another. */
type Make = (lane: number, point: number) => Promise<string>;

async function withAccess<Result>(
  url: string,
  use: (access: MigrationAccess) => Promise<Result>,
): Promise<Result> {
  const access = openForMigration({ ...facts, target: parseDatabaseTarget(url), mayCreate: true });
  try {
    return await use(access);
  } finally {
    await access.close();
  }
}

const shapesOf = (url: string) => withAccess(url, ({ driver }) => readShapes(driver.dialect, driver));

/** How many points there are to be killed at, and what a call that is left alone makes. */
async function wholeCall(url: string, direction: "up" | "down") {
  let points = 0;
  await withAccess(url, async ({ driver }) => {
    const migrator = new Migrator({ ...facts, driver: watched(driver, () => points++) });
    await (direction === "up" ? migrator.up() : migrator.down({ all: true }));
  });
  return { points, made: await shapesOf(url) };
}

async function killedAt(url: string, direction: "up" | "down", point: number): Promise<void> {
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", PROGRAM, url, direction, String(point)],
    stdout: "null",
    stderr: "piped",
  });
  const { signal, stderr } = await process.output();
  assert.equal(signal, "SIGKILL", `point ${point}: ${new TextDecoder().decode(stderr)}`);
}

async function killEverywhere(make: Make, direction: "up" | "down"): Promise<void> {
  const { points, made } = await wholeCall(await make(0, 0), direction);
  assert.ok(points > 40, `only ${points} statements`);
  const untouched = await shapesOf(await make(0, points + 1));
  let next = 1;
  const work = async (lane: number) => {
    for (let point = next++; point <= points; point = next++) {
      const url = await make(lane, point);
      await killedAt(url, direction, point);
      assert.deepEqual(await shapesOf(url), untouched, `point ${point}: something is half made`);
      await withAccess(
        url,
        ({ migrator }) => direction === "up" ? migrator.up() : migrator.down({ all: true }),
      );
      assert.deepEqual(await shapesOf(url), made, `point ${point}: it ends in other tables`);
    }
  };
  await Promise.all(Array.from({ length: LANES }, (_, lane) => work(lane)));
}

async function onSqlite(
  direction: "up" | "down",
  prepare: (path: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const original = join(folder, "original.db");
    await prepare(original);
    await killEverywhere(async (_, point) => {
      const path = join(folder, `${point}.db`);
      await Deno.copyFile(original, path);
      return `sqlite:${path}`;
    }, direction);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A database for each lane: making one for each point would take most of the time. */
async function onPostgres(direction: "up" | "down"): Promise<void> {
  await using server = await startPostgres();
  await using databases = new AsyncDisposableStack();
  const urls: string[] = [];
  for (let lane = 0; lane < LANES; lane++) urls.push(databases.use(await server.createDatabase()).url);
  await killEverywhere(async (lane) => {
    const url = urls[lane] ?? "";
    await withAccess(url, async ({ migrator, driver }) => {
      await migrator.up();
      if (direction === "down") return;
      await migrator.down({ all: true });
      await driver.transaction((session) => session.execute("DROP TABLE rosey_migrations"), 0);
    });
    return url;
  }, direction);
}

Deno.test("faults: kill -9 at every statement of up on a new SQLite file, and the next up converges", () =>
  onSqlite("up", (path) => Deno.writeTextFile(path, "")));

Deno.test("faults: kill -9 at every statement of up on a v0.5.0 file, and the next up converges", () =>
  onSqlite("up", (path) => Deno.copyFile(V050, path)));

Deno.test("faults: kill -9 at every statement of down on SQLite, and the next down converges", () =>
  onSqlite("down", async (path) => void await withAccess(`sqlite:${path}`, ({ migrator }) => migrator.up())));

Deno.test("faults: kill -9 at every statement of up on PostgreSQL, and the next up converges", () =>
  onPostgres("up"));

Deno.test("faults: kill -9 at every statement of down on PostgreSQL, and the next down converges", () =>
  onPostgres("down"));
