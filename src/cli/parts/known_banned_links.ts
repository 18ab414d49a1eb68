/**
 * The banned links that are known outside of the bot: those that the operator named, and those that Rosey learned.
 *
 * @module
 */

import type { Repositories } from "../../../db/repositories/mod.ts";
import { outboundSettings } from "../../../plugins/mod.ts";
import { BannedLinks, linkedDomains } from "../../domain/banned_links.ts";

/** Where they are looked for. */
export interface BannedLinkSources {
  readonly repositories: Pick<Repositories, "outbox" | "pluginSettings">;
  /** The settings of plugins, by name, as they were written in the configuration. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/**
 * Refuses texts with a link that is known to be banned. Without a link, nothing is read.
 *
 * @throws {RoseyError} `say.banned_link`.
 */
export async function checkLinks(
  { repositories: { outbox, pluginSettings }, settings }: BannedLinkSources,
  texts: readonly string[],
): Promise<void> {
  if (texts.every((text) => linkedDomains(text).length === 0)) return;
  const [lines, stored] = await Promise.all([outbox.bannedLinkLines(), pluginSettings.list()]);
  const changed = stored.find(({ plugin }) => plugin === "outbound")?.settings;
  const given = outboundSettings.safeParse(Object.assign({}, settings["outbound"], changed));
  // With settings that are wrong no bot runs, who would tell of it.
  const links = new BannedLinks(given.success ? given.data.banned_links : []);
  for (const { outgoing } of lines) links.learn(outgoing);
  for (const text of texts) links.check(text);
}
