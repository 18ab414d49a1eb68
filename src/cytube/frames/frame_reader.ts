/**
 * Takes foreign frames in: looks up the rule, applies it, counts, and never throws.
 *
 * @module
 */

import { errorText } from "../../domain/errors.ts";
import type { ClientLog } from "../log_port.ts";
import { EVENT_TABLE } from "./event_table.ts";
import type { FrameContext } from "./rule.ts";

/** At most one log line about malformed payloads of one event in this time. */
const MALFORMED_LOG_PERIOD_MS = 1000;

/** Different unknown names that are told apart; names come from the network. The rest is counted as one. */
const UNKNOWN_NAME_LIMIT = 100;

/** Under this name further unknown events are counted. */
const OTHER_UNKNOWN = "(other)";

/** What came in, by the name of the event. */
export interface FrameCounts {
  /** Frames of known events. */
  readonly frames: ReadonlyMap<string, number>;
  readonly unknown: ReadonlyMap<string, number>;
  /** Frames, and members of lists, that were unreadable. */
  readonly malformed: ReadonlyMap<string, number>;
}

/** Reads the frames of all connections of one client. */
export class FrameReader {
  readonly #log: ClientLog;
  readonly #frames = new Map<string, number>();
  readonly #unknown = new Map<string, number>();
  readonly #malformed = new Map<string, number>();
  readonly #loggedAtMs = new Map<string, number>();

  constructor(log: ClientLog) {
    this.#log = log;
  }

  get counts(): FrameCounts {
    return { frames: this.#frames, unknown: this.#unknown, malformed: this.#malformed };
  }

  /** Applies one frame. */
  read(event: string, payload: unknown, context: Omit<FrameContext, "unreadable">): void {
    const rule = EVENT_TABLE.get(event);
    if (rule === undefined) return this.#countUnknown(event);
    count(this.#frames, event);
    if (rule.kind === "ignored") return;
    const nowMs = context.nowMs();
    const unreadable = (parts: number) => {
      if (parts > 0) this.#countMalformed(event, `${parts} members of the list are unreadable`, nowMs, parts);
    };
    const problem = attempt(() => rule.apply(payload, { ...context, unreadable }));
    if (problem !== undefined) this.#countMalformed(event, problem, nowMs);
  }

  #countUnknown(event: string): void {
    const name = this.#unknown.has(event) || this.#unknown.size < UNKNOWN_NAME_LIMIT ? event : OTHER_UNKNOWN;
    if (!this.#unknown.has(name)) {
      this.#log.debug("unknown event of the server", { event: name.slice(0, 60) });
    }
    count(this.#unknown, name);
  }

  #countMalformed(event: string, problem: string, nowMs: number, parts = 1): void {
    count(this.#malformed, event, parts);
    const loggedAtMs = this.#loggedAtMs.get(event);
    if (loggedAtMs !== undefined && nowMs - loggedAtMs < MALFORMED_LOG_PERIOD_MS) return;
    this.#loggedAtMs.set(event, nowMs);
    this.#log.warn("malformed frame of the server", { event, problem });
  }
}

/** A payload so odd that reading it throws, such as one nested too deeply, is malformed like any other. */
function attempt(apply: () => string | undefined): string | undefined {
  try {
    return apply();
  } catch (thrown) {
    if (thrown instanceof RangeError) return errorText(thrown);
    throw thrown;
  }
}

function count(counts: Map<string, number>, name: string, by = 1): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}
