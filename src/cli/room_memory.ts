/**
 * The memory of the room that a command means, and the Rosey who runs with it.
 *
 * @module
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { visitDatabase, type VisitedDatabase } from "../../db/visit_database.ts";
import type { Config } from "../config/load_config.ts";
import { stateDirectory } from "../config/state_directory.ts";
import { type Clock, systemClock } from "../domain/clock.ts";
import { type DatabaseTarget, describeTarget } from "../domain/database_target.ts";
import { RunningRosey } from "./control/running_rosey.ts";
import { programFacts, readDatabaseConfig } from "./database_access.ts";
import type { Host } from "./host.ts";
import type { databaseFlags, FlagValues } from "./setting_flags.ts";
import { SANDBOX_DATABASE } from "./sandbox_room.ts";

/** A visit to the memory of a room. */
export interface RoomMemory extends VisitedDatabase {
  readonly clock: Clock;
  /** The settings of plugins, by name, as they were written in the configuration. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Looks for the Rosey who runs with this memory on this machine. */
  running(): Promise<RunningRosey | undefined>;
}

/** The flags that say which memory is meant. */
type MemoryFlags = FlagValues<typeof databaseFlags>;

/** Lets `use` work with the memory of the room that flags, environment and file mean. */
export async function withRoomMemory<Result>(
  host: Host,
  flags: MemoryFlags,
  use: (memory: RoomMemory) => Promise<Result>,
): Promise<Result> {
  const { target, settings } = await meantBy(host, flags);
  const facts = programFacts(host);
  const { clock } = facts;
  return await visitDatabase(
    { ...facts, target },
    (visited) => use({ ...visited, clock, settings, running: () => findRunning(host, target) }),
  );
}

/** The Rosey who runs with that memory, for commands that only she can answer; `database` is where it was looked for. */
export async function runningRosey(host: Host, flags: MemoryFlags) {
  const { target } = await meantBy(host, flags);
  return { rosey: await findRunning(host, target), database: describeTarget(target) };
}

function findRunning(host: Host, database: DatabaseTarget): Promise<RunningRosey | undefined> {
  return RunningRosey.find({ stateFolder: stateDirectory(host), database, clock: systemClock });
}

async function meantBy(host: Host, flags: MemoryFlags) {
  // A command's own flags may have the names of settings, such as --user.
  const { database, config, "log-level": level, "log-format": format } = flags;
  const own = { database, config, "log-level": level, "log-format": format };
  const read = await readDatabaseConfig(host, own);
  return { target: meantDatabase(host, read), settings: read.settings.plugins };
}

/**
 * The configured database. Where nothing is configured, neither a database nor a channel, and none is in the working
 * folder, what `rosey start` opened is meant: a sandbox.
 */
export function meantDatabase(host: Host, { database, settings, origins }: Config): DatabaseTarget {
  const isNamed = origins.get("database_url")?.source !== "default" || settings.channel !== undefined;
  if (isNamed || (database.kind === "sqlite" && existsSync(database.path))) return database;
  const path = join(stateDirectory(host), SANDBOX_DATABASE);
  return existsSync(path) ? { kind: "sqlite", path } : database;
}
