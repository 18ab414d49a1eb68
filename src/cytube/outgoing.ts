/**
 * Frames that Rosey sends.
 *
 * @module
 */

import type { PlaylistPlace } from "../domain/room_action.ts";
import type { ServerCommand } from "../domain/server_command.ts";
import type { PlainText } from "../domain/text.ts";

/** Nothing of what a line may carry beside its text. */
type NoMeta = Record<never, never>;

/** What each frame carries; `undefined`: nothing. */
interface OutgoingPayloads {
  login: { readonly name: string; readonly pw?: string };
  joinChannel: { readonly name: string; readonly pw?: string };
  chatMsg: { readonly msg: PlainText | ServerCommand; readonly meta: NoMeta };
  pm: { readonly to: string; readonly msg: PlainText; readonly meta: NoMeta };
  queue: {
    readonly type: string;
    readonly id: string;
    readonly pos: "end" | "next";
    readonly temp: boolean;
  };
  /** The uid of an item, as in `jumpTo`. */
  delete: number;
  moveMedia: { readonly from: number; readonly after: PlaylistPlace };
  jumpTo: number;
  playNext: undefined;
  setTemp: { readonly uid: number; readonly temp: boolean };
  shufflePlaylist: undefined;
  clearPlaylist: undefined;
  togglePlaylistLock: undefined;
  requestPlaylist: undefined;
  voteskip: undefined;
  /** An empty name is the server. */
  assignLeader: { readonly name: string };
  mediaUpdate: {
    readonly type: string;
    readonly id: string;
    readonly currentTime: number;
    readonly paused: boolean;
  };
  /** Has an acknowledgement. */
  newPoll: {
    readonly title: string;
    readonly opts: readonly string[];
    readonly obscured: boolean;
    readonly retainVotes: boolean;
    readonly timeout?: number;
  };
  closePoll: undefined;
  setMotd: { readonly motd: string };
  requestBanlist: undefined;
  unban: { readonly id: number; readonly name: string };
}

/** A frame to the server, by its event. */
export type OutgoingFrame = {
  [Event in keyof OutgoingPayloads]: { readonly event: Event; readonly payload: OutgoingPayloads[Event] };
}[keyof OutgoingPayloads];
