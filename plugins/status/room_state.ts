/**
 * The room as everybody may see it, in one document: answered while Rosey is there, and kept for programs beside her.
 *
 * @module
 */

import { z } from "zod";
import { publicPoll, publicUser } from "../../src/domain/public_event.ts";
import type { RoomView } from "../../src/plugin/mod.ts";

/** People and characters that are kept beside the bot: it is a view, no archive. */
const KEPT_USERS = 300;
const MOTD_LENGTH_MAX = 5_000;

const person = z.object({ name: z.string(), rank: z.number(), afk: z.boolean(), muted: z.boolean() });

/** The document. */
export const roomState = z.object({
  inRoom: z.boolean(),
  channel: z.string(),
  /** Rosey; null where she is not in the room, or only watches. */
  me: person.nullable(),
  users: z.array(person),
  connected: z.int(),
  leader: z.string().nullable(),
  playback: z.object({
    title: z.string(),
    type: z.string(),
    id: z.string(),
    seconds: z.number(),
    positionSeconds: z.number(),
    measuredAtMs: z.number(),
    paused: z.boolean(),
  }).nullable(),
  poll: z.object({
    title: z.string(),
    openedBy: z.string(),
    /** Votes are null where they are hidden. */
    options: z.array(z.object({ text: z.string(), votes: z.number().nullable() })),
  }).nullable(),
  playlist: z.object({ count: z.int(), seconds: z.number(), locked: z.boolean() }),
  voteskip: z.object({ count: z.number(), need: z.number() }).nullable(),
  /** HTML, as the server sends it. */
  motd: z.string(),
});

/** The document, as it is written. */
export type RoomState = z.infer<typeof roomState>;

/** Where she has never been. */
export const NO_ROOM: RoomState = {
  inRoom: false,
  channel: "",
  me: null,
  users: [],
  connected: 0,
  leader: null,
  playback: null,
  poll: null,
  playlist: { count: 0, seconds: 0, locked: false },
  voteskip: null,
  motd: "",
};

/** The room when Rosey has left it: nobody knows any more who is there and what plays. */
export function leftRoom({ channel, playlist, motd }: RoomState): RoomState {
  return { ...NO_ROOM, channel, playlist, motd };
}

/** The room as it is now. */
export function stateOf(room: RoomView): RoomState {
  const state = lastStateOf(room);
  return state.inRoom ? state : leftRoom(state);
}

/** The room as it is now, or as it was when it was lost. */
function lastStateOf(room: RoomView): RoomState {
  const { inRoom, channel, me, users, connected, leader, playback, playlistMeta, voteskip, motd } = room;
  const poll = room.poll && publicPoll(room.poll);
  return {
    inRoom,
    channel,
    me: me === undefined ? null : personOf(me),
    users: users.map(personOf),
    connected,
    leader: leader ?? null,
    playback: playback === undefined ? null : {
      title: playback.media.title,
      type: playback.media.type,
      id: playback.media.id,
      seconds: playback.media.seconds,
      positionSeconds: playback.positionSeconds,
      measuredAtMs: playback.measuredAtMs,
      paused: playback.paused,
    },
    poll: poll === undefined ? null : {
      title: poll.title,
      openedBy: poll.openedBy,
      options: poll.options.map(({ text, votes }) => ({ text, votes: votes ?? null })),
    },
    playlist: { count: playlistMeta.count, seconds: playlistMeta.seconds, locked: room.playlistLocked },
    voteskip: voteskip ?? null,
    motd,
  };
}

/** The same, short enough to be kept. */
export function keptState(room: RoomView): RoomState {
  const state = stateOf(room);
  return { ...state, users: state.users.slice(0, KEPT_USERS), motd: state.motd.slice(0, MOTD_LENGTH_MAX) };
}

function personOf(user: Parameters<typeof publicUser>[0]): z.output<typeof person> {
  const { name, rank, afk, muted } = publicUser(user);
  return { name, rank, afk, muted };
}
