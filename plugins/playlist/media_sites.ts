/**
 * The sites whose pages are understood, and where in an address each of them names its media.
 *
 * The ids have the forms that CyTube 3.86 takes: `v` and a number for a recording on Twitch, two parts with a `;` where
 * a name alone does not do.
 *
 * @module
 */

import type { MediaLink } from "../../src/plugin/mod.ts";

/** What a page names; a text when it is of a known site and names nothing, with what would. */
export type PageReading = MediaLink | string;

interface Site {
  /** Without `www.`, `m.` and the like. */
  readonly hosts: readonly string[];
  readonly read: (url: URL) => PageReading;
}

/** What is put in front of a host and changes nothing. */
const HOST_PREFIX = /^(www|m|music|player|go|embed)\./;

const SITES: readonly Site[] = [
  { hosts: ["youtube.com", "youtube-nocookie.com"], read: youtube },
  { hosts: ["youtu.be"], read: page("yt", /^\/([\w-]+)/, "a video, such as youtu.be/ID") },
  { hosts: ["twitch.tv"], read: twitch },
  { hosts: ["clips.twitch.tv"], read: page("tc", /^\/([\w-]+)/, "a clip") },
  { hosts: ["vimeo.com"], read: page("vi", /\/(\d+)(?:\/|$)/, "a video, such as vimeo.com/NUMBER") },
  { hosts: ["dailymotion.com"], read: page("dm", /\/video\/([a-z0-9]+)/i, "a video") },
  { hosts: ["dai.ly"], read: page("dm", /^\/([a-z0-9]+)/i, "a video") },
  { hosts: ["streamable.com"], read: page("sb", /^\/(?:[eo]\/)?([a-z0-9]+)/i, "a video") },
  { hosts: ["soundcloud.com"], read: soundcloud },
  { hosts: ["livestream.com"], read: livestream },
  { hosts: ["drive.google.com", "docs.google.com"], read: googleDrive },
  { hosts: ["bitchute.com"], read: page("bc", /^\/(?:video|embed)\/([\w-]+)/, "a video") },
  { hosts: ["nicovideo.jp"], read: page("nv", /^\/watch\/(\w+)/, "a video") },
  { hosts: ["nico.ms"], read: page("nv", /^\/(\w+)/, "a video") },
  { hosts: ["odysee.com"], read: odysee },
  { hosts: ["ustream.tv"], read: page("us", /^\/((?:channel\/)?[\w-]+)/, "a channel") },
  { hosts: ["hitbox.tv", "smashcast.tv"], read: page("hb", /^\/([\w-]+)/, "a channel") },
  { hosts: ["imgur.com"], read: page("im", /^\/(?:a|gallery)\/(\w+)/, "an album") },
  { hosts: ["vid.me"], read: page("vm", /^\/([\w-]+)/, "a video") },
];

/** What an address on a known site names; `undefined` when it is on none. */
export function siteMedia(url: URL): PageReading | undefined {
  const host = url.hostname.replace(HOST_PREFIX, "");
  const read = SITES.find(({ hosts }) => hosts.includes(host))?.read ?? sitesOfMany(url);
  return read?.(url);
}

/** Reads a page whose path alone names the media. */
function page(type: string, path: RegExp, wanted: string): (url: URL) => PageReading {
  return ({ pathname, hostname }) => {
    const id = path.exec(pathname)?.[1];
    return id === undefined ? namesNo(hostname, wanted) : { type, id };
  };
}

/** The dots are left out, so that what is answered is never a link again. */
function namesNo(hostname: string, wanted: string): string {
  return `That page of ${
    hostname.replace(HOST_PREFIX, "").replaceAll(".", " dot ")
  } names no media: give me ${wanted}.`;
}

function youtube({ pathname, searchParams, hostname }: URL): PageReading {
  const inPath = /^\/(?:shorts|live|embed|v|e)\/([\w-]+)/.exec(pathname)?.[1];
  if (inPath !== undefined && inPath !== "videoseries") return { type: "yt", id: inPath };
  const video = searchParams.get("v");
  if (video !== null && /^[\w-]+$/.test(video)) return { type: "yt", id: video };
  const list = searchParams.get("list");
  if (list !== null && /^[\w-]+$/.test(list)) return { type: "yp", id: list };
  return namesNo(hostname, "the link of a video or of a playlist");
}

function twitch({ pathname, hostname }: URL): PageReading {
  const clip = /^\/[\w-]+\/clip\/([\w-]+)/.exec(pathname)?.[1];
  if (clip !== undefined) return { type: "tc", id: clip };
  const recording = /^\/(?:[\w-]+\/)?(?:videos?|v)\/(\d+)/.exec(pathname)?.[1];
  if (recording !== undefined) return { type: "tv", id: `v${recording}` };
  const channel = /^\/(\w+)\/?$/.exec(pathname)?.[1];
  return channel === undefined
    ? namesNo(hostname, "a channel, a video or a clip")
    : { type: "tw", id: channel };
}

/** The server looks a track up by its address. */
function soundcloud({ pathname, hostname }: URL): PageReading {
  const isTrack = /^\/[\w-]+\/[\w-]+/.test(pathname);
  return isTrack ? { type: "sc", id: `https://soundcloud.com${pathname}` } : namesNo(hostname, "a track");
}

function livestream({ pathname, hostname }: URL): PageReading {
  const [, account, event] = /^\/accounts\/(\d+)\/events\/(\d+)/.exec(pathname) ?? [];
  if (account !== undefined && event !== undefined) return { type: "li", id: `${account};${event}` };
  return namesNo(hostname, "the form with two numbers, /accounts/NUMBER/events/NUMBER");
}

function googleDrive({ pathname, searchParams, hostname }: URL): PageReading {
  const id = /^\/file\/(?:u\/\d+\/)?d\/([\w-]+)/.exec(pathname)?.[1] ??
    (["/open", "/uc"].includes(pathname) ? searchParams.get("id") : null);
  return id === null || !/^[\w-]+$/.test(id)
    ? namesNo(hostname, "the link that shares a video file")
    : { type: "gd", id };
}

function odysee({ pathname, hostname }: URL): PageReading {
  const [, user, video] = /^\/@([^:/]+)(?::\w+)?\/([^:/]+)/.exec(pathname) ?? [];
  return user === undefined || video === undefined
    ? namesNo(hostname, "a video with its channel, /@channel/video")
    : { type: "od", id: `${user};${video}` };
}

/** Sites that have a host for each artist, or that anybody may run under any name. */
function sitesOfMany({ hostname, pathname }: URL): Site["read"] | undefined {
  if (hostname.endsWith(".bandcamp.com")) {
    const artist = hostname.replace(/\.bandcamp\.com$/, "");
    const track = /^\/track\/([\w-]+)/.exec(pathname)?.[1];
    return () =>
      track === undefined
        ? namesNo("bandcamp.com", "a single track")
        : { type: "bn", id: `${artist};${track}` };
  }
  const video =
    /^\/(?:w|videos\/watch|videos\/embed)\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[a-zA-Z0-9]{22})(?:$|\/)/
      .exec(pathname)?.[1];
  return video === undefined ? undefined : () => ({ type: "pt", id: `${hostname};${video}` });
}
