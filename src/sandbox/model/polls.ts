/**
 * The poll of a channel: at most one is open, one vote an address.
 *
 * @module
 */

import type { Timer } from "../../domain/clock.ts";
import { type Acknowledge, type Connection, isNamed, type NamedConnection } from "./connection.ts";
import { formatPollText } from "./formatting.ts";
import type { FrameOf } from "./frame_shape.ts";
import type { Room } from "./room.ts";

/** `newPoll` as clients send it. */
export const NEW_POLL_FRAME = {
  title: "string",
  timeout: "number,optional",
  opts: "array",
  obscured: "boolean",
  retainVotes: "boolean,optional",
} as const;

/** `vote` as clients send it. */
export const VOTE_FRAME = { option: "number" } as const;

const MAX_OPTIONS = 50;
const MAX_TEXT_LENGTH = 255;
const MAX_TIMEOUT_S = 86_400;

/** An open poll, as it is kept. */
export interface Poll {
  /** HTML, as is each option. */
  readonly title: string;
  readonly options: readonly string[];
  readonly initiator: string;
  /** When it was opened, in milliseconds: also what clients know it by. */
  readonly timestamp: number;
  readonly obscured: boolean;
  readonly retainVotes: boolean;
  /** Place of the option voted for, by address. */
  readonly votes: Readonly<Record<string, number>>;
}

/** What a poll is opened with. */
export interface PollWish {
  readonly title: string;
  readonly options: readonly string[];
  readonly obscured: boolean;
  readonly timeoutS: number | undefined;
  readonly retainVotes: boolean;
}

/** The polls of one channel. */
export class Polls {
  readonly #room: Room;
  #poll: Poll | undefined;
  #timer: Timer | undefined;

  constructor(room: Room, kept: Poll | null) {
    this.#room = room;
    this.#poll = kept ?? undefined;
  }

  get current(): Poll | undefined {
    return this.#poll;
  }

  /** Takes a `newPoll` frame; without the permission its acknowledgement never comes. */
  receive(
    from: Connection,
    frame: FrameOf<typeof NEW_POLL_FRAME>,
    acknowledge: Acknowledge | undefined,
  ): void {
    if (!isNamed(from) || !this.#room.allows(from, "pollctl")) return;
    const error = this.open(from, {
      title: frame.title,
      options: frame.opts.map(String),
      obscured: frame.obscured,
      timeoutS: frame.timeout,
      retainVotes: frame.retainVotes === true,
    });
    if (acknowledge !== undefined) acknowledge(error === undefined ? {} : { error: { message: error } });
    else if (error !== undefined) from.send("errorMsg", { msg: error });
  }

  /** Opens a poll, after closing the one that is open (which happens even if the new one is refused). */
  open(by: NamedConnection, wish: PollWish): string | undefined {
    this.close();
    const fault = pollFault(wish);
    if (fault !== undefined) return fault;
    this.#poll = {
      title: formatPollText(wish.title),
      options: wish.options.map(formatPollText),
      initiator: by.name,
      timestamp: this.#room.now(),
      obscured: wish.obscured,
      retainVotes: wish.retainVotes,
      votes: {},
    };
    for (const member of [...this.#room.members]) this.#send(member, "newPoll");
    if (wish.timeoutS !== undefined) {
      this.#timer = this.#room.services.clock.after(wish.timeoutS * 1000, () => this.close());
    }
    return undefined;
  }

  /** Closes the open poll; what was hidden is shown just before. */
  close(): void {
    this.end();
    const poll = this.#poll;
    if (poll === undefined) return;
    if (poll.obscured) {
      this.#poll = { ...poll, obscured: false };
      for (const member of [...this.#room.members]) this.#send(member, "updatePoll");
    }
    this.#poll = undefined;
    this.#room.broadcast("closePoll", null);
  }

  vote(from: Connection, option: number): void {
    const poll = this.#poll;
    if (poll === undefined || !this.#room.allows(from, "pollvote")) return;
    if (poll.options[option] === undefined) return;
    this.#setVotes(poll, { ...poll.votes, [from.address]: option });
  }

  /** Takes the vote of somebody who leaves back, unless the poll keeps votes. */
  withdraw(from: Connection): void {
    const poll = this.#poll;
    if (poll === undefined || poll.retainVotes || !(from.address in poll.votes)) return;
    this.#setVotes(
      poll,
      Object.fromEntries(Object.entries(poll.votes).filter(([address]) => address !== from.address)),
    );
  }

  /** The open poll to somebody who joins. */
  sendTo(viewer: Connection): void {
    if (this.#poll !== undefined) this.#send(viewer, "newPoll");
  }

  /** Stops the timer. */
  end(): void {
    this.#timer?.stop();
    this.#timer = undefined;
  }

  #setVotes(poll: Poll, votes: Readonly<Record<string, number>>): void {
    this.#poll = { ...poll, votes };
    for (const member of [...this.#room.members]) this.#send(member, "updatePoll");
  }

  #send(viewer: Connection, event: "newPoll" | "updatePoll"): void {
    const poll = this.#poll;
    if (poll === undefined) return;
    const { title, options, initiator, timestamp } = poll;
    const counts = options.map((_, index) => this.#countFor(viewer, poll, index));
    viewer.send(event, { title, options, counts, initiator, timestamp });
  }

  #countFor(viewer: Connection, poll: Poll, option: number): number | string {
    const count = Object.values(poll.votes).filter((vote) => vote === option).length;
    if (!poll.obscured) return count;
    return this.#room.allows(viewer, "viewhiddenpoll") ? `${count}?` : "?";
  }
}

function pollFault(wish: PollWish): string | undefined {
  if (wish.title.length > MAX_TEXT_LENGTH) {
    return `Poll title must be no more than ${MAX_TEXT_LENGTH} characters long.`;
  }
  if (wish.options.length > MAX_OPTIONS) return `Polls are limited to a maximum of ${MAX_OPTIONS} options.`;
  if (wish.options.some((option) => option.length === 0 || option.length > MAX_TEXT_LENGTH)) {
    return `Poll options must be 1-${MAX_TEXT_LENGTH} characters long.`;
  }
  const { timeoutS } = wish;
  if (timeoutS !== undefined && !(timeoutS >= 1 && timeoutS <= MAX_TIMEOUT_S)) {
    return `Poll timeout must be between 1 and ${MAX_TIMEOUT_S} seconds`;
  }
  return undefined;
}
