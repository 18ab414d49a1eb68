/**
 * The catalogue that a sandbox has unless it is given another: any YouTube id has a made-up video, and
 * some ids and links fail in every way that a real look-up fails.
 *
 * | id | what comes |
 * |---|---|
 * | `D00042xxxxx` (yt) | a video of 42 s |
 * | `LIV...` (yt) | a livestream, length 0 |
 * | `BLK...` (yt) | blocked in DE and US: a warning, and queued |
 * | `AGE...`, `ERR...` (yt) | refused: age restricted, does not exist |
 * | `.../cm/TITLE/SECONDS.json` (cm) | a custom manifest with that title and length |
 * | `https://.../clipSECONDS.mp4` (fi) | a raw file of that length |
 *
 * @module
 */

import { createHash } from "node:crypto";
import { type LookupResult, MAX_TITLE_LENGTH, type Media, type MediaCatalogue } from "./media_catalogue.ts";
import { formatDuration } from "./model/formatting.ts";

const NOT_SUPPORTED = {
  sc:
    "Soundcloud is not supported anymore due to requiring OAuth but not accepting new API key registrations.",
} as const;
/** Videos of a made-up YouTube playlist. */
const PLAYLIST_LENGTH = 5;

/** Made-up media of every type. */
export const defaultCatalogue: MediaCatalogue = ({ type, id, title, seconds }) => {
  switch (type) {
    case "yt":
      return youtube(id);
    case "yp":
      return found(
        ...Array.from({ length: PLAYLIST_LENGTH }, (_, index) => {
          const video = `${id.slice(0, 9).padEnd(9, "_")}${String(index).padStart(2, "0")}`;
          return youtubeVideo(video, {});
        }),
      );
    case "cm":
      return manifest(id);
    case "fi":
      return rawFile(id, title);
    case "hl":
      return id.startsWith("https://") ? found(media(type, id, "Livestream", seconds ?? 0, {})) : failed(
        "HLS links must start with HTTPS due to browser security policy.  See https://git.io/vpDLK for details.",
      );
    case "rt":
      return found(media(type, id, "Livestream", seconds ?? 0, {}));
    case "tw":
      return found(media(type, id, `Twitch.tv - ${id}`, seconds ?? 0, {}));
    case "li":
      return found(media(type, id, "Livestream.com", seconds ?? 0, {}));
    case "cu":
      return embed(id, title);
    case "sc":
      return failed(NOT_SUPPORTED.sc);
    default:
      return failed(`Unknown media type &#39;${type}&#39;`);
  }
};

function youtube(id: string): LookupResult {
  if (id.startsWith("ERR")) return failed("Video does not exist or is private");
  if (id.startsWith("AGE")) {
    return failed(
      "Cannot add age restricted videos. See: https://github.com/calzoneman/sync/wiki/" +
        "Frequently-Asked-Questions#why-dont-age-restricted-youtube-videos-work",
    );
  }
  return found(youtubeVideo(id, id.startsWith("BLK") ? { restricted: ["DE", "US"] } : {}));
}

function youtubeVideo(id: string, meta: Readonly<Record<string, unknown>>): Media {
  const given = /^D(\d{5})/.exec(id)?.[1];
  const seconds = id.startsWith("LIV") ? 0 : given === undefined ? 60 + (hash(id) % 300) : Number(given);
  return {
    ...media("yt", id, `Fake video ${id} & <friends> "quoted"`, seconds, meta),
    duration: formatDuration(seconds),
  };
}

/** A number that depends on every character: so that each id has a length of its own, always the same. */
function hash(text: string): number {
  let value = 0;
  for (let index = 0; index < text.length; index++) value = (value * 31 + text.charCodeAt(index)) >>> 0;
  return value;
}

function manifest(id: string): LookupResult {
  const match = /\/cm\/([^/]+)\/(\d+)\.json$/.exec(id);
  if (match === null) return failed("Expected HTTP 200 OK, not 404 Not Found");
  const [, title = "", seconds = "0"] = match;
  const source = { link: "https://media.example.com/v.mp4", contentType: "video/mp4", quality: 720 };
  return found(media("cm", id, decodeTitle(title), Number(seconds), { direct: { 720: [source] } }));
}

function decodeTitle(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

function rawFile(id: string, title: string | undefined): LookupResult {
  if (!id.startsWith("https://")) {
    return failed(
      "Raw file playback is only supported for links accessible via HTTPS. Ensure that the link begins with " +
        "&#39;https://&#39;.",
    );
  }
  const seconds = /\/clip(\d+)\.mp4(\?.*)?$/.exec(id)?.[1];
  if (seconds === undefined) return failed("The requested link could not be found &#40;404&#41;.");
  const own = seconds === "20" ? "Twenty second clip" : `Clip of ${seconds} seconds`;
  return found(media("fi", id, title ?? own, Number(seconds), { codec: "mov/h264", bitrate: 99.876 }));
}

function embed(id: string, title: string | undefined): LookupResult {
  const src = /<iframe[^>]*\ssrc="(https:\/\/[^"]*)"/.exec(id)?.[1];
  if (src === undefined) return failed("Invalid embed code");
  const key = createHash("sha256").update(id).digest("base64");
  return found(media("cu", `cu:${key}`, title ?? "Custom Media", 0, { embed: { tag: "iframe", src } }));
}

function media(
  type: string,
  id: string,
  title: string,
  seconds: number,
  meta: Readonly<Record<string, unknown>>,
): Media {
  const duration = seconds === 0 ? "--:--" : formatDuration(seconds);
  return { id, title: title.slice(0, MAX_TITLE_LENGTH), seconds, duration, type, meta };
}

function found(...list: readonly Media[]): LookupResult {
  return { kind: "media", media: list };
}

function failed(message: string): LookupResult {
  return { kind: "failed", message };
}
