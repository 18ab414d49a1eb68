/**
 * The way of a `queue` frame: rank, limits, look-up, and into the playlist.
 *
 * @module
 */

import type { Timer } from "../../domain/clock.ts";
import { LIVE_TYPES, type Media, type MediaCatalogue } from "../media_catalogue.ts";
import { type Connection, isNamed, type NamedConnection } from "./connection.ts";
import type { FrameOf } from "./frame_shape.ts";
import { MODERATOR_QUEUE_RULE, QUEUE_RULE } from "./limiter.ts";
import type { Playlist } from "./playlist.ts";
import { MODERATOR_RANK, type Room } from "./room.ts";

/** `queue` as clients send it. */
export const QUEUE_FRAME = {
  type: "string",
  id: "string",
  pos: "string",
  temp: "boolean,optional",
  title: "string,optional",
  duration: "number,optional",
} as const;

/** Pause between two look-ups of one channel: the server asks the media sites one after the other. */
const LOOKUP_PAUSE_MS = 10;
/** Look-ups that wait in one channel; more are refused. */
const MAX_WAITING_LOOKUPS = 500;

interface Wish {
  readonly from: NamedConnection;
  readonly type: string;
  readonly id: string;
  readonly where: "next" | "end";
  readonly temp: boolean;
  readonly title: string | undefined;
  readonly seconds: number | undefined;
}

/** Takes wishes for media in and looks them up, one after the other. */
export class Queueing {
  readonly #room: Room;
  readonly #playlist: Playlist;
  readonly #catalogue: MediaCatalogue;
  readonly #waiting: Wish[] = [];
  #pause: Timer | undefined;

  constructor(room: Room, playlist: Playlist, catalogue: MediaCatalogue) {
    this.#room = room;
    this.#playlist = playlist;
    this.#catalogue = catalogue;
  }

  /** Takes a `queue` frame. Without the permission to add there is no answer at all. */
  receive(from: Connection, frame: FrameOf<typeof QUEUE_FRAME>): void {
    const { type, id, pos } = frame;
    if (pos !== "next" && pos !== "end") return;
    const room = this.#room;
    if (!isNamed(from) || !room.allows(from, "playlistadd")) return;
    if (pos === "next" && !room.allows(from, "playlistnext")) return;
    const refusal = this.#rankRefusal(from, type);
    if (refusal !== undefined) return this.#fail(from, refusal, type, id);
    const fast = from.rank >= MODERATOR_RANK || from === this.#playlist.leader;
    if (!from.queueLimiter.accept(fast ? MODERATOR_QUEUE_RULE : QUEUE_RULE, room.now())) {
      return this.#fail(from, "You are adding videos too quickly", type, id);
    }
    if (this.#waiting.length >= MAX_WAITING_LOOKUPS) return;
    this.#waiting.push({
      from,
      type,
      id,
      where: pos,
      temp: frame.temp === true || !room.allows(from, "addnontemp"),
      title: frame.title,
      seconds: frame.duration,
    });
    if (this.#pause === undefined) this.#lookUp();
  }

  /** Forgets what waits. */
  end(): void {
    this.#waiting.length = 0;
    this.#pause?.stop();
    this.#pause = undefined;
  }

  #lookUp(): void {
    this.#pause = undefined;
    const wish = this.#waiting.shift();
    if (wish === undefined) return;
    this.#pause = this.#room.services.clock.after(LOOKUP_PAUSE_MS, () => this.#lookUp());
    const { type, id, title, seconds } = wish;
    const result = this.#catalogue({
      type,
      id,
      ...(title === undefined ? {} : { title }),
      ...(seconds === undefined ? {} : { seconds }),
    });
    if (result.kind === "failed") return this.#fail(wish.from, result.message, type, id);
    for (const media of result.media) if (!this.#add(wish, media)) return;
  }

  #add(wish: Wish, media: Media): boolean {
    const { from, type, id } = wish;
    const refusal = this.#mediaRefusal(from, media);
    if (refusal !== undefined) {
      this.#fail(from, refusal, type, id);
      return false;
    }
    const blocked = media.meta["restricted"];
    if (Array.isArray(blocked)) {
      const msg = `Video is blocked in the following countries: ${blocked.join(",")}`;
      from.send("queueWarn", { msg, link: mediaLink(type, id) });
    }
    this.#playlist.add({ media, temp: wish.temp, queueby: from.name }, wish.where);
    return true;
  }

  #rankRefusal(from: Connection, type: string): string | undefined {
    const room = this.#room;
    if (type === "yp" && !room.allows(from, "playlistaddlist")) {
      return "You don't have permission to add playlists";
    }
    if (LIVE_TYPES.has(type) && !room.allows(from, "playlistaddlive")) {
      return "You don't have permission to add live media";
    }
    if (type === "cu" && !room.allows(from, "playlistaddcustom")) {
      return "You don't have permission to add custom embeds";
    }
    if (type === "fi" && !room.allows(from, "playlistaddrawfile")) {
      return "You don't have permission to add raw video files";
    }
    return undefined;
  }

  #mediaRefusal(from: NamedConnection, media: Media): string | undefined {
    const room = this.#room;
    const { maxlength, allow_dupes, playlist_max_per_user, playlist_max_duration_per_user } = room.options;
    const items = this.#playlist.list.items;
    const maxItems = room.services.settings().maxPlaylistItems;
    if (items.length >= maxItems) return `Playlist limit reached (${maxItems} items)`;
    if (media.seconds === 0 && !room.allows(from, "playlistaddlive")) {
      return "You don't have permission to add livestreams";
    }
    if (maxlength > 0 && media.seconds > maxlength && !room.allows(from, "exceedmaxlength")) {
      return `Video exceeds the maximum length set by the channel admin: ${maxlength} seconds`;
    }
    const isThere = items.some((item) => item.media.id === media.id && item.media.type === media.type);
    if (!allow_dupes && isThere) return "This item is already on the playlist";
    const own = items.filter((item) => item.queueby.toLowerCase() === from.key);
    if (
      playlist_max_per_user > 0 && own.length >= playlist_max_per_user && !room.allows(from, "exceedmaxitems")
    ) {
      return "Channel limit exceeded: maximum number of videos per user";
    }
    const ownSeconds = own.reduce((total, item) => total + item.media.seconds, media.seconds);
    const maxSeconds = playlist_max_duration_per_user;
    if (maxSeconds > 0 && ownSeconds > maxSeconds && !room.allows(from, "exceedmaxdurationperuser")) {
      return "Channel limit exceeded: maximum total playlist time per user";
    }
    return undefined;
  }

  #fail(from: Connection, msg: string, type: string, id: string): void {
    from.send("queueFail", { msg, link: mediaLink(type, id), id });
  }
}

/** The address that people know some media by; empty where there is none. */
export function mediaLink(type: string, id: string): string {
  switch (type) {
    case "yt":
      return `https://youtu.be/${id}`;
    case "vi":
      return `https://vimeo.com/${id}`;
    case "dm":
      return `https://dailymotion.com/video/${id}`;
    case "tw":
      return `https://twitch.tv/${id}`;
    case "gd":
      return `https://docs.google.com/file/d/${id}`;
    case "fi":
    case "cm":
    case "sc":
    case "rt":
    case "hl":
      return id;
    default:
      return "";
  }
}
