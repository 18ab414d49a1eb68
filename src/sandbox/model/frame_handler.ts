/**
 * What a frame of somebody inside a channel is handled by, and with what.
 *
 * @module
 */

import type { Away } from "./away.ts";
import type { Bans } from "./bans.ts";
import type { Chat } from "./chat.ts";
import type { Acknowledge, Connection } from "./connection.ts";
import type { Emotes } from "./emotes.ts";
import { type FrameOf, type FrameShape, hasShape, shapeFault } from "./frame_shape.ts";
import type { Look } from "./look.ts";
import type { Moderation } from "./moderation.ts";
import type { Playlist } from "./playlist.ts";
import type { Polls } from "./polls.ts";
import type { Queueing } from "./queueing.ts";
import type { Ranks } from "./ranks.ts";
import type { Room } from "./room.ts";
import type { Voteskip } from "./voteskip.ts";

/** The parts of a channel that frames act on. */
export interface FrameTargets {
  readonly room: Room;
  readonly chat: Chat;
  readonly polls: Polls;
  readonly playlist: Playlist;
  readonly queueing: Queueing;
  readonly emotes: Emotes;
  readonly ranks: Ranks;
  readonly bans: Bans;
  readonly moderation: Moderation;
  readonly voteskip: Voteskip;
  readonly away: Away;
  readonly look: Look;
}

/** What one frame does. */
export type FrameHandler = (
  channel: FrameTargets,
  from: Connection,
  data: unknown,
  acknowledge: Acknowledge | undefined,
) => void;

/** A frame whose payload must have a shape: if not, the sender is told in the server's words. */
export function shaped<Shape extends FrameShape>(
  event: string,
  shape: Shape,
  handle: (
    channel: FrameTargets,
    from: Connection,
    frame: FrameOf<Shape>,
    acknowledge: Acknowledge | undefined,
  ) => void,
): [string, FrameHandler] {
  return [event, (channel, from, data, acknowledge) => {
    if (hasShape(data, shape)) return handle(channel, from, data, acknowledge);
    from.send("errorMsg", { msg: `Unexpected error for message ${event}: ${shapeFault(data, shape)}` });
  }];
}
