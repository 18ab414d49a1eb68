/**
 * CyTube's rules for names of people and channels.
 *
 * @module
 */

/** What {@link isUserName} refuses is answered with this, if it was a guest's. */
export const INVALID_USER_NAME =
  "Invalid username.  Usernames must be 1-20 characters long and consist only of characters a-z, A-Z, 0-9, -, or _.";
/** What {@link isChannelName} refuses is answered with this. */
export const INVALID_CHANNEL_NAME =
  "Invalid channel name.  Channel names may consist of 1-30 characters in the set a-z, A-Z, 0-9, -, and _";

/** Whether a person may have this name. */
export function isUserName(name: string): boolean {
  return /^[A-Za-z0-9_-]{1,20}$/.test(name);
}

/** Whether a channel may have this name. */
export function isChannelName(name: string): boolean {
  return /^[A-Za-z0-9_-]{1,30}$/.test(name);
}

/** Names are compared without case. */
export function nameKey(name: string): string {
  return name.toLowerCase();
}

/** Names that look alike to a reader have one key: `o` and `0`, `i`, `l` and `1`, `-` and `_`. */
export function lookAlikeKey(name: string): string {
  return name.toLowerCase().replace(/[o0]/g, "0").replace(/[il1]/g, "1").replace(/[-_]/g, "_");
}
