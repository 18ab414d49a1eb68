/**
 * Lets moderators speak through Rosey. What they write is said as it stands: it can run no command of the server.
 *
 * @module
 */

import { z } from "zod";
import { RoseyError } from "../../src/domain/errors.ts";
import { arg, CommandRefusal, definePlugin, sameName } from "../../src/plugin/mod.ts";

/** Waits for a line to be queued; why it cannot be (blank, too long, a banned link) is for the user to know. */
async function queued(line: Promise<void>): Promise<void> {
  try {
    await line;
  } catch (error) {
    if (error instanceof RoseyError && error.code.startsWith("say.")) throw new CommandRefusal(error.message);
    throw error;
  }
}

/** See the top of this file. */
export default definePlugin({
  name: "speech",
  summary: "Lets moderators speak through the bot, and has it go AFK",
  settings: z.strictObject({}),
  setup(rosey) {
    const { room } = rosey;

    rosey.command({
      name: "say",
      summary: "Says something in the room",
      args: { text: arg.rest() },
      rank: "moderator",
      speaks: true,
      changes: true,
      examples: [["!say /kick is only a word here", /^ \/kick is only a word here$/]],
      async run({ args: { text }, via, reply }) {
        // Whoever asks wants it said now, and not when the talk has moved on.
        await queued(rosey.say(text, { class: "reply" }));
        if (via === "pm") await reply(`Sent: ${text}`);
      },
    });

    rosey.command({
      name: "announce",
      summary: "Says something in the room that must not be lost, however long it has to wait",
      args: { text: arg.rest() },
      rank: "moderator",
      speaks: true,
      changes: true,
      examples: [["!announce The film starts at eight", /^The film starts at eight$/]],
      async run({ args: { text }, via, reply }) {
        await queued(rosey.say(text, { class: "announcement" }));
        if (via === "pm") await reply(`Announced: ${text}`);
      },
    });

    rosey.command({
      name: "pm",
      summary: "Tells somebody in the room something privately",
      args: { user: arg.user(), text: arg.rest() },
      rank: "moderator",
      changes: true,
      examples: [["!pm alice Hello there", /^PM sent to alice\.$/]],
      async run({ args: { user: name, text }, via, reply }) {
        if (sameName(name, room.myName)) throw new CommandRefusal("I do not write to myself.");
        const addressee = room.user(name);
        if (addressee === undefined) throw new CommandRefusal(`${name} is not here.`);
        await queued(rosey.tell(addressee.name, text, { class: "reply" }));
        // In the room the others need not read it twice.
        await reply(via === "pm" ? `PM sent to ${addressee.name}: ${text}` : `PM sent to ${addressee.name}.`);
      },
    });

    rosey.command({
      name: "afk",
      summary: "Whether the bot is AFK, or changes it",
      args: { state: arg.onOff().optional() },
      rank: "moderator",
      changes: true,
      examples: [["!afk", /^AFK: (yes|no)$/], ["!afk off", /^AFK: no$/]],
      async run({ args: { state: away }, via, reply }) {
        if (away === undefined) return await reply(`AFK: ${room.me?.afk === true ? "yes" : "no"}`);
        const fate = await rosey.setAway(away);
        if (fate.outcome !== "done") throw new CommandRefusal(fate.message);
        // A line in the room would end it at once; there everybody sees the mark.
        if (!away || via === "pm") await reply(`AFK: ${away ? "yes" : "no"}`);
      },
    });
  },
});
