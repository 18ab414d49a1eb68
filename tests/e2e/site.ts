/**
 * A site for Rosey to join: the sandbox, in the test's own process, where its faults can be switched.
 *
 * @module
 */

import { seededRandom, systemClock } from "../../src/domain/clock.ts";
import { SANDBOX_ACCOUNTS } from "../../src/sandbox/default_setup.ts";
import { Sandbox } from "../../src/sandbox/server.ts";

/** A site that stops when it is disposed of. */
export interface Site extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly url: string;
}

/** Of the account `rosey`, unless a test wants its own. Not her name, which no log could show then. */
export const ACCOUNT_PASSWORD = "moonlight";

/** The passwords of the site, where a test wants its own. */
export interface SitePasswords {
  /** Of the account `rosey`. */
  readonly account?: string;
  /** Of the channel `locked`. */
  readonly channel?: string;
}

/** Starts a site with an open channel `movies`, where `rosey` and `alice` (no cool-downs) are moderators, and a channel `locked`. */
export async function openSite(
  { account = ACCOUNT_PASSWORD, channel = "open-sesame" }: SitePasswords = {},
): Promise<Site> {
  const others = SANDBOX_ACCOUNTS.filter(({ name }) => name !== "rosey");
  const sandbox = await Sandbox.start({
    clock: systemClock,
    random: seededRandom(1),
    port: 0,
    accounts: [...others, { name: "rosey", password: account }],
    channels: [
      { name: "movies", ranks: { rosey: 2, alice: 2 }, open: true },
      { name: "locked", password: channel, ranks: { alice: 2 } },
    ],
  });
  return { sandbox, url: sandbox.url, [Symbol.asyncDispose]: () => sandbox.stop() };
}
