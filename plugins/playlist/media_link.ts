/**
 * Links as people paste them, read as what the server calls a media: a type and an id.
 *
 * | typed | read as |
 * |---|---|
 * | `xx:id` | that type and id, as they stand |
 * | the page of a video, stream or playlist | what `media_sites.ts` finds in it |
 * | `<iframe ...>`, `<object ...>` | an embed, `cu` |
 * | `rtmp://...`, `https://.../live.m3u8`, `.../film.json` | `rt`, `hl`, `cm` |
 * | `https://.../film.mp4` and its like | a raw file, `fi` |
 *
 * The server has the last word: what it cannot look up it refuses with a text of its own.
 *
 * @module
 */

import type { MediaLink } from "../../src/plugin/mod.ts";
import { siteMedia } from "./media_sites.ts";

/** A link that was understood, or why it was not, as a sentence for whoever typed it. */
export type LinkReading =
  | { readonly kind: "media"; readonly media: MediaLink }
  | { readonly kind: "refused"; readonly reason: string };

/** Types that the server knows or has known, for the short form: a fork may still know them. */
const SHORT_TYPES: ReadonlySet<string> = new Set(
  "yt yp vi dm sc li us tw tv tc rt hl hb gd fi cu cm sb pt bc bn od nv im vm".split(" "),
);
/** Types whose id is an address or a code, in which `?`, `&` and `#` mean something. */
const WHOLE_ID_TYPES: ReadonlySet<string> = new Set(["fi", "cm", "rt", "hl", "cu", "sc"]);
/** What browsers play as a file of its own. */
const RAW_FILE = /\.(mp4|flv|webm|og[gv]|mp3|mov|m4a)$/i;
/** Far above any link that fits a line of chat; ids go into the memory. */
const ID_LIMIT = 2_000;

const WHAT_WORKS =
  "Give me the link of a video's page, a raw https file such as .mp4 or .webm, or the short form, " +
  "such as yt:dQw4w9WgXcQ.";

/** Reads one link. Never throws, and never gives an id that is blank or holds control characters. */
export function readMediaLink(typed: string): LinkReading {
  const link = typed.trim();
  const reading = readUnchecked(link);
  if (reading.kind === "refused") return reading;
  const { type, id } = reading.media;
  if (id.length > ID_LIMIT) return refused("That link is too long.");
  return isClean(id) ? media(type, id) : refused(`That link names nothing that can be played. ${WHAT_WORKS}`);
}

function readUnchecked(link: string): LinkReading {
  if (/^<(iframe|object)\s/i.test(link)) return media("cu", link);
  const short = /^([a-z]{2}):(?!\/\/)(.*)$/su.exec(link);
  if (short !== null) return shortForm(short[1] ?? "", short[2] ?? "");
  const url = addressOf(link);
  if (url === undefined) return refused(`That is no link I know. ${WHAT_WORKS}`);
  if (url.protocol === "rtmp:") return media("rt", link);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return refused(`CyTube plays nothing from ${url.protocol} addresses. ${WHAT_WORKS}`);
  }
  const page = siteMedia(url);
  if (page === undefined) return fileAt(url);
  return typeof page === "string" ? refused(page) : media(page.type, page.id);
}

function shortForm(type: string, typedId: string): LinkReading {
  if (!SHORT_TYPES.has(type)) {
    return refused(`CyTube has no media type "${type}". ${WHAT_WORKS}`);
  }
  const id = typedId.trim();
  if (type === "fi" || type === "hl") {
    const url = addressOf(id);
    return url === undefined
      ? refused(`${type}: wants an address that begins with https.`)
      : secured(type, url, id);
  }
  if (WHOLE_ID_TYPES.has(type)) return media(type, id);
  const plain = type === "dm" ? /^[^?&#_]*/ : /^[^?&#]*/;
  return media(type, plain.exec(id)?.[0] ?? "");
}

function fileAt(url: URL): LinkReading {
  if (/\.m3u8$/i.test(url.pathname)) return secured("hl", url, url.href);
  if (/\.json$/i.test(url.pathname)) return media("cm", url.href);
  if (RAW_FILE.test(url.pathname)) return secured("fi", url, url.href);
  return refused(`I do not know how to play from ${url.hostname.replaceAll(".", " dot ")}. ${WHAT_WORKS}`);
}

/** Browsers play no file from http in a page from https, and the server refuses to try. */
function secured(type: string, url: URL, id: string): LinkReading {
  if (url.protocol === "https:") return media(type, id);
  return refused(
    "Raw files and streams must begin with https: browsers play nothing else inside the channel's page.",
  );
}

/** The address in a link; the `https://` may be left out, as browsers show it. */
function addressOf(link: string): URL | undefined {
  if (/^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(link)) return URL.parse(link) ?? undefined;
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+\/\S+$/i.test(link)
    ? URL.parse(`https://${link}`) ?? undefined
    : undefined;
}

function isClean(id: string): boolean {
  return id.trim() !== "" && id.isWellFormed() && !/[\p{Cc}\u2028\u2029]/u.test(id);
}

function media(type: string, id: string): LinkReading {
  return { kind: "media", media: { type, id } };
}

function refused(reason: string): LinkReading {
  return { kind: "refused", reason };
}
