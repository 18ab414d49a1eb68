/**
 * What the server says when it does not take a media (CyTube 3.86, `queueFail` and `queueWarn`), in words for whoever
 * asked Rosey to add it, with what to do. A text that is not known is passed on as it stands.
 *
 * @module
 */

import type { MediaLink, RoomView } from "../../src/plugin/mod.ts";
import { durationText, withoutLinks } from "../../src/plugin/mod.ts";
import { positionOf } from "./find_item.ts";

type Wording = (found: readonly (string | undefined)[]) => string;

const WORDINGS: readonly (readonly [said: RegExp, wording: Wording])[] = [
  [/adding videos too quickly/i, () => "the server wants them slower; try again in some seconds"],
  [
    /age.restricted/i,
    () => "YouTube asks for the viewer's age, which CyTube cannot give; look for another upload of it",
  ],
  [
    /maximum number of videos per user/i,
    () => "I have as many items in the playlist as one user may; wait until some were played, or remove some",
  ],
  [
    /maximum total playlist time per user/i,
    () =>
      "my items in the playlist are as long as one user's may be; wait until some were played, or remove some",
  ],
  [
    /exceeds the maximum length.*?(\d+) seconds/i,
    ([, seconds]) => `it is longer than this channel allows (${durationText(Number(seconds) * 1_000)})`,
  ],
  [
    /playlist limit reached \((\d+) items\)/i,
    ([, count]) => `the playlist is full (${count} items); remove some first`,
  ],
  [
    /HLS links must start with HTTPS|only supported for links accessible via HTTPS/i,
    () => "its address must begin with https: browsers play nothing else inside the channel's page",
  ],
  [
    /soundcloud is not supported/i,
    () => "SoundCloud no longer lets CyTube play its tracks; look for it elsewhere",
  ],
  [
    /could not be found \(404\)|not 404 not found/i,
    () => "there is nothing at that address (404); see whether the link is whole",
  ],
  [
    /does not exist or is private/i,
    () => "there is no such video, or it is private; see whether the link is whole",
  ],
  [/unknown media type ['"]?(\w+)/i, ([, type]) => `this server does not know the media type ${type}`],
  [
    /permission to add (.+?)\.?$/i,
    ([, what]) => `I may not add ${what} here; a moderator can, or can give me the rank`,
  ],
  [/blocked in the following countries: (.+)$/i, ([, countries]) => `it cannot be seen in ${countries}`],
];

/** What is said of media that nobody can play, or not everybody: not of who asked, and not of the moment. */
const DEAD =
  /age.restricted|could not be found|not 404 not found|does not exist|is private|private video|not found|blocked in/i;

/** Whether a text of the server says that the media itself is gone or blocked. */
export function meansDead(said: string): boolean {
  return DEAD.test(said);
}

/** Why a media was not taken, or what was said of it, as the end of a sentence. */
export function refusalText(said: string, media: MediaLink, room: Pick<RoomView, "playlist">): string {
  if (/already on the playlist/i.test(said)) {
    const position = positionOf(room, media);
    return `it is in the playlist already${position === undefined ? "" : `, at position ${position}`}`;
  }
  for (const [known, wording] of WORDINGS) {
    const found = known.exec(said);
    if (found !== null) return wording(found);
  }
  return withoutLinks(said.trim().replace(/\.$/, ""));
}
