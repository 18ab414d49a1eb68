/**
 * What the routes and services of plugins work with, made of an open memory and, where there is one, a room.
 *
 * @module
 */

import type { Repositories } from "../../../db/repositories/mod.ts";
import { pluginStore } from "../../bot/plugin_store.ts";
import type { DatabaseReads } from "../../domain/memory.ts";
import type { RoomView } from "../../domain/room.ts";
import type { Desk } from "../../plugin/desk.ts";
import type { Logger } from "../../telemetry/log.ts";
import { queueText, type TextQueue } from "./queue_text.ts";

/** What a desk is made of. */
export interface DeskParts extends TextQueue {
  readonly repositories: Pick<Repositories, "outbox" | "pluginSettings" | "values">;
  readonly database: DatabaseReads;
  readonly log: Logger;
  /** `undefined` beside the bot. */
  readonly room: RoomView | undefined;
  /** Aborts when Rosey stops. */
  readonly signal: AbortSignal;
}

/** The desk of one plugin. */
export function deskOf(plugin: string, parts: DeskParts): Desk {
  const { clock, database, room, signal, sink, repositories: { values }, wake } = parts;
  const write: Desk["write"] = async (writes, key) => {
    if (writes.length === 0) return;
    await sink.commit({ id: `desk ${plugin} ${key ?? crypto.randomUUID()}`, writes });
    // It may have been a change of the outbox, which looks for what it has to do now and then only.
    wake();
  };
  return {
    clock,
    log: parts.log.with({ plugin }),
    database,
    room,
    signal,
    store: pluginStore(plugin, { values, clock, write }),
    write,
    async queue(text, options) {
      return (await queueText(parts, text, options)).map(({ id }) => id);
    },
  };
}
