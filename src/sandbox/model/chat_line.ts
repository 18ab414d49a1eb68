/**
 * A chat line as it goes to clients and lies in the replay buffer.
 *
 * @module
 */

/** What a line carries beside its text. */
export interface ChatMeta {
  readonly addClass?: string;
  readonly action?: true;
  readonly addClassToNameAndTimestamp?: true;
  readonly forceShowName?: true;
  readonly modflair?: number;
  readonly shadow?: true;
  readonly superadminflair?: { readonly labelclass: string; readonly icon: string };
}

/** The payload of `chatMsg`. */
export interface ChatLine {
  readonly username: string;
  /** HTML. */
  readonly msg: string;
  readonly meta: ChatMeta;
  /** Milliseconds of the server's clock. */
  readonly time: number;
}

/** Lines that a channel keeps and gives to everybody who joins (built into CyTube). */
export const BUFFER_LINES = 15;
