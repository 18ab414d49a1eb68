/**
 * Frames that Rosey sends.
 *
 * @module
 */

/** A frame to the server, by its event. */
export type OutgoingFrame =
  | { readonly event: "login"; readonly payload: { readonly name: string; readonly pw?: string } }
  | { readonly event: "joinChannel"; readonly payload: { readonly name: string; readonly pw?: string } }
  | {
    readonly event: "chatMsg";
    readonly payload: { readonly msg: string; readonly meta: Record<never, never> };
  }
  | {
    readonly event: "pm";
    readonly payload: { readonly to: string; readonly msg: string; readonly meta: Record<never, never> };
  };
