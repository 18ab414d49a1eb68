/**
 * Dice and a coin.
 *
 * @module
 */

import { z } from "zod";
import { arg, definePlugin } from "../../src/plugin/mod.ts";
import { parseNotation } from "./notation.ts";
import { roll, rollText } from "./roll.ts";

/** See the top of this file. */
export default definePlugin({
  name: "dice",
  summary: "Rolls dice and flips a coin",
  settings: z.strictObject({}),
  setup(rosey) {
    rosey.command({
      name: "roll",
      aliases: ["r"],
      summary:
        "Rolls dice, such as 2d6+3, 4d6kh3 (keep the highest 3), d20adv (advantage), 3d6! (exploding), d%",
      args: { dice: arg.rest() },
      rank: "guest",
      cooldown: "2s",
      examples: [
        ["!roll 2d6+5", /^🎲 \[\d, \d\] \+ 5 = \d+$/],
        ["!roll 4d6dl1", /^🎲 \[.*\(\d\).*\] = \d+$/],
        ["!roll d20adv - 1d4", /^🎲 \[.*\(\d+\).*\] - \[\d\] = -?\d+$/],
      ],
      run: ({ args: { dice }, reply }) => reply(rollText(roll(parseNotation(dice), rosey.random))),
    });

    rosey.command({
      name: "flip",
      summary: "Flips a coin",
      rank: "guest",
      cooldown: "2s",
      examples: [["!flip", /^🪙 (Heads|Tails)!$/]],
      run: ({ reply }) => reply(rosey.random() < 0.5 ? "🪙 Heads!" : "🪙 Tails!"),
    });
  },
});
