/**
 * Everything a plugin may import.
 *
 * @module
 */

export { arg, ArgumentError } from "./arguments.ts";
export type { Argument, Arguments, ArgumentValues, RequiredArgument } from "./arguments.ts";
export { CommandRefusal } from "./command.ts";
export type { CommandContext, CommandDeclaration, Example } from "./command.ts";
export { durationMs, durationText } from "./duration.ts";
export type { Duration } from "./duration.ts";
export { definePlugin } from "./define_plugin.ts";
export type { Plugin, PluginDefinition, StartOptions } from "./define_plugin.ts";
export type { PluginStore, StoreListOptions, StoreOptions } from "./store.ts";
export { defineService, ServiceRefusal } from "./bus_service.ts";
export type { Service, ServiceContext } from "./bus_service.ts";
export {
  change,
  count,
  DONE,
  done,
  requestId,
  secondsOrNull,
  unixSeconds,
  userName,
} from "./service_shapes.ts";
export type { Desk } from "./desk.ts";
export { defineRoute, HttpProblem, NO_BODY, NO_PARAMETERS } from "./http_route.ts";
export type { Route } from "./http_route.ts";
export { cursor, cursorOf, moment, pageLength, readCursor, rowNumber, wholeNumber } from "./http_values.ts";
export { packLines } from "./pack_lines.ts";
export { titleText } from "./title_text.ts";
export type { BotCondition, PluginEnd, PluginLog, Rosey } from "./rosey.ts";
export type { LinesToQueue, Outbox, OutboxMaker, OutboxRoom, SpeakOptions } from "./speaker.ts";

export type { Clock, Random } from "../domain/clock.ts";
export type { ChatStyle, EventKind, EventOf, RoomEvent } from "../domain/events.ts";
export { LINE_CLASSES } from "../domain/outbox.ts";
export type { ActionFate, LineClass, OutboxState, QueueOptions } from "../domain/outbox.ts";
export { describeAction } from "../domain/room_action.ts";
export type { MediaLink, PlaylistPlace, RoomAction } from "../domain/room_action.ts";
export type { Write } from "../domain/memory.ts";
export { nameKey, sameName } from "../domain/names.ts";
export { isPermitted } from "../domain/permissions.ts";
export { rankNumber, RANKS } from "../domain/room.ts";
export { withoutLinks } from "../domain/text.ts";
export type { Media, Playback, PlaylistItem, Poll, Rank, RoomUser, RoomView } from "../domain/room.ts";
