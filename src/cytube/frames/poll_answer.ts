/**
 * The acknowledgement of a new poll, the only frame of Rosey's that has one.
 *
 * @module
 */

import { z } from "zod";
import { plainFromHtml } from "../../domain/chat_html.ts";
import type { LineAnswer } from "../line/heard.ts";

const PollAnswer = z.object({ error: z.object({ message: z.string() }).optional() });

/** Reads it; `undefined` when it is unreadable, and then the poll itself has to tell. */
export function readPollAnswer(answer: unknown): LineAnswer | undefined {
  const read = PollAnswer.safeParse(answer);
  if (!read.success) return undefined;
  const { error } = read.data;
  return { kind: "poll.answered", problem: error === undefined ? undefined : plainFromHtml(error.message) };
}
