/**
 * Limits of chat, private messages, queueing, and of frames at all.
 *
 * @module
 */
import { at, enters, note, ranks, type Scenario, sends } from "../scenario.ts";

/** In these recordings the channel rank came after the join, in most others before it. */
const RANK_AFTER_JOIN = { channelRankArrives: "after" } as const;

/** f01 to f05. */
export const LIMITS: readonly Scenario[] = [
  { transcript: "f01_flood_default", exactTiming: true },
  { transcript: "f02_flood_channel_antiflood", exactTiming: true, world: { settings: RANK_AFTER_JOIN } },
  { transcript: "f03_flood_pm", exactTiming: true, cues: [at(50, enters("alice", "floodroom"))] },
  {
    transcript: "f04_flood_queue",
    exactTiming: true,
    world: { settings: RANK_AFTER_JOIN },
    cues: [
      at(50, enters("owner")),
      at(150, sends("owner", "togglePlaylistLock")),
      note(47, ranks("owner", "rosey", 2)),
    ],
  },
  {
    transcript: "f05_socket_event_limit",
    exactTiming: true,
    world: { settings: { ...RANK_AFTER_JOIN, frameRateLimit: { burst: 20, perSecond: 10 } } },
  },
];
