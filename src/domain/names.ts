/**
 * Names of people and channels, as CyTube allows and compares them.
 *
 * @module
 */

/** Names are unique without case in a channel: this is the form that maps are keyed by. */
export function nameKey(name: string): string {
  return name.toLowerCase();
}

/** Whether two spellings are one user. */
export function sameName(left: string | undefined, right: string | undefined): boolean {
  return left !== undefined && right !== undefined && nameKey(left) === nameKey(right);
}

/** CyTube's rule for a user's name: 1 to 20 of `A-Z a-z 0-9 - _`. */
export function isUserName(text: string): boolean {
  return /^[\w-]{1,20}$/.test(text);
}

/** CyTube's rule for a channel's name: 1 to 30 of `A-Z a-z 0-9 - _`. */
export function isChannelName(text: string): boolean {
  return /^[\w-]{1,30}$/.test(text);
}

/** `[server]`, `[voteskip]`: lines under such names are the server's own; no user can have one. */
export function isServerName(name: string): boolean {
  return name.startsWith("[");
}
