/** Everything that the memory promises whichever database holds it. */
import { busEventsContract } from "./bus_events_contract.ts";
import { concurrencyContract } from "./concurrency_contract.ts";
import { countsContract } from "./counts_contract.ts";
import { externalRowsContract } from "./external_rows_contract.ts";
import type { MakeDatabase } from "./memory_under_test.ts";
import { migrationsContract } from "./migrations_contract.ts";
import { historyContract } from "./history_contract.ts";
import { outboundContract } from "./outbound_contract.ts";
import { outboxContract } from "./outbox_contract.ts";
import { peopleContract } from "./people_contract.ts";
import { playlistContract } from "./playlist_contract.ts";
import { pluginStorageContract } from "./plugin_storage_contract.ts";
import { quotesContract } from "./quotes_contract.ts";
import { pluginValuesContract } from "./plugin_values_contract.ts";
import { recentChatContract } from "./recent_chat_contract.ts";
import { roomContract } from "./room_contract.ts";
import { tokensContract } from "./tokens_contract.ts";
import { unitsContract } from "./units_contract.ts";
import { userStatsContract } from "./user_stats_contract.ts";
import { webContract } from "./web_contract.ts";

/** Registers every contract test for one database. */
export function allContracts(on: string, make: MakeDatabase): void {
  for (
    const contract of [
      migrationsContract,
      unitsContract,
      concurrencyContract,
      userStatsContract,
      recentChatContract,
      countsContract,
      roomContract,
      historyContract,
      webContract,
      outboundContract,
      tokensContract,
      busEventsContract,
      outboxContract,
      pluginStorageContract,
      pluginValuesContract,
      playlistContract,
      quotesContract,
      externalRowsContract,
      peopleContract,
    ]
  ) contract(on, make);
}
