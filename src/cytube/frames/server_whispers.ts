/**
 * What the `[server]` lines for moderators (rank 2 and up) tell of kicks and bans. Mutes, ranks and cleared chats have
 * frames of their own and are not read here, so that nothing is told twice.
 *
 * @module
 */

import type { EventDraft } from "../event_stamps.ts";

/** `mod1 kicked alice`, `mod1 namebanned alice`, `mod1 banned 1.2.x.y (alice)`. */
const WHISPER = /^([\w-]{1,20}) (kicked|namebanned|banned) (\S{1,60})(?: \(([\w-]{1,20})\))?/;

/** The moderation that a whisper names, if any. The address in a ban by address is left out: it is nobody's business. */
export function whisperedModeration(text: string): EventDraft | undefined {
  const [, by, verb, object, named] = WHISPER.exec(text) ?? [];
  if (by === undefined || verb === undefined || object === undefined) return undefined;
  if (text === `${by} kicked anonymous users`) {
    return { kind: "moderation", action: "kick", target: undefined, by, detail: "anonymous viewers" };
  }
  if (verb === "kicked") {
    return { kind: "moderation", action: "kick", target: object, by, detail: undefined };
  }
  const target = verb === "namebanned" ? object : named;
  const detail = verb === "namebanned" ? "by name" : "by address";
  return { kind: "moderation", action: "ban", target, by, detail };
}
