/**
 * Every recording that the sandbox is held to.
 *
 * @module
 */
import type { Scenario } from "./scenario.ts";
import { ARRIVAL } from "./scenarios/arrival.ts";
import { CHANNEL } from "./scenarios/channel.ts";
import { LIMITS } from "./scenarios/limits.ts";
import { DUPLICATE_LOGINS, LOSING_THE_ROOM } from "./scenarios/losing_the_room.ts";
import { MODERATION } from "./scenarios/moderation.ts";
import { PLAYLIST } from "./scenarios/playlist.ts";
import { TALK } from "./scenarios/talk.ts";

/** All scenarios, in the order of their names. */
export const SCENARIOS: readonly Scenario[] = [
  ...ARRIVAL,
  ...TALK,
  ...PLAYLIST,
  ...MODERATION,
  ...CHANNEL,
  ...LIMITS,
  ...LOSING_THE_ROOM,
  ...DUPLICATE_LOGINS,
];
