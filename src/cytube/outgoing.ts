/**
 * Frames that Rosey sends.
 *
 * @module
 */

import type { ServerCommand } from "../domain/server_command.ts";
import type { PlainText } from "../domain/text.ts";

/** Nothing of what a line may carry beside its text. */
type NoMeta = Record<never, never>;

/** A frame to the server, by its event. */
export type OutgoingFrame =
  | { readonly event: "login"; readonly payload: { readonly name: string; readonly pw?: string } }
  | { readonly event: "joinChannel"; readonly payload: { readonly name: string; readonly pw?: string } }
  | {
    readonly event: "chatMsg";
    readonly payload: { readonly msg: PlainText | ServerCommand; readonly meta: NoMeta };
  }
  | {
    readonly event: "pm";
    readonly payload: { readonly to: string; readonly msg: PlainText; readonly meta: NoMeta };
  };
