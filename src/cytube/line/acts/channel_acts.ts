/**
 * Acts on the channel: polls, the message of the day, the end of a ban.
 *
 * | act          | its effect, by which it is known to be done               | the server's words against it          |
 * | ------------ | --------------------------------------------------------- | -------------------------------------- |
 * | `open_poll`  | the acknowledgement, or the poll in Rosey's name          | the acknowledgement says why           |
 * | `close_poll` | the poll is closed                                        | -                                      |
 * | `set_motd`   | the new message                                           | - (without the right: thrown out)      |
 * | `unban`      | every entry of the name is taken off the list of bans     | -                                      |
 *
 * @module
 */

import { sameName } from "../../../domain/names.ts";
import type { RoomView } from "../../../domain/room.ts";
import type { ChannelAction, UnbanAction } from "../../../domain/room_action.ts";
import { done } from "../fates.ts";
import {
  type ActEar,
  type ActPlan,
  doneWhen,
  ended,
  impossible,
  refusedBy,
  SO_ALREADY,
  writing,
} from "./act_plan.ts";

/** What the server takes (CyTube 3.86). It closes the open poll before it looks whether it takes the new one. */
const POLL_LIMITS = { options: 50, characters: 255, seconds: 86_400 } as const;

/** Characters of a message of the day; the server cuts it there. */
const MOTD_LIMIT = 20_000;

/** Plans one of these acts. */
export function planChannelAct(action: ChannelAction | UnbanAction, room: RoomView): ActPlan {
  switch (action.kind) {
    case "open_poll":
      return planOpenPoll(action, room.myName);
    case "close_poll":
      if (room.poll === undefined) return impossible("target", "no poll is open");
      return writing(
        { event: "closePoll", payload: undefined },
        doneWhen((heard) => heard.kind === "poll.closed"),
      );
    case "set_motd":
      return planMotd(action.html, room);
    case "unban":
      return writing({ event: "requestBanlist", payload: undefined }, unbanEar(action.name));
  }
}

function planOpenPoll(
  { title, options, hidden, timeoutSeconds }: Extract<ChannelAction, { readonly kind: "open_poll" }>,
  me: string | undefined,
): ActPlan {
  const problem = pollProblem(title, options, timeoutSeconds);
  if (problem !== undefined) return impossible("server", problem);
  const base = { title, opts: options, obscured: hidden, retainVotes: false };
  const payload = timeoutSeconds === undefined ? base : { ...base, timeout: timeoutSeconds };
  return writing({ event: "newPoll", payload }, (heard) => {
    if (heard.kind === "poll.opened" && sameName(heard.poll.openedBy, me)) return ended(done());
    if (heard.kind !== "poll.answered") return undefined;
    return heard.problem === undefined ? ended(done()) : refusedBy("server", heard.problem);
  });
}

function pollProblem(
  title: string,
  options: readonly string[],
  timeoutSeconds: number | undefined,
): string | undefined {
  const { options: most, characters, seconds } = POLL_LIMITS;
  if (title.length > characters) return `the title of a poll has at most ${characters} characters`;
  if (options.length > most) return `a poll has at most ${most} options, not ${options.length}`;
  if (options.some(({ length }) => length === 0 || length > characters)) {
    return `an option of a poll has 1 to ${characters} characters`;
  }
  const timeout = timeoutSeconds ?? 1;
  return timeout >= 1 && timeout <= seconds ? undefined : `a poll is open for 1 to ${seconds} seconds`;
}

function planMotd(html: string, room: RoomView): ActPlan {
  if (room.motd === html) return SO_ALREADY;
  const warning = html.length > MOTD_LIMIT ? `the server cut it after ${MOTD_LIMIT} characters` : undefined;
  // It is cleaned on the way, so any new message is believed to be this one.
  return writing(
    { event: "setMotd", payload: { motd: html } },
    (heard) => heard.kind === "channel.motd" ? ended(done({ warning })) : undefined,
  );
}

/** The server wants the numbers of a name's bans, by name and by address: they are lifted one after the other. */
function unbanEar(name: string): ActEar {
  let left: readonly number[] | undefined;
  const next = () => {
    const id = left?.[0];
    return id === undefined
      ? ended(done())
      : { kind: "write", frame: { event: "unban", payload: { id, name } } } as const;
  };
  return (heard) => {
    if (heard.kind === "bans.listed" && left === undefined) {
      left = heard.bans.filter((ban) => sameName(ban.name, name)).map(({ id }) => id);
      return left.length === 0 ? refusedBy("target", `${name} is not banned`) : next();
    }
    if (heard.kind !== "ban.lifted" || heard.banId !== left?.[0]) return undefined;
    left = left.slice(1);
    return next();
  };
}
