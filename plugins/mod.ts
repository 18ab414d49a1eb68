/**
 * The plugins that are part of the program: adding one, or taking one out, is one line here.
 *
 * @module
 */

import audit from "./audit/plugin.ts";
import dice from "./dice/plugin.ts";
import eightball from "./eightball/plugin.ts";
import external from "./external/plugin.ts";
import history from "./history/plugin.ts";
import moderation from "./moderation/plugin.ts";
import outbound from "./outbound/plugin.ts";
import people from "./people/plugin.ts";
import polls from "./polls/plugin.ts";
import playlist from "./playlist/plugin.ts";
import quotes from "./quotes/plugin.ts";
import seen from "./seen/plugin.ts";
import speech from "./speech/plugin.ts";
import stats from "./stats/plugin.ts";
import status from "./status/plugin.ts";

// Which links are banned has to be known wherever a text is queued, not only in the bot.
export { outboundSettings } from "./outbound/settings.ts";

/** Every plugin, in the order in which they start and record. */
export const plugins = [
  outbound,
  stats,
  history,
  audit,
  status,
  people,
  speech,
  moderation,
  polls,
  playlist,
  seen,
  quotes,
  dice,
  eightball,
  external,
] as const;
