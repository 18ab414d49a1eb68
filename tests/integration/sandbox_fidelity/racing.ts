/**
 * Which frames have an order of their own, and which race with the rest.
 *
 * The real server answers some things from its database while it goes on with others; those answers come at any
 * moment. Everything else has one order.
 *
 * @module
 */
import type { Frame } from "./frame.ts";

/** Events without an order: measured on the real server in both orders, or answers of its database. */
export const RACING_EVENTS: ReadonlySet<string> = new Set([
  "rank",
  "setUserRank",
  "addUser",
  "userlist",
  "usercount",
  "cancelNeedPassword",
  "listPlaylists",
]);

/** The name given to the playlist that the server repeats when a user's channel rank has come from the database. */
export const RANK_ANSWER = "(playlist again, for the rank)";

/** A run's frames in two heaps. */
export interface Separated {
  readonly ordered: readonly Frame[];
  readonly racing: readonly Frame[];
}

/**
 * Divides what a client saw. Two things need more than the event's name:
 *
 * - The `userlist` that ends a join is sent in one go with all the join's frames (the replay among them), so it is
 *   ordered; one that comes later (own rank has crossed 2) races.
 * - When the channel rank arrives, the server sends the playlist once more. That happens inside the join, or after
 *   it; only after it does the client also hear its own `setUserRank`. Both forms become one {@link RANK_ANSWER}.
 *
 * @param alsoRacing events that race in this one scenario
 */
export function separate(frames: readonly Frame[], alsoRacing: ReadonlySet<string> = new Set()): Separated {
  const ordered: Frame[] = [];
  const racing: Frame[] = [];
  let room: "outside" | "joining" | "inside" = "outside";
  let playlistSent = false;

  for (let index = 0; index < frames.length; index++) {
    const frame = frames[index];
    if (frame === undefined) break;
    if (frame.kind === "sys") {
      if (frame.name === "connect" || frame.name === "disconnect") room = "outside";
      ordered.push(frame);
      continue;
    }
    if (frame.name === "setPermissions" && room === "outside") {
      room = "joining";
      playlistSent = false;
    }
    const playlist = playlistAt(frames, index);
    const afterRank = room === "inside" && frames[index - 1]?.name === "rank";
    if (playlist.length > 0 && (afterRank || (room === "joining" && playlistSent))) {
      index += playlist.length - 1;
      const heardOwnRank = afterRank && frames[index + 1]?.name === "setUserRank";
      if (heardOwnRank) index += 1;
      const name = afterRank && !heardOwnRank ? `${RANK_ANSWER}, without own setUserRank` : RANK_ANSWER;
      racing.push({ ...frame, name, args: [playlist.map((one) => one.args[0])] });
      continue;
    }
    if (playlist.length > 0) playlistSent = true;
    const endsJoin = frame.name === "userlist" && room === "joining";
    if (endsJoin) room = "inside";
    const races = !endsJoin && (RACING_EVENTS.has(frame.name) || alsoRacing.has(frame.name));
    (races ? racing : ordered).push(frame);
  }
  return { ordered, racing };
}

/** The frames of a whole playlist that starts at `index`: setPlaylistMeta, playlist and, if any, setCurrent. */
function playlistAt(frames: readonly Frame[], index: number): readonly Frame[] {
  if (frames[index]?.name !== "setPlaylistMeta" || frames[index + 1]?.name !== "playlist") return [];
  return frames.slice(index, index + (frames[index + 2]?.name === "setCurrent" ? 3 : 2));
}
