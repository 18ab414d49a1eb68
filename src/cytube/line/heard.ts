/**
 * What the line hears of the room: every event, and the few answers of the server that are nobody else's business.
 *
 * @module
 */

import type { RoomEvent } from "../../domain/events.ts";

/** An entry in the channel's list of bans. Its address stays in the frame. */
export interface ListedBan {
  readonly id: number;
  readonly name: string;
}

/** An answer that only the line has a use for. */
export type LineAnswer =
  /** Thrown out without a reason given, not even an empty one: so the site answers a link to a domain that it bans. */
  | { readonly kind: "kick.unexplained" }
  | { readonly kind: "bans.listed"; readonly bans: readonly ListedBan[] }
  | { readonly kind: "ban.lifted"; readonly banId: number }
  /** The acknowledgement of a new poll. */
  | { readonly kind: "poll.answered"; readonly problem: string | undefined };

/** Anything that may be about what is on its way. */
export type Heard = RoomEvent | LineAnswer;
