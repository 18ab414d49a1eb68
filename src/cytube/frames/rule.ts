/**
 * What is done with one event of the server: read by a schema and handled, or ignored for a stated reason.
 *
 * @module
 */

import { z } from "zod";
import type { EventDraft } from "../event_stamps.ts";
import type { LineAnswer } from "../line/heard.ts";
import type { RoomState } from "../room/room_state.ts";

/** What a frame may mean to the connection it came on. */
export interface SessionSignals {
  /** The login was granted; `name` in the server's spelling. */
  loggedIn(name: string): void;
  loginRefused(error: string): void;
  /** The channel wants a password; `wrong` if one was given. */
  passwordNeeded(wrong: boolean): void;
  passwordAccepted(): void;
  /** A `userlist` came: the first on a connection completes the join. */
  joined(): void;
  channelNotRegistered(): void;
  kicked(reason: string): void;
  /** The channel lives on another server now. */
  moved(): void;
  /** An `errorMsg`: some decide about the connection. */
  errorText(message: string): void;
}

/** What a handler works with. */
export interface FrameContext {
  readonly room: RoomState;
  readonly session: SessionSignals;
  /** Rosey's clock, in milliseconds. */
  nowMs(): number;
  /** Hands an event on. */
  emit(event: EventDraft): void;
  /** Hands an answer to the line alone. */
  answer(answer: LineAnswer): void;
  /** Counts parts of a list that were unreadable while the rest was used. */
  unreadable(count: number): void;
}

/** A rule of the event table. */
export type FrameRule = HandledFrame | IgnoredFrame;

/** The frame is read and acted on. */
export interface HandledFrame {
  readonly kind: "handled";
  /** What it does, in a few words, for the generated page. */
  readonly does: string;
  /** Reads and applies the payload; returns what is wrong with it instead of throwing. */
  apply(payload: unknown, context: FrameContext): string | undefined;
}

/** The frame is known and of no use. */
export interface IgnoredFrame {
  readonly kind: "ignored";
  readonly reason: string;
}

/** Ties a schema to what is done with a payload that fits it. */
export function handled<Schema extends z.ZodType>(
  does: string,
  schema: Schema,
  act: (payload: z.output<Schema>, context: FrameContext) => void,
): HandledFrame {
  return {
    kind: "handled",
    does,
    apply(payload, context) {
      const read = schema.safeParse(payload);
      if (!read.success) return problem(read.error);
      act(read.data, context);
      return undefined;
    },
  };
}

/** States why an event of the server is of no use. */
export function ignored(reason: string): IgnoredFrame {
  return { kind: "ignored", reason };
}

/** A list of which unreadable members are left out and counted, so that one bad member does not cost the rest. */
export function tolerantList<Schema extends z.ZodType>(member: Schema) {
  return z.array(z.unknown()).transform((members) => {
    const items: z.output<Schema>[] = [];
    for (const each of members) {
      const read = member.safeParse(each);
      if (read.success) items.push(read.data);
    }
    return { items, unreadable: members.length - items.length };
  });
}

function problem(error: z.ZodError): string {
  const [first] = error.issues;
  if (first === undefined) return "does not fit";
  const path = first.path.map(String).join(".");
  return path === "" ? first.message : `${path}: ${first.message}`;
}
