/**
 * Private messages between people of one channel.
 *
 * @module
 */

import type { Chat } from "./chat.ts";
import { type Connection, isNamed } from "./connection.ts";
import { cutText } from "./formatting.ts";
import type { FrameOf } from "./frame_shape.ts";
import { CHAT_RULE } from "./limiter.ts";
import { isUserName, nameKey } from "./names.ts";
import { MODERATOR_RANK, type Room } from "./room.ts";

/** `pm` as clients send it. */
export const PM_FRAME = { to: "string", msg: "string", meta: "object,optional" } as const;

/** Delivers a private message to both sides. It uses up the same allowance as chat, even when it fails. */
export function sendPrivateMessage(
  room: Room,
  chat: Chat,
  from: Connection,
  frame: FrameOf<typeof PM_FRAME>,
): void {
  if (!isNamed(from)) {
    from.send("errorMsg", { msg: "You must be signed in to send PMs" });
    return;
  }
  const now = room.now();
  if (!from.chatLimiter.accept(CHAT_RULE, now)) {
    from.send("cooldown", 1000 / CHAT_RULE.sustained);
    return;
  }
  const text = cutText(frame.msg, room.services.settings().maxChatMessageLength);
  if (chat.namesBlacklistedDomain(text)) return from.kick(undefined);
  const key = nameKey(frame.to);
  if (key === from.key) {
    from.send("errorMsg", { msg: "You can't PM yourself!" });
    return;
  }
  if (!isUserName(frame.to)) {
    from.send("errorMsg", { msg: `PM failed: ${frame.to} isn't a valid username.` });
    return;
  }
  const to = room.find(frame.to);
  if (to === undefined) {
    from.send("errorMsg", { msg: `PM failed: ${key} isn't connected to this channel.` });
    return;
  }
  const flair = frame.meta?.["modflair"];
  const meta = from.rank >= MODERATOR_RANK && flair === from.rank ? { modflair: from.rank } : {};
  const message = { ...chat.format(from.name, text, meta), to: to.name };
  to.send("pm", message);
  from.send("pm", message);
}
