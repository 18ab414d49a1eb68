/**
 * Polls of the channel: shown, opened and closed through Rosey.
 *
 * @module
 */

import { z } from "zod";
import { quoted } from "../../src/domain/text.ts";
import { arg, CommandRefusal, definePlugin, isPermitted, withoutLinks } from "../../src/plugin/mod.ts";
import type { CommandContext, RoomView } from "../../src/plugin/mod.ts";
import { parsePoll, pollText, votesIn } from "./poll_text.ts";

/** Lines of an answer: in the room the poll itself is to be seen. */
const MAX_LINES = { chat: 2, pm: Infinity } as const;

const pollArgs = { poll: arg.rest() };

/** See the top of this file. */
export default definePlugin({
  name: "polls",
  summary: "Shows, opens and closes polls",
  settings: z.strictObject({}),
  setup(rosey) {
    const { room } = rosey;

    rosey.command({
      name: "poll",
      summary: "The open poll and its votes; openpoll opens one",
      args: { words: arg.rest().optional() },
      rank: "guest",
      cooldown: "5s",
      examples: [["!poll", /^(No poll is open\.|.+ - 1\. .+)$/]],
      async run({ args: { words }, user, via, reply }) {
        if (words !== undefined) {
          throw new CommandRefusal(
            "To open a poll: openpoll TITLE | OPTION | OPTION. To close it: closepoll.",
          );
        }
        const { poll } = room;
        if (poll === undefined) return await reply("No poll is open.");
        const maySee = via === "pm" && isPermitted(user.rank, "viewhiddenpoll", room);
        const text = pollText(poll, { showsVotes: !poll.hidden || maySee, maxLines: MAX_LINES[via] });
        const note = poll.hidden ? " (the votes are hidden until it is closed)" : "";
        await reply(`${text}${note}`);
      },
    });

    rosey.command({
      name: "openpoll",
      summary: "Opens a poll: TITLE | OPTION | OPTION ...",
      args: pollArgs,
      rank: "user",
      permission: "pollctl",
      changes: true,
      confirm: ({ poll }, view) => replacing(poll, view),
      examples: [["!openpoll Best colour? | red | blue", /^Poll opened: Best colour\? \(2 options\)$/]],
      run: (context) => open(context, false),
    });

    rosey.command({
      name: "hiddenpoll",
      summary: "Opens a poll whose votes are hidden until it is closed: TITLE | OPTION | OPTION ...",
      args: pollArgs,
      rank: "user",
      permission: "pollctl",
      changes: true,
      confirm: ({ poll }, view) => replacing(poll, view),
      examples: [[
        "!hiddenpoll Who wins? | us | them",
        /^Poll opened: Who wins\? \(2 options, hidden votes\)$/,
      ]],
      run: (context) => open(context, true),
    });

    rosey.command({
      name: "closepoll",
      summary: "Closes the open poll and tells its votes",
      rank: "user",
      permission: "pollctl",
      changes: true,
      examples: [["!closepoll", /^(No poll is open\.|Poll closed: .+)$/]],
      async run({ via, act, reply }) {
        const { poll } = room;
        if (poll === undefined) throw new CommandRefusal("No poll is open.");
        await act({ kind: "close_poll" });
        const closed = { ...poll, title: `Poll closed: ${poll.title}` };
        await reply(pollText(closed, { showsVotes: true, maxLines: MAX_LINES[via] }));
      },
    });
  },
});

/** Opening a poll closes the one that is open, even when the new one is refused (CyTube 3.86 as measured). */
function replacing(typed: string, { poll }: RoomView): string | undefined {
  const { title } = parsePoll(typed);
  if (poll === undefined) return undefined;
  const votes = votesIn(poll);
  const so = votes === undefined ? "" : `, which has ${votes === 1 ? "1 vote" : `${votes} votes`},`;
  return `Close the poll ${quoted(withoutLinks(poll.title))}${so} and open ${quoted(withoutLinks(title))}?`;
}

async function open(
  { args, act, reply }: CommandContext<typeof pollArgs>,
  hidden: boolean,
): Promise<void> {
  const { title, options } = parsePoll(args.poll);
  await act({ kind: "open_poll", title, options, hidden, timeoutSeconds: undefined });
  const note = hidden ? ", hidden votes" : "";
  await reply(`Poll opened: ${withoutLinks(title)} (${options.length} options${note})`);
}
