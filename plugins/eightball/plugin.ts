/**
 * A ball that answers questions.
 *
 * @module
 */

import { z } from "zod";
import { quoted } from "../../src/domain/text.ts";
import { arg, definePlugin } from "../../src/plugin/mod.ts";
import { ANSWERS } from "./answers.ts";

/** How much of a question the answer repeats. */
const SHOWN_CHARACTERS = 100;

const answers = Object.values(ANSWERS).flat();

/** See the top of this file. */
export default definePlugin({
  name: "eightball",
  summary: "Answers questions that nobody can answer",
  settings: z.strictObject({}),
  setup(rosey) {
    rosey.command({
      name: "8ball",
      summary: "Asks the ball",
      args: { question: arg.rest() },
      rank: "guest",
      cooldown: "3s",
      examples: [["!8ball Is this a good film?", /^🎱 "Is this a good film\?" - \S.*[.]$/]],
      async run({ args: { question }, reply }) {
        const answer = answers[Math.floor(rosey.random() * answers.length)] ?? ANSWERS.unsure[0];
        await reply(`🎱 ${quoted(question, SHOWN_CHARACTERS)} - ${answer}`);
      },
    });
  },
});
