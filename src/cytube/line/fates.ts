/**
 * Fates and obstacles, as the parts of the line give them.
 *
 * @module
 */

import type { Readiness, SendFate, SendRefusal } from "../../domain/room_line.ts";

/** Why something cannot be sent. */
export interface Obstacle {
  readonly reason: SendRefusal;
  readonly message: string;
}

type Done = Extract<SendFate, { readonly outcome: "done" }>;

const DONE: Done = {
  outcome: "done",
  serverTimeMs: undefined,
  truncated: false,
  item: undefined,
  warning: undefined,
};

/** It happened. */
export function done(told: Partial<Omit<Done, "outcome">> = {}): SendFate {
  return { ...DONE, ...told };
}

/** It certainly did not, and will not. */
export function refused(reason: SendRefusal, message: string): SendFate {
  return { outcome: "refused", reason, message };
}

/** What becomes of something that is sent although it is not its time. */
export function unready(readiness: Exclude<Readiness, { readonly kind: "ready" }>): SendFate {
  if (readiness.kind === "refused") return refused(readiness.reason, readiness.message);
  const why = readiness.kind === "paused" && readiness.why !== "busy" ? readiness.why : "throttled";
  return { outcome: "put_back", why };
}
