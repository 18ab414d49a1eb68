/**
 * Links to domains that the site bans: for a line with one, the server throws its sender out without a word. A domain is
 * learned from the first time that this happens; the rows that it happened to remember it.
 *
 * @module
 */

import { sayRefusal } from "./lines_to_say.ts";
import type { Outgoing } from "./room_line.ts";

/** What CyTube takes for a link. */
const LINK = /\w+:\/\/[^\s/?#]+/g;

/** The domains of the links in a text, each once. */
export function linkedDomains(text: string): string[] {
  const domains = [...text.matchAll(LINK)].map(([link]) =>
    link.replace(/^\w+:\/\/(?:[^@]*@)?/, "").replace(/:\d*$/, "").toLowerCase()
  );
  return [...new Set(domains)].filter((domain) => domain !== "");
}

/** See the module. */
export class BannedLinks {
  readonly #domains: Set<string>;

  /** The domains that are known to be banned. */
  constructor(domains: readonly string[]) {
    this.#domains = new Set(domains.map((domain) => domain.toLowerCase()));
  }

  /** For this line Rosey was thrown out. Answers the domain, if only one can be the reason. */
  learn(outgoing: Outgoing | undefined): string | undefined {
    if (outgoing === undefined || outgoing.kind === "action") return undefined;
    const [only, ...more] = linkedDomains(outgoing.text);
    if (only === undefined || more.length > 0) return undefined;
    this.#domains.add(only);
    return only;
  }

  /**
   * Refuses a text with a link to a banned domain, or one below it.
   *
   * @throws {RoseyError} `say.banned_link`.
   */
  check(text: string): void {
    const banned = linkedDomains(text).find((domain) =>
      [...this.#domains].some((known) => domain === known || domain.endsWith(`.${known}`))
    );
    if (banned === undefined) return;
    throw sayRefusal(
      "say.banned_link",
      `a line with a link to ${banned} cannot be said: the site throws whoever says one out of the room`,
      "Leave the link out.",
    );
  }
}
