/**
 * How an act is done: what is written, and how it is known what came of it.
 *
 * @module
 */

import type { SendFate, SendRefusal } from "../../../domain/room_line.ts";
import type { OutgoingFrame } from "../../outgoing.ts";
import { done, type Obstacle, refused } from "../fates.ts";
import type { Heard } from "../heard.ts";

/** How long the server may take to show the effect of an act. */
export const ACT_LIMIT_MS = 10_000;

/** What something heard means to the act on its way. */
export type ActAnswer =
  | { readonly kind: "fate"; readonly fate: SendFate }
  /** The act goes on with this frame. */
  | { readonly kind: "write"; readonly frame: OutgoingFrame };

/** Listens for the outcome of one act; `undefined`: it was about something else. */
export type ActEar = (heard: Heard) => ActAnswer | undefined;

/** What is to be done for an act, as the room is now. */
export type ActPlan =
  /** Nothing: the room is so already. */
  | { readonly kind: "done" }
  | { readonly kind: "refused"; readonly obstacle: Obstacle }
  /** Writes a frame whose effect Rosey cannot see: that it was written is all there is to know. */
  | { readonly kind: "unseen"; readonly frame: OutgoingFrame; readonly warning: string }
  | {
    readonly kind: "write";
    readonly frame: OutgoingFrame;
    readonly hear: ActEar;
    readonly limitMs: number;
    /** What silence means: it was ignored, or it may still happen. */
    readonly silence: "no_effect" | "in_doubt";
  };

/** The room is as the act wants it. */
export const SO_ALREADY: ActPlan = { kind: "done" };

/** The act cannot be done. */
export function impossible(reason: SendRefusal, message: string): ActPlan {
  return { kind: "refused", obstacle: { reason, message } };
}

/** Writes a frame; the server shows its effect at once, or ignores it. */
export function writing(frame: OutgoingFrame, hear: ActEar): ActPlan {
  return { kind: "write", frame, hear, limitMs: ACT_LIMIT_MS, silence: "no_effect" };
}

/** The act is done when something is heard that fits. */
export function doneWhen(fits: (heard: Heard) => boolean): ActEar {
  return (heard) => fits(heard) ? { kind: "fate", fate: done() } : undefined;
}

/** An act ends with this fate. */
export function ended(fate: SendFate): ActAnswer {
  return { kind: "fate", fate };
}

/** An act ends with the server's refusal. */
export function refusedBy(reason: SendRefusal, message: string): ActAnswer {
  return ended(refused(reason, message));
}
