/**
 * The server that the recordings were made on: its accounts, channels and media.
 *
 * @module
 */
import { defaultCatalogue } from "../../../src/sandbox/default_catalogue.ts";
import type { Media, MediaCatalogue } from "../../../src/sandbox/media_catalogue.ts";
import type { SandboxAccount, SandboxChannelSetup, SandboxSettings } from "../../../src/sandbox/options.ts";
import type { Variation } from "./variation.ts";

/** A server before anybody has come. */
export interface World {
  readonly accounts: readonly SandboxAccount[];
  readonly channels: readonly SandboxChannelSetup[];
  readonly settings: Partial<SandboxSettings>;
}

const account = (name: string, more: Partial<SandboxAccount> = {}): SandboxAccount => ({
  name,
  password: passwordOf(name),
  ...more,
});

/** The password of a test account, as the recorded client sends it. */
export function passwordOf(name: string): string {
  return `${name}-pw`;
}

/** Accounts and channels as they were when each recording began. */
export const RECORDED_WORLD: World = {
  accounts: [
    account("rosey", { profile: { image: "", text: "I am the bot" } }),
    account("alice", { profile: { image: "https://example.com/a.png", text: "hi <b>there</b>" } }),
    account("bob"),
    account("mod1"),
    account("mod2"),
    account("admin1"),
    account("owner"),
    account("siteadmin", { globalRank: 255 }),
  ],
  channels: [
    { name: "testroom", ranks: { owner: 5, admin1: 3, mod1: 2, mod2: 2 } },
    { name: "modroom", ranks: { owner: 5, rosey: 2 } },
    { name: "pwroom", ranks: { owner: 5 }, password: "sesame" },
    { name: "anonblock", ranks: { owner: 5 }, options: { block_anonymous_users: true } },
    { name: "floodroom", ranks: { owner: 5 }, options: { chat_antiflood: true } },
  ],
  settings: { blacklistedDomains: ["blacklisted.example"] },
};

/** Names that a varied run exchanges: accounts, the guests of the recordings, channels. */
export const RECORDED_NAMES: readonly string[] = [
  ...RECORDED_WORLD.accounts.map((one) => one.name),
  ...RECORDED_WORLD.channels.map((one) => one.name),
  "freeroom",
  "roseyguest",
  "takenname",
  "Bobby_guest",
  "Guesty",
  "nosuchuser",
];

/** A world in which every name and text has been exchanged, the names of those who have a rank among them. */
export function varyWorld(world: World, variation: Variation): World {
  return {
    accounts: world.accounts.map((one) => ({ ...one, name: variation.text(one.name) })),
    channels: world.channels.map((one) => ({
      ...one,
      name: variation.text(one.name),
      ranks: Object.fromEntries(
        Object.entries(one.ranks ?? {}).map(([name, rank]) => [variation.text(name), rank]),
      ),
    })),
    settings: world.settings,
  };
}

/** Lengths, in seconds, of the made-up videos that have none in their id. */
const RECORDED_LENGTHS: Readonly<Record<string, number>> = {
  dQw4w9WgXcQ: 342,
  okokokokoko: 119,
  BLKxxxxxxxx: 245,
  PLfakefak00: 307,
  PLfakefak01: 308,
  PLfakefak02: 309,
  PLfakefak03: 310,
  PLfakefak04: 311,
};

/** The sandbox's own catalogue, with the recordings' lengths. */
export const recordedCatalogue: MediaCatalogue = (request) => {
  const result = defaultCatalogue(request);
  return result.kind === "media" ? { ...result, media: result.media.map(withRecordedLength) } : result;
};

function withRecordedLength(media: Media): Media {
  const seconds = RECORDED_LENGTHS[media.id];
  if (seconds === undefined) return media;
  const duration = [Math.floor(seconds / 60), seconds % 60].map((part) => String(part).padStart(2, "0")).join(
    ":",
  );
  return { ...media, seconds, duration };
}

/** The link of a made-up clip. */
export function clip(title: string, seconds: number): string {
  return `http://127.0.0.1:8090/cm/${encodeURIComponent(title)}/${seconds}.json`;
}
