/**
 * Something that is done now or not at all, and leaves no row: Rosey's AFK mark. A newer one takes the place of one that
 * waits.
 *
 * @module
 */

import type { Outgoing, RoomLine, SendFate } from "../../src/domain/room_line.ts";
import type { ActionFate, RoomAction } from "../../src/plugin/mod.ts";

/** Why something was not written, or is as if it had not been. */
export const PUT_BACK_TEXT = {
  throttled: "the server's flood limit refused it",
  muted: "Rosey is muted",
  outside: "the room was lost before it was written",
} as const;

interface Waiting {
  readonly outgoing: Outgoing;
  readonly resolve: (fate: ActionFate) => void;
}

/** What comes of a look at it. */
export type Passing =
  | { readonly kind: "none" }
  | { readonly kind: "wait"; readonly waitMs: number | undefined }
  | { readonly kind: "sent"; readonly landed: Promise<void> };

/** See the module. */
export class PassingAct {
  readonly #line: RoomLine;
  #waiting: Waiting | undefined;

  constructor(line: RoomLine) {
    this.#line = line;
  }

  /** Puts it in line; resolves with what became of it. */
  put(action: RoomAction): Promise<ActionFate> {
    this.giveUp("a newer one took its place");
    return new Promise((resolve) => {
      this.#waiting = { outgoing: { kind: "action", action }, resolve };
    });
  }

  /** Whatever waits is not done. */
  giveUp(message: string): void {
    this.#waiting?.resolve({ outcome: "expired", message });
    this.#waiting = undefined;
  }

  /** Sends it if it may go now; `isOpen`: whether anything may go. */
  step(isOpen: boolean): Passing {
    const waiting = this.#waiting;
    if (waiting === undefined) return { kind: "none" };
    const { outgoing, resolve } = waiting;
    const readiness = this.#line.readiness(outgoing);
    switch (readiness.kind) {
      case "wait":
        return readiness;
      case "paused":
        if (readiness.why === "busy") return { kind: "wait", waitMs: undefined };
        this.giveUp(PUT_BACK_TEXT[readiness.why]);
        return { kind: "none" };
      case "refused":
        this.#waiting = undefined;
        resolve({ outcome: "refused", reason: readiness.reason, message: readiness.message });
        return { kind: "none" };
      case "ready":
        if (!isOpen) return { kind: "wait", waitMs: undefined };
        this.#waiting = undefined;
        return { kind: "sent", landed: this.#line.send(outgoing).then((fate) => resolve(actionFate(fate))) };
    }
  }
}

function actionFate(fate: SendFate): ActionFate {
  if (fate.outcome === "put_back") return { outcome: "expired", message: PUT_BACK_TEXT[fate.why] };
  return fate.outcome === "done" ? { outcome: "done", item: fate.item, warning: fate.warning } : fate;
}
