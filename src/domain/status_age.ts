/**
 * How long the status is believed that a bot writes into the memory: one that was killed cannot say so.
 *
 * @module
 */

/** After this time a bot writes her status again, also when nothing has changed. */
export const STATUS_RENEWED_MS = 15_000;

/** A status that is older tells of nobody: two renewals may come late, or be missed. */
export const STATUS_BELIEVED_MS = 45_000;

/** What is known of when it was written. */
export interface DatedStatus {
  readonly botConnected: boolean | undefined;
  readonly updatedMs: number | undefined;
}

/** Whether the bot is in the room, as far as the memory tells. One from the future is of a clock that was set back. */
export function isBotConnected(status: DatedStatus | undefined, nowMs: number): boolean {
  if (status?.botConnected !== true || status.updatedMs === undefined) return false;
  return Math.abs(nowMs - status.updatedMs) <= STATUS_BELIEVED_MS;
}
