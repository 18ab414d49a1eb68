/**
 * Every service of the program, asked of the core and the plugins themselves.
 *
 * @module
 */
import { openDatabase } from "../../db/open_database.ts";
import { allServices } from "../../src/cli/parts/all_services.ts";
import type { OwnedService } from "../../src/cli/parts/service_endpoints.ts";
import { programTables } from "../../src/cli/program_tables.ts";
import { ManualClock } from "../../src/domain/clock.ts";
import { createLog } from "../../src/telemetry/log.ts";

/** Makes all services over a memory that is thrown away: to be read, not to be asked. */
export async function declaredServices(): Promise<readonly OwnedService[]> {
  const clock = new ManualClock();
  const { repositories, sink, driver, close } = await openDatabase({
    target: { kind: "sqlite", path: ":memory:" },
    ...programTables(),
    clock,
    appVersion: "docs",
    host: "docs",
    migrate: true,
    report: () => {},
  });
  try {
    return allServices({
      repositories,
      sink,
      clock,
      wake: () => {},
      database: driver,
      log: createLog({
        level: "error",
        format: "human",
        colour: false,
        clock,
        redact: (text) => text,
        write: () => {},
      }),
      room: undefined,
      signal: new AbortController().signal,
      settings: {},
      info: () => Promise.reject(new Error("these services are not asked")),
    });
  } finally {
    await close();
  }
}
