/**
 * The memory, aggregate by aggregate. Reads are asynchronous; changes are answered as data, to be committed as units.
 *
 * @module
 */

import type { Driver } from "../drivers/driver.ts";
import { readsOf } from "../drivers/kysely_reads.ts";
import { type WriteCatalogue, writeCatalogue, type WriteStatement } from "../write_statements.ts";
import { ApiTokensRepository, apiTokensWrites } from "./api_tokens.ts";
import { BusEventsRepository, busEventsWrites } from "./bus_events.ts";
import { ChannelStatsRepository, channelStatsWrites } from "./channel_stats.ts";
import { ChatWatermarkRepository, chatWatermarkWrites } from "./chat_watermark.ts";
import { ConnectAttemptsRepository, connectAttemptsWrites } from "./connect_attempts.ts";
import { CurrentStatusRepository, currentStatusWrites } from "./current_status.ts";
import { OutboundMessagesRepository, outboundMessagesWrites } from "./outbound_messages.ts";
import { OutboxRepository, outboxWrites } from "./outbox.ts";
import { PluginSettingsRepository, pluginSettingsWrites } from "./plugin_settings.ts";
import { PluginValuesRepository, pluginValuesWrites } from "./plugin_values.ts";
import { RecentChatRepository, recentChatWrites } from "./recent_chat.ts";
import { RoomBindingRepository, roomBindingWrites } from "./room_binding.ts";
import { UserActionsRepository, userActionsWrites } from "./user_actions.ts";
import { UserCountHistoryRepository, userCountHistoryWrites } from "./user_count_history.ts";
import { UserStatsRepository, userStatsWrites } from "./user_stats.ts";

export type { ApiToken, ApiTokensRepository, GoodToken, NewApiToken, TokenIdentity } from "./api_tokens.ts";
export type { BusEventsRepository } from "./bus_events.ts";
export type { ChannelStatsRepository, Peak } from "./channel_stats.ts";
export type { ChatGap, ChatWatermarkRepository } from "./chat_watermark.ts";
export type { ConnectAttemptsRepository } from "./connect_attempts.ts";
export type { CurrentStatus, CurrentStatusRepository } from "./current_status.ts";
export type {
  OutboundMessage,
  OutboundMessagesRepository,
  OutboundState,
  UnsentFilter,
} from "./outbound_messages.ts";
export type {
  OutboxCount,
  OutboxFilter,
  OutboxReason,
  OutboxRepository,
  OutboxRequest,
  QueueName,
  WaitingLines,
} from "./outbox.ts";
export type { OutboxKey, OutboxLine } from "./outbox_rows.ts";
export type { PluginSettings, PluginSettingsRepository } from "./plugin_settings.ts";
export type { PluginValuesRepository } from "./plugin_values.ts";
export type { ChatLine, ChatPage, ChatSearch, NewChatLine, RecentChatRepository } from "./recent_chat.ts";
export type { RoomAddress, RoomBindingRepository } from "./room_binding.ts";
export type { UserAction, UserActionFilter, UserActionsRepository } from "./user_actions.ts";
export type { CountBucket, CountSample, UserCountHistoryRepository } from "./user_count_history.ts";
export type { PeopleOrder, UserStats, UserStatsRepository } from "./user_stats.ts";

/** All of the memory; a plugin is handed the parts that it names. */
export interface Repositories {
  readonly users: UserStatsRepository;
  readonly chat: RecentChatRepository;
  readonly actions: UserActionsRepository;
  readonly channel: ChannelStatsRepository;
  readonly counts: UserCountHistoryRepository;
  readonly status: CurrentStatusRepository;
  readonly outbound: OutboundMessagesRepository;
  readonly outbox: OutboxRepository;
  readonly tokens: ApiTokensRepository;
  readonly watermark: ChatWatermarkRepository;
  readonly connectAttempts: ConnectAttemptsRepository;
  readonly binding: RoomBindingRepository;
  readonly pluginSettings: PluginSettingsRepository;
  readonly busEvents: BusEventsRepository;
  readonly values: PluginValuesRepository;
}

/** The memory behind an open driver. */
export function openRepositories(driver: Driver): Repositories {
  const reads = readsOf(driver);
  return {
    users: new UserStatsRepository(reads),
    chat: new RecentChatRepository(reads),
    actions: new UserActionsRepository(reads),
    channel: new ChannelStatsRepository(reads),
    counts: new UserCountHistoryRepository(reads),
    status: new CurrentStatusRepository(reads),
    outbound: new OutboundMessagesRepository(reads),
    outbox: new OutboxRepository(reads),
    tokens: new ApiTokensRepository(reads),
    watermark: new ChatWatermarkRepository(reads),
    connectAttempts: new ConnectAttemptsRepository(reads),
    binding: new RoomBindingRepository(reads),
    pluginSettings: new PluginSettingsRepository(reads),
    busEvents: new BusEventsRepository(reads),
    values: new PluginValuesRepository(reads),
  };
}

/** Every statement of the repositories above, and those that plugins bring. */
export function allWrites(ofPlugins: Iterable<WriteStatement> = []): WriteCatalogue {
  return writeCatalogue([
    ...userStatsWrites,
    ...recentChatWrites,
    ...userActionsWrites,
    ...channelStatsWrites,
    ...userCountHistoryWrites,
    ...currentStatusWrites,
    ...outboundMessagesWrites,
    ...outboxWrites,
    ...apiTokensWrites,
    ...chatWatermarkWrites,
    ...connectAttemptsWrites,
    ...roomBindingWrites,
    ...pluginSettingsWrites,
    ...busEventsWrites,
    ...pluginValuesWrites,
    ...ofPlugins,
  ]);
}
