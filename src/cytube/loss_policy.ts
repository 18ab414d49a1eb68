/**
 * What Rosey does about each way of losing the room. The table is data; `docs/RECONNECT.md` is generated from it.
 *
 * @module
 */

import type { Random } from "../domain/clock.ts";
import { EXIT_CODES, type ExitReason } from "../domain/errors.ts";
import type { LossReason } from "../domain/events.ts";

/** One way to answer a loss. */
export type Policy =
  /** Try again, less and less often: from {@link BACKOFF} and full jitter. */
  | { readonly kind: "backoff" }
  /** Wait a fixed time and a random part more, then try again. */
  | { readonly kind: "wait"; readonly waitMs: number; readonly jitterMs: number }
  /** Wait and come back, but not for ever: the `limit`th time within `withinMs` stops. */
  | {
    readonly kind: "tolerate";
    readonly waitMs: number;
    readonly jitterMs: number;
    readonly limit: number;
    readonly withinMs: number;
    readonly exit: ExitReason;
  }
  | { readonly kind: "stop"; readonly exit: ExitReason };

/** Delays of a backoff: doubling from the first to the last, each a random part of it. */
export const BACKOFF = { firstMs: 1000, lastMs: 60_000, resetAfterMs: 20_000 } as const;

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Why a room can be lost other than by Rosey's own stop. */
export type UnwantedLoss = Exclude<LossReason, "stopped">;

/** The policy and, for the page, what the reason means. */
export const LOSS_POLICIES: Readonly<
  Record<UnwantedLoss, { readonly means: string; readonly policy: Policy }>
> = {
  network: {
    means: "The network or the server took the connection away, or none came about.",
    policy: { kind: "backoff" },
  },
  dead_line: { means: "The line was silent for 40 s.", policy: { kind: "backoff" } },
  server_closed: {
    means: "The server hung up: restart, or the channel was unloaded.",
    policy: { kind: "backoff" },
  },
  channel_unavailable: {
    means: "The server cannot load the channel or did not let Rosey in for a reason of its own.",
    policy: { kind: "backoff" },
  },
  partition_moved: {
    means: "The channel moved to another server; discovery is asked again.",
    policy: { kind: "backoff" },
  },
  rate_limited: {
    means: "`Rate limit exceeded`.",
    policy: { kind: "wait", waitMs: 10 * SECOND, jitterMs: 5 * SECOND },
  },
  too_many_connections: {
    means: "Too many connections from this address.",
    policy: { kind: "wait", waitMs: 10 * SECOND, jitterMs: 20 * SECOND },
  },
  guest_login_too_soon: {
    means: "The server grants an address one guest login in a while (60 s unless it says otherwise).",
    policy: { kind: "wait", waitMs: MINUTE, jitterMs: 5 * SECOND },
  },
  kicked: {
    means: "A moderator kicked Rosey.",
    policy: {
      kind: "tolerate",
      waitMs: MINUTE,
      jitterMs: 0,
      limit: 3,
      withinMs: 30 * MINUTE,
      exit: "kicked",
    },
  },
  duplicate_login: {
    means: "Somebody else logged in with Rosey's name.",
    policy: {
      kind: "tolerate",
      waitMs: MINUTE,
      jitterMs: 30 * SECOND,
      limit: 2,
      withinMs: 10 * MINUTE,
      exit: "duplicateLogin",
    },
  },
  banned: { means: "Banned from the channel or the server.", policy: { kind: "stop", exit: "banned" } },
  login_refused: {
    means: "Wrong password, unknown user, a name that is taken, reserved or illegal, or a name is demanded.",
    policy: { kind: "stop", exit: "loginRefused" },
  },
  channel_password: {
    means: "The channel's password is missing or wrong.",
    policy: { kind: "stop", exit: "channelPassword" },
  },
  channel_not_registered: {
    means: "The channel is not registered, and `--require-registered` is set.",
    policy: { kind: "stop", exit: "channelNotRegistered" },
  },
};

/** A loss, as one attempt to be in the room ended. */
export interface Loss {
  readonly reason: UnwantedLoss;
  /** For people: what happened. */
  readonly message: string;
  /** A wait that the server named itself. */
  readonly serverWaitMs?: number;
  /** How long Rosey was in the room; `undefined` if the attempt never got in. */
  readonly inRoomMs: number | undefined;
}

/** What happened before, of this process. */
export interface LossHistory {
  /** Backoffs since Rosey was last in the room for {@link BACKOFF}`.resetAfterMs`. */
  readonly backoffs: number;
  /** Times (monotonic, milliseconds) of the losses that are tolerated a few times only. */
  readonly tolerated: Readonly<Partial<Record<UnwantedLoss, readonly number[]>>>;
}

/** Nothing happened yet. */
export const NO_LOSSES: LossHistory = { backoffs: 0, tolerated: {} };

/** What to do now. */
export type Verdict =
  | { readonly kind: "retry"; readonly afterMs: number; readonly history: LossHistory }
  | { readonly kind: "stop"; readonly exit: ExitReason };

/** What the operator chose. */
export interface LossOptions {
  /** Stop (exit 26) when an attempt to get in fails for want of a server or a network. */
  readonly failFast: boolean;
}

/** Decides about one loss. Pure but for `random`. */
export function decide(
  loss: Loss,
  history: LossHistory,
  nowMs: number,
  options: LossOptions,
  random: Random,
): Verdict {
  const settled = loss.inRoomMs !== undefined && loss.inRoomMs >= BACKOFF.resetAfterMs;
  const backoffs = settled ? 0 : history.backoffs;
  const { policy } = LOSS_POLICIES[loss.reason];
  switch (policy.kind) {
    case "stop":
      return { kind: "stop", exit: policy.exit };
    case "backoff": {
      if (options.failFast && loss.inRoomMs === undefined) return { kind: "stop", exit: "serverUnreachable" };
      const ceilingMs = Math.min(BACKOFF.lastMs, BACKOFF.firstMs * 2 ** Math.min(backoffs, 16));
      return {
        kind: "retry",
        afterMs: random() * ceilingMs,
        history: { ...history, backoffs: backoffs + 1 },
      };
    }
    case "wait": {
      const waitMs = loss.serverWaitMs ?? policy.waitMs;
      return {
        kind: "retry",
        afterMs: waitMs + random() * policy.jitterMs,
        history: { ...history, backoffs },
      };
    }
    case "tolerate": {
      const earlier = history.tolerated[loss.reason] ?? [];
      const times = [...earlier.filter((time) => nowMs - time <= policy.withinMs), nowMs];
      if (times.length >= policy.limit) return { kind: "stop", exit: policy.exit };
      const tolerated = { ...history.tolerated, [loss.reason]: times };
      return {
        kind: "retry",
        afterMs: policy.waitMs + random() * policy.jitterMs,
        history: { backoffs, tolerated },
      };
    }
  }
}

/** The table as a page for operators. */
export function reconnectMarkdown(): string {
  const rows = Object.entries(LOSS_POLICIES).map(([reason, { means, policy }]) =>
    `| \`${reason}\` | ${means} | ${policyText(policy)} | ${exitText(policy)} |`
  );
  const { firstMs, lastMs, resetAfterMs } = BACKOFF;
  return [
    "# Losing the room, and coming back",
    "",
    "Each way of losing the room has one answer. Supervisors read the exit codes, so they never change. This page is",
    "generated from `src/cytube/loss_policy.ts`; a test keeps it current.",
    "",
    "| reason | what happened | what Rosey does | exit code when it stops |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
    `*Backoff*: at most ${firstMs / SECOND} s, doubled with every failure up to ${
      lastMs / SECOND
    } s, each time a random part of it ` +
    `(full jitter); forgotten after ${resetAfterMs / SECOND} s in the room.`,
    "",
    `With \`--fail-fast\` a backoff ends in exit code ${EXIT_CODES.serverUnreachable.code} at the first failure to get in.`,
    "",
    "Apart from all this, Rosey's own connects are paced: never more than 5 at once and then one in 10 s, which is the",
    "limit of the server. Their times are remembered across restarts, so that a program that is restarted again and again",
    "by its supervisor keeps to it too.",
    "",
  ].join("\n");
}

function policyText(policy: Policy): string {
  switch (policy.kind) {
    case "backoff":
      return "backoff, then again";
    case "wait":
      return `wait ${span(policy)}, then again`;
    case "tolerate":
      return `wait ${span(policy)}, then rejoin; ${ordinal(policy.limit)} time within ${
        policy.withinMs / MINUTE
      } minutes: stop`;
    case "stop":
      return "stop";
  }
}

function span({ waitMs, jitterMs }: { waitMs: number; jitterMs: number }): string {
  return jitterMs === 0 ? `${waitMs / SECOND} s` : `${waitMs / SECOND} to ${(waitMs + jitterMs) / SECOND} s`;
}

function ordinal(count: number): string {
  return ["zeroth", "first", "second", "third"][count] ?? `${count}th`;
}

function exitText(policy: Policy): string {
  return policy.kind === "stop" || policy.kind === "tolerate" ? String(EXIT_CODES[policy.exit].code) : "-";
}
