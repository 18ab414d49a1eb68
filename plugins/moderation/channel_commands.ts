/**
 * Commands that are done to the channel: its chat is cleared, its message of the day is told and set.
 *
 * @module
 */

import { isBlank, quoted } from "../../src/domain/text.ts";
import { arg, ArgumentError } from "../../src/plugin/mod.ts";
import type { Rosey } from "../../src/plugin/mod.ts";
import { motdHtml, motdText } from "./motd_text.ts";

/** Code points of the message that are told in the room, and by PM: a text may take 8 lines. */
const TOLD_POINTS = { chat: 300, pm: 1_000 } as const;

/** Offers the commands. */
export function offerChannelCommands<Settings>(rosey: Rosey<Settings>): void {
  const { room } = rosey;

  rosey.command({
    name: "clear",
    summary: "Clears the chat of everybody in the room",
    rank: "moderator",
    permission: "chatclear",
    speaks: true,
    changes: true,
    confirm: () => "Clear the chat?",
    examples: [["!clear", /^Chat cleared$/m]],
    async run({ act, reply }) {
      await act({ kind: "clear_chat" });
      await reply("Chat cleared");
    },
  });

  rosey.command({
    name: "motd",
    summary: "The message of the day; setmotd sets it",
    rank: "guest",
    cooldown: "10s",
    examples: [["!motd", /^(There is no message of the day\.|[^<]+)$/]],
    async run({ via, reply }) {
      const points = [...(via === "pm" ? motdText(room.motd) : inOneLine(room.motd))];
      const told = points.slice(0, TOLD_POINTS[via]).join("");
      if (isBlank(told)) return await reply("There is no message of the day.");
      await reply(points.length > TOLD_POINTS[via] ? `${told}...` : told);
    },
  });

  rosey.command({
    name: "setmotd",
    summary: "Sets the message of the day, as plain text; | starts a new line",
    args: { text: arg.rest() },
    rank: "moderator",
    permission: "motdedit",
    changes: true,
    confirm: ({ text }) => `Set the message of the day to ${quoted(inOneLine(readMotd(text)), 200)}?`,
    examples: [["!setmotd Film night | today at eight", /^The message of the day is set$/m]],
    async run({ args: { text }, act, reply }) {
      await act({ kind: "set_motd", html: readMotd(text) });
      await reply("The message of the day is set");
    },
  });
}

function inOneLine(html: string): string {
  return motdText(html).replaceAll("\n", " | ");
}

function readMotd(typed: string): string {
  const html = motdHtml(typed);
  if (html === "") throw new ArgumentError("the message has no text");
  return html;
}
