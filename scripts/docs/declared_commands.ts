/**
 * Every command of the program, asked of the plugins themselves.
 *
 * @module
 */
import { openDatabase } from "../../db/open_database.ts";
import { plugins } from "../../plugins/mod.ts";
import { programTables } from "../../src/cli/program_tables.ts";
import { ManualClock } from "../../src/domain/clock.ts";
import { TestKit } from "../../src/plugin/test_kit.ts";
import type { DocumentedCommand } from "./commands_page.ts";

/** Starts all plugins outside of any room, on a memory that is thrown away, and gives what they offer. */
export async function declaredCommands(): Promise<readonly DocumentedCommand[]> {
  const { repositories, sink, driver, close } = await openDatabase({
    target: { kind: "sqlite", path: ":memory:" },
    ...programTables(),
    clock: new ManualClock(),
    appVersion: "docs",
    host: "docs",
    migrate: true,
    report: () => {},
  });
  try {
    const kit = await TestKit.start({
      plugins,
      repositories,
      memory: repositories,
      sink,
      database: driver,
      enter: false,
    });
    await kit.stop();
    return kit.bot.commands;
  } finally {
    await close();
  }
}
