/**
 * Acts on what plays and who leads.
 *
 * | act         | its effect, by which it is known to be done                    | refused before it is written   |
 * | ----------- | -------------------------------------------------------------- | ------------------------------ |
 * | `jump`      | the item is the current one, or starts again                   | the item is not there          |
 * | `play_next` | another item is the current one, or something starts           | nothing plays                  |
 * | `voteskip`  | the count of the votes; where it is not shown, having written  | nothing plays, no voting       |
 * | `lead`      | the leader's name                                              | nobody of that name is here    |
 * | `pause`     | the position comes back to everybody                           | Rosey does not lead            |
 *
 * @module
 */

import { sameName } from "../../../domain/names.ts";
import { isPermitted } from "../../../domain/permissions.ts";
import type { RoomView } from "../../../domain/room.ts";
import type { PlaylistAction } from "../../../domain/room_action.ts";
import { done } from "../fates.ts";
import { positionNow } from "../playback_position.ts";
import { type ActPlan, doneWhen, ended, impossible, refusedBy, SO_ALREADY, writing } from "./act_plan.ts";
import { unlessGone, withItem } from "./playlist_acts.ts";

/** An act on what plays. */
export type PlaybackAction = Extract<
  PlaylistAction,
  { readonly kind: "jump" | "play_next" | "voteskip" | "lead" | "pause" }
>;

/** Plans one of these acts. `nowMs` is Rosey's clock. */
export function planPlaybackAct(action: PlaybackAction, room: RoomView, nowMs: number): ActPlan {
  switch (action.kind) {
    case "jump":
      return withItem(action.uid, room, () =>
        writing(
          { event: "jumpTo", payload: action.uid },
          // An item that plays already is not told as current again, but starts anew.
          unlessGone(action.uid, (heard) =>
            (heard.kind === "playlist.current" && heard.item?.uid === action.uid) ||
            (heard.kind === "media.changed" && room.current?.uid === action.uid)),
        ));
    case "play_next":
      if (room.playback === undefined) return impossible("target", "nothing plays");
      return writing(
        { event: "playNext", payload: undefined },
        doneWhen((heard) => heard.kind === "playlist.current" || heard.kind === "media.changed"),
      );
    case "voteskip":
      return planVoteskip(room);
    case "lead":
      return planLead(action.name, room);
    case "pause":
      return planPause(action.paused, room, nowMs);
  }
}

function planVoteskip(room: RoomView): ActPlan {
  if (room.playback === undefined) return impossible("target", "nothing plays");
  if (room.options?.allowVoteskip === false) {
    return impossible("server", "the channel does not allow votes to skip");
  }
  const frame = { event: "voteskip", payload: undefined } as const;
  if (!isPermitted(room.myRank, "viewvoteskip", room)) {
    return { kind: "unseen", frame, warning: "Rosey's rank does not let her see the votes" };
  }
  return writing(
    frame,
    doneWhen((heard) => heard.kind === "voteskip.counted" || heard.kind === "media.changed"),
  );
}

function planLead(name: string | undefined, room: RoomView): ActPlan {
  if (name === undefined ? room.leader === undefined : sameName(name, room.leader)) return SO_ALREADY;
  if (name !== undefined && room.user(name) === undefined) {
    return impossible("target", `${name} is not in the room`);
  }
  return writing({ event: "assignLeader", payload: { name: name ?? "" } }, (heard) => {
    if (heard.kind === "leader.changed") {
      return heard.name === name || sameName(heard.name, name) ? ended(done()) : undefined;
    }
    return heard.kind === "server.notice" && /assign leader/i.test(heard.message)
      ? refusedBy("target", heard.message)
      : undefined;
  });
}

function planPause(paused: boolean, room: RoomView, nowMs: number): ActPlan {
  const { playback } = room;
  if (!sameName(room.leader, room.myName)) {
    const leads = room.leader === undefined ? "the server leads" : `${room.leader} leads`;
    return impossible(
      "permission",
      `only the leader can pause, and ${leads}: Rosey has to take the lead first`,
    );
  }
  if (playback === undefined) return impossible("target", "nothing plays");
  if (playback.paused === paused) return SO_ALREADY;
  const { type, id } = playback.media;
  return writing(
    { event: "mediaUpdate", payload: { type, id, currentTime: positionNow(playback, nowMs), paused } },
    doneWhen((heard) => heard.kind === "media.progressed" && heard.playback.paused === paused),
  );
}
