/**
 * The migrations of the core, in their order. A list in the source, so that they are inside the program.
 *
 * @module
 */

import type { MigrationLine } from "../db/migrate/migration.ts";
import tablesOfV050 from "./20251121000000_tables_of_v050.ts";
import memoryOfTheRoom from "./20251121000100_memory_of_the_room.ts";
import quarantine from "./20251121000200_quarantine.ts";
import statesAndHashes from "./20251121000300_states_and_hashes.ts";
import outbox from "./20261128000000_outbox.ts";
import tokensAndPluginValues from "./20261128000100_tokens_and_plugin_values.ts";
import busEvents from "./20261128000200_bus_events.ts";

/** The core's line. */
export const coreLine: MigrationLine = {
  name: "core",
  migrations: [
    tablesOfV050,
    memoryOfTheRoom,
    quarantine,
    statesAndHashes,
    outbox,
    tokensAndPluginValues,
    busEvents,
  ],
};
