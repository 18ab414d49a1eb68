/**
 * The chat filters of a channel: replacements that run over every escaped line.
 *
 * @module
 */

import { isRecord } from "./frame_shape.ts";

/** One filter, as on the wire. `replace` may refer to groups as `\1`. */
export interface ChatFilter {
  readonly name: string;
  readonly source: string;
  readonly flags: string;
  readonly replace: string;
  readonly active: boolean;
  /** Whether it runs over links too. */
  readonly filterlinks: boolean;
}

/** Filters of one channel, at most. */
export const MAX_FILTERS = 200;

function filter(name: string, source: string, replace: string, flags = "g"): ChatFilter {
  return { name, source, flags, replace, active: true, filterlinks: false };
}

/** What every new channel has (CyTube 3.86, as measured). */
export const DEFAULT_FILTERS: readonly ChatFilter[] = [
  filter("monospace", "`(.+?)`", "<code>\\1</code>"),
  filter("bold", "\\*(.+?)\\*", "<strong>\\1</strong>"),
  filter("italic", "_(.+?)_", "<em>\\1</em>"),
  filter("strike", "~~(.+?)~~", "<s>\\1</s>"),
  filter("inline spoiler", "\\[sp\\](.*?)\\[\\/sp\\]", '<span class="spoiler">\\1</span>', "gi"),
];

/** Reads a filter out of a frame; a text says why it is none. */
export function readFilter(data: unknown): ChatFilter | string {
  if (!isRecord(data)) return "Invalid filter";
  const { name, source, replace } = data;
  if (typeof source !== "string" || source === "" || typeof replace !== "string") return "Invalid filter";
  const flags = typeof data["flags"] === "string" ? data["flags"].replace(/[^gimu]/g, "") : "g";
  try {
    new RegExp(source, flags);
  } catch (error) {
    return `Invalid regex: ${error instanceof Error ? error.message : "bad pattern"}`;
  }
  return {
    name: typeof name === "string" && name !== "" ? name : source,
    source,
    flags,
    replace,
    active: data["active"] !== false,
    filterlinks: data["filterlinks"] === true,
  };
}

/** Runs the active filters over escaped text; over a link only those that want links. */
export function applyFilters(filters: readonly ChatFilter[], html: string, isLink: boolean): string {
  let filtered = html;
  for (const one of filters) {
    if (!one.active || (isLink && !one.filterlinks)) continue;
    const template = one.replace.replace(/\$/g, "$$$$").replace(/\\(\d)/g, "$$$1").replace(/\$0/g, "$$&");
    filtered = filtered.replace(new RegExp(one.source, one.flags), template);
  }
  return filtered;
}
