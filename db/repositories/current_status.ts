/**
 * What the bot is doing now, kept for whoever looks from outside of the process.
 *
 * @module
 */

import { type Kysely, sql } from "kysely";
import type { Write } from "../../src/domain/memory.ts";
import type { Database } from "../schema.ts";
import { defineWrite } from "../write_statements.ts";
import { toMs, toSeconds } from "./times.ts";

/** The bot's status. `undefined`: not known, or none. */
export interface CurrentStatus {
  readonly botName: string | undefined;
  readonly botRank: number | undefined;
  readonly botAfk: boolean | undefined;
  readonly channelName: string | undefined;
  readonly chatUsers: number | undefined;
  readonly connectedUsers: number | undefined;
  readonly playlistItems: number | undefined;
  readonly mediaTitle: string | undefined;
  readonly mediaSeconds: number | undefined;
  readonly botStartMs: number | undefined;
  readonly botConnected: boolean | undefined;
}

type StatusColumn = keyof Omit<Database["current_status"], "id" | "last_updated">;
type StatusKind = "text?" | "integer64?" | "real?" | "boolean01?";

/** A statement for one column, so that a change of one thing leaves the others alone. */
function setter<const Kind extends StatusKind>(column: StatusColumn, kind: Kind) {
  const name = sql.ref(column);
  return defineWrite(
    `current_status.${column}`,
    { value: kind, at: "integer64" },
    ({ db, parameter: { value, at } }) => ({
      compile: () =>
        sql`insert into current_status (id, ${name}, last_updated) values (1, ${value}, ${at})
          on conflict (id) do update set ${name} = excluded.${name}, last_updated = excluded.last_updated`
          .compile(db),
    }),
    { kind: "row", table: "current_status", row: undefined, many: false, fold: ["last", "last"] },
  );
}

const botName = setter("bot_name", "text?");
const botRank = setter("bot_rank", "real?");
const botAfk = setter("bot_afk", "boolean01?");
const channelName = setter("channel_name", "text?");
const chatUsers = setter("current_chat_users", "integer64?");
const connectedUsers = setter("current_connected_users", "integer64?");
const playlistItems = setter("playlist_items", "integer64?");
const mediaTitle = setter("current_media_title", "text?");
const mediaSeconds = setter("current_media_duration", "integer64?");
const botStart = setter("bot_start_time", "integer64?");
const botConnected = setter("bot_connected", "boolean01?");

/** The statements of this repository. */
export const currentStatusWrites = [
  botName,
  botRank,
  botAfk,
  channelName,
  chatUsers,
  connectedUsers,
  playlistItems,
  mediaTitle,
  mediaSeconds,
  botStart,
  botConnected,
];

/** See the top of this file. */
export class CurrentStatusRepository {
  readonly #reads: Kysely<Database>;

  constructor(reads: Kysely<Database>) {
    this.#reads = reads;
  }

  /** Changes what is named in `status` (`undefined` clears it) and leaves the rest. */
  updated(status: Partial<CurrentStatus>, atMs: number): Write[] {
    const at = toSeconds(atMs);
    const writes: Write[] = [];
    const has = (field: keyof CurrentStatus) => Object.hasOwn(status, field);
    if (has("botName")) writes.push(botName({ value: status.botName, at }));
    if (has("botRank")) writes.push(botRank({ value: status.botRank, at }));
    if (has("botAfk")) writes.push(botAfk({ value: status.botAfk, at }));
    if (has("channelName")) writes.push(channelName({ value: status.channelName, at }));
    if (has("chatUsers")) writes.push(chatUsers({ value: status.chatUsers, at }));
    if (has("connectedUsers")) writes.push(connectedUsers({ value: status.connectedUsers, at }));
    if (has("playlistItems")) writes.push(playlistItems({ value: status.playlistItems, at }));
    if (has("mediaTitle")) writes.push(mediaTitle({ value: status.mediaTitle, at }));
    if (has("mediaSeconds")) writes.push(mediaSeconds({ value: status.mediaSeconds, at }));
    if (has("botStartMs")) {
      const startMs = status.botStartMs;
      writes.push(botStart({ value: startMs === undefined ? undefined : toSeconds(startMs), at }));
    }
    if (has("botConnected")) writes.push(botConnected({ value: status.botConnected, at }));
    return writes;
  }

  /** The status and when it last changed; `undefined` before the first change. */
  async get(): Promise<(CurrentStatus & { readonly updatedMs: number | undefined }) | undefined> {
    const row = await this.#reads.selectFrom("current_status").selectAll().where("id", "=", 1)
      .executeTakeFirst();
    return row && {
      botName: row.bot_name ?? undefined,
      botRank: row.bot_rank ?? undefined,
      botAfk: row.bot_afk === null ? undefined : row.bot_afk !== 0,
      channelName: row.channel_name ?? undefined,
      chatUsers: row.current_chat_users ?? undefined,
      connectedUsers: row.current_connected_users ?? undefined,
      playlistItems: row.playlist_items ?? undefined,
      mediaTitle: row.current_media_title ?? undefined,
      mediaSeconds: row.current_media_duration ?? undefined,
      botStartMs: toMs(row.bot_start_time),
      botConnected: row.bot_connected === null ? undefined : row.bot_connected !== 0,
      updatedMs: toMs(row.last_updated),
    };
  }
}
