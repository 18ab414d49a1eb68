/**
 * Changing the chat filters of a channel, and telling those who may edit them.
 *
 * @module
 */

import type { Chat } from "./chat.ts";
import type { Connection } from "./connection.ts";
import { MAX_FILTERS, readFilter } from "./filters.ts";
import { isRecord } from "./frame_shape.ts";
import type { Room } from "./room.ts";

/** Answers `requestChatFilters`. */
export function sendFilters(room: Room, chat: Chat, viewer: Connection): void {
  if (room.allows(viewer, "filteredit")) viewer.send("chatFilters", chat.filters);
}

/** Takes `addFilter` (a new name) and `updateFilter` (a known one). */
export function changeFilter(room: Room, chat: Chat, from: Connection, data: unknown, isNew: boolean): void {
  if (!room.allows(from, "filteredit")) return;
  const filter = readFilter(data);
  if (typeof filter === "string") {
    from.send("errorMsg", { msg: filter, alert: true });
    return;
  }
  const index = chat.filters.findIndex((known) => known.name === filter.name);
  if (isNew && index >= 0) {
    from.send("errorMsg", { msg: `Filter add failed: filter '${filter.name}' already exists`, alert: true });
    return;
  }
  if (!isNew && index < 0) return;
  if (index >= 0) chat.filters[index] = filter;
  else if (chat.filters.length < MAX_FILTERS) chat.filters.push(filter);
  if (isNew) from.send("addFilterSuccess");
  room.broadcastFrom(room.permissions.rankFor("filteredit"), "updateChatFilter", filter);
}

/** Takes `removeFilter`. */
export function removeFilter(room: Room, chat: Chat, from: Connection, data: unknown): void {
  if (!room.allows(from, "filteredit") || !isRecord(data)) return;
  const name = data["name"];
  const left = chat.filters.filter((filter) => filter.name !== name);
  if (left.length === chat.filters.length) return;
  chat.filters = left;
  room.broadcastFrom(room.permissions.rankFor("filteredit"), "deleteChatFilter", { name });
}

/** Takes `importFilters`: the whole list at once. */
export function importFilters(room: Room, chat: Chat, from: Connection, data: unknown): void {
  if (!room.allows(from, "filterimport") || !Array.isArray(data)) return;
  chat.filters = data.slice(0, MAX_FILTERS).map(readFilter).filter((filter) => typeof filter !== "string");
  room.broadcastFrom(room.permissions.rankFor("filteredit"), "chatFilters", chat.filters);
}
