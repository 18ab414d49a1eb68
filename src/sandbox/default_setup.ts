/**
 * The sandbox that a newcomer meets: one room, five accounts with passwords to be read, something playing.
 *
 * @module
 */

import type { SandboxAccount, SandboxChannelSetup } from "./options.ts";

/** The room that the bot joins and the page opens. */
export const SANDBOX_CHANNEL = "sandbox";

/** The bot's own account in the sandbox. */
export const SANDBOX_BOT = { name: "rosey", password: "rosey" } as const;

/** The accounts; they stand on the sandbox page. */
export const SANDBOX_ACCOUNTS: readonly SandboxAccount[] = [
  { name: "owner", password: "owner", profile: { image: "", text: "This room is mine." } },
  { name: "moderator", password: "moderator", profile: { image: "", text: "I keep order." } },
  { name: "alice", password: "alice", profile: { image: "", text: "Hello, I am Alice." } },
  { name: "bob", password: "bob", profile: { image: "", text: "Bob is my name." } },
  { ...SANDBOX_BOT, profile: { image: "", text: "I am the bot. Try !help" } },
];

/**
 * The one registered channel. Rosey is an admin of it, so that everything can be tried: a moderator may not set the
 * message of the day.
 */
export const SANDBOX_CHANNELS: readonly SandboxChannelSetup[] = [
  {
    name: SANDBOX_CHANNEL,
    ranks: { owner: 5, moderator: 2, rosey: 3 },
    open: true,
    motd: "<strong>Welcome to the sandbox.</strong> Say <code>!help</code> or <code>!stats</code>.",
    options: { pagetitle: "The sandbox" },
    emotes: [],
    playlist: [
      { type: "cm", id: "https://media.example.com/cm/The%20first%20clip/240.json", queuedBy: "owner" },
      { type: "yt", id: "sandbox0001", queuedBy: "alice" },
      { type: "yt", id: "sandbox0002", queuedBy: "bob" },
    ],
  },
];
