/**
 * Every event that the server is known to send (CyTube 3.86), and what Rosey does with it. The page
 * `docs/PROTOCOL_EVENTS.md` is generated from this table.
 *
 * @module
 */

import { CHANNEL_FRAMES } from "./channel_frames.ts";
import { CHAT_FRAMES } from "./chat_frames.ts";
import { IGNORED_FRAMES } from "./ignored_frames.ts";
import { PLAYLIST_FRAMES } from "./playlist_frames.ts";
import type { FrameRule } from "./rule.ts";
import { SESSION_FRAMES } from "./session_frames.ts";
import { USER_FRAMES } from "./user_frames.ts";

/** Rules by the name of the event. A map, because names come from the network and must not find `constructor`. */
export const EVENT_TABLE: ReadonlyMap<string, FrameRule> = new Map<string, FrameRule>(Object.entries({
  ...SESSION_FRAMES,
  ...CHAT_FRAMES,
  ...USER_FRAMES,
  ...PLAYLIST_FRAMES,
  ...CHANNEL_FRAMES,
  ...IGNORED_FRAMES,
}));

/** The table as a page for people. */
export function eventTableMarkdown(): string {
  const rows = [...EVENT_TABLE].toSorted(([left], [right]) => left < right ? -1 : 1).map(([event, rule]) =>
    rule.kind === "handled"
      ? `| \`${event}\` | handled | ${rule.does} |`
      : `| \`${event}\` | ignored | ${rule.reason} |`
  );
  return [
    "# Events of the CyTube server",
    "",
    "What Rosey does with each event that a CyTube server sends. This page is generated from",
    "`src/cytube/frames/event_table.ts`; a test keeps it current.",
    "",
    "| event | | what it does, or why it is ignored |",
    "| --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}
