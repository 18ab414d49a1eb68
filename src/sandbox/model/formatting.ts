/**
 * How the text of a chat line or private message becomes the HTML that everybody gets.
 *
 * @module
 */

import { applyFilters, type ChatFilter } from "./filters.ts";
import { cleanHtml, escapeText } from "./html.ts";

/** Anything with a scheme, up to the next space. */
const LINK = /\w+:\/\/\S+/g;
const LINK_ATTRIBUTES = 'target="_blank" rel="noopener noreferrer"';

/** Formats a line: escape, make links, run the filters over what is between them, clean the result. */
export function formatLine(text: string, filters: readonly ChatFilter[], withLinks: boolean): string {
  const escaped = escapeText(text);
  if (!withLinks) return cleanHtml(applyFilters(filters, escaped, false));
  const links: string[] = [];
  // Private-use characters cannot be part of a filter's match by accident, and keep the filters' context whole.
  const withoutLinks = escaped.replace(LINK, (link) => `\ue000${links.push(link) - 1}\ue001`);
  const filtered = applyFilters(filters, withoutLinks, false);
  return cleanHtml(filtered.replace(/\ue000(\d+)\ue001/g, (mark, index: string) => {
    const link = links[Number(index)];
    if (link === undefined) return mark;
    const changed = applyFilters(filters, link, true);
    return changed === link ? `<a href="${link}" ${LINK_ATTRIBUTES}>${link}</a>` : changed;
  }));
}

/** Formats the title or an option of a poll: escaped to the full, links made, no filters. */
export function formatPollText(text: string): string {
  return escapeText(text).replace(
    LINK,
    // The server spells it so in polls.
    (link) => `<a href="${link}" target="_blank" rel="noopener noreferer">${link}</a>`,
  );
}

/** Cuts to `maxUnits` UTF-16 units, even in the middle of a pair: the half that stays becomes U+FFFD. */
export function cutText(text: string, maxUnits: number): string {
  return text.slice(0, maxUnits).toWellFormed();
}

/** `MM:SS`, or `HH:MM:SS` from an hour on. */
export function formatDuration(seconds: number): string {
  const whole = Math.floor(seconds);
  const parts = [Math.floor(whole / 60) % 60, whole % 60];
  if (whole >= 3600) parts.unshift(Math.floor(whole / 3600));
  return parts.map((part) => String(part).padStart(2, "0")).join(":");
}
