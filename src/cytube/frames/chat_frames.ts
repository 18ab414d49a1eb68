/**
 * Frames about what is said: lines, private messages, refusals of Rosey's own lines.
 *
 * @module
 */

import { z } from "zod";
import { isServerName, sameName } from "../../domain/names.ts";
import { chatStyle, plainFromHtml } from "../../domain/chat_html.ts";
import { type FrameContext, handled } from "./rule.ts";
import { whisperedModeration } from "./server_whispers.ts";

const LineMeta = z.object({
  addClass: z.string().optional(),
  action: z.boolean().optional(),
  shadow: z.boolean().optional(),
});

const Line = z.object({
  username: z.string(),
  msg: z.string(),
  meta: LineMeta.default({}),
  time: z.number(),
});

const PrivateLine = Line.extend({ to: z.string() });

/** Rules of the frames about what is said. */
export const CHAT_FRAMES = {
  chatMsg: handled("a line; before the join's userlist it is a replay", Line, (line, context) => {
    if (isServerName(line.username)) serverLine(line, context);
    else chatLine(line, context);
  }),

  pm: handled("a private message, to Rosey or Rosey's own", PrivateLine, (line, context) => {
    context.emit({
      kind: "pm",
      from: line.username,
      to: line.to,
      html: line.msg,
      text: plainFromHtml(line.msg),
      serverTimeMs: line.time,
      own: sameName(line.username, context.room.myName),
    });
  }),

  clearchat: handled(
    "the chat was cleared",
    z.object({ clearedBy: z.string() }),
    ({ clearedBy }, context) => {
      context.emit({ kind: "chat.cleared", by: clearedBy });
      context.emit({
        kind: "moderation",
        action: "clear",
        target: undefined,
        by: clearedBy,
        detail: undefined,
      });
    },
  ),

  cooldown: handled("Rosey's line came too soon and is lost", z.number().min(0), (waitMs, context) => {
    context.emit({ kind: "send.throttled", waitMs });
  }),

  noflood: handled(
    "Rosey's line was refused: muted, or ranks edited too fast",
    z.object({ action: z.string().default(""), msg: z.string() }),
    ({ action, msg }, context) => {
      context.emit({ kind: "send.refused", reason: action === "chat" ? "muted" : "error", message: msg });
    },
  ),

  spamFiltered: handled(
    "Rosey's line was refused: the account is too young",
    z.object({ reason: z.string() }),
    ({ reason }, context) => context.emit({ kind: "send.refused", reason: "spam", message: reason }),
  ),

  errorMsg: handled(
    "a text for people; some decide about the connection",
    z.object({ msg: z.string(), code: z.string().optional() }),
    ({ msg, code }, context) => {
      context.emit({ kind: "server.notice", message: plainFromHtml(msg), code });
      context.session.errorText(msg);
    },
  ),

  channelRankFail: handled(
    "a rank that Rosey set was refused",
    z.object({ msg: z.string() }),
    ({ msg }, context) => {
      context.emit({ kind: "server.notice", message: msg, code: "channelRankFail" });
    },
  ),

  announcement: handled(
    "an announcement to the whole site, also on connect",
    z.object({ title: z.string(), text: z.string(), from: z.string() }),
    ({ title, text, from }, context) => context.emit({ kind: "announcement", title, html: text, from }),
  ),
};

function chatLine(line: z.output<typeof Line>, context: FrameContext): void {
  context.emit({
    kind: "chat",
    user: line.username,
    html: line.msg,
    text: plainFromHtml(line.msg),
    style: chatStyle(line.meta.addClass, line.meta.action ?? false),
    serverTimeMs: line.time,
    replayed: !context.room.inRoom,
    shadow: line.meta.shadow ?? false,
    own: sameName(line.username, context.room.myName),
  });
}

function serverLine(line: z.output<typeof Line>, context: FrameContext): void {
  const text = plainFromHtml(line.msg);
  const replayed = !context.room.inRoom;
  context.emit({ kind: "server.line", from: line.username, text, serverTimeMs: line.time, replayed });
  const action = replayed || line.username !== "[server]" ? undefined : whisperedModeration(text);
  if (action !== undefined) context.emit(action);
}
