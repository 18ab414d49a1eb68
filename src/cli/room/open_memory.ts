/**
 * The memory of a room: opened, brought up to date where that is wanted, made sure to be this room's, and given what an
 * earlier run could not store.
 *
 * @module
 */

import { type OpenDatabase, openDatabase } from "../../../db/open_database.ts";
import type { PoolUse } from "../../../db/drivers/driver.ts";
import type { CommitWatch } from "../../../db/timed_storage.ts";
import type { Repositories } from "../../../db/repositories/mod.ts";
import { type DatabaseInfo, readInfo } from "../../../db/transfer/info.ts";
import type { Config } from "../../config/load_config.ts";
import type { Clock, Random } from "../../domain/clock.ts";
import type { DatabaseReads, UnitSink } from "../../domain/memory.ts";
import { type DatabaseHealth, NO_WRITES, type WritesHealth } from "../../telemetry/health.ts";
import type { Logger } from "../../telemetry/log.ts";
import { programTables } from "../program_tables.ts";
import { version } from "../version.ts";
import { outageLog } from "./outage_log.ts";
import type { RoomPlan } from "./room_plan.ts";
import { spillFolder } from "./spill_folder.ts";

/** An open memory. */
export interface Memory {
  readonly repositories: Repositories;
  readonly sink: UnitSink;
  readonly database: DatabaseReads;
  health(): DatabaseHealth;
  writes(): WritesHealth;
  /** The figures of the database; counts every row. */
  info(): Promise<DatabaseInfo>;
  /** How the connections to a server are used; `undefined` for a file. */
  pool(): PoolUse | undefined;
  /** From now on nothing waits for a database that is away: what cannot be put aside is lost. */
  stopWaiting(): void;
  /** Waits for what was handed in, then closes. */
  close(): Promise<void>;
}

/** What opening needs beside the plan. */
export interface MemoryOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  /** What this machine calls itself, for the ledger of migrations. */
  readonly host: string;
  /** Where Rosey keeps what is hers alone. */
  readonly stateFolder: string;
  /** Hears of each transaction. */
  readonly committed?: CommitWatch;
}

const MIB = 1024 * 1024;

/**
 * Opens the memory of a room.
 *
 * @throws {RoseyError} as `openDatabase` does, and `database.other_room` for the memory of another room.
 */
export async function openMemory(plan: RoomPlan, options: MemoryOptions): Promise<Memory> {
  const { config: { settings }, clock, random, log, host } = options;
  const folder = spillFolder(plan, options.stateFolder);
  const open = await openDatabase({
    target: plan.database,
    ...programTables(),
    clock,
    appVersion: version,
    host,
    migrate: plan.migrate,
    onBackup: (path) => log.info("the database was backed up before its migration", { path }),
    onTakeover: ({ file, quarantined, tokens, parkedMessages }) =>
      log.info("the file of an old bot was taken over", {
        from: file.description,
        quarantined: quarantined.reduce((sum, { rows }) => sum + rows, 0),
        tokens: tokens.working,
        parkedMessages,
      }),
    committed: options.committed,
    report: (error) => log.warn("the database could not be tidied up", { error }),
    queue: { unitsMax: settings.write_queue_units, bytesMax: settings.write_queue_mb * MIB },
    outage: {
      random,
      spill: folder === undefined
        ? undefined
        : { folder, owner: plan.owner, limits: { bytesMax: settings.spill_mb * MIB } },
      watch: outageLog(log),
    },
  });
  try {
    const { driver, repositories, applied, sink, spilling } = open;
    await repositories.binding.claim(plan.owner, { sink, atMs: clock.now(), location: driver.location });
    const recovered = await spilling?.recover() ?? 0;
    if (recovered > 0) {
      log.info("what an earlier run could not store is in the database now", { changes: recovered });
    }
    log.info("the database is open", { database: driver.location, migrations: applied.length });
    return {
      repositories,
      sink,
      database: driver,
      health: () => spilling?.condition.isAway === true ? "away" : "ok",
      writes: () => writesOf(open),
      info: () => readInfo(driver, plan.database, programTables().lines),
      pool: () => driver.poolUse?.(),
      stopWaiting: () => spilling?.stopWaiting(),
      close: () => open.close(),
    };
  } catch (error) {
    await open.close();
    throw error;
  }
}

function writesOf({ sink, spilling }: OpenDatabase): WritesHealth {
  const { units: spilled, bytes: spilledBytes } = spilling?.condition.spilled ?? { units: 0, bytes: 0 };
  const { units: waiting, bytes: waitingBytes } = sink.depth;
  return { ...NO_WRITES, waiting, waitingBytes, spilled, spilledBytes, refused: sink.refused };
}
