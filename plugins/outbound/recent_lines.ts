/**
 * The last lines that were echoed. A shadow-muted sender gets echoes as everybody does, and nobody else sees the lines; but
 * the room's history never holds them. So a later replay is asked for these, too.
 *
 * @module
 */

import type { OutboxKey, OutboxLine } from "../../db/repositories/mod.ts";
import type { SeenLine } from "../../src/domain/room_line.ts";
import type { ConfirmedLine } from "./lane_runner.ts";
import { type ConfirmedText, isShadowed } from "./replay_proof.ts";

/** More lines than a replay can hold. */
export const RECENT_LINES = 20;

type RecentLine = ConfirmedText & OutboxKey & { shadowed: boolean };

/** See the module. */
export class RecentLines {
  #lines: RecentLine[] = [];

  /** Oldest first. */
  get texts(): readonly ConfirmedText[] {
    return this.#lines;
  }

  /** Whether a line of this server time is one of them. */
  has(serverTimeMs: number): boolean {
    return this.#lines.some((line) => line.serverTimeMs === serverTimeMs);
  }

  /** Lines of an earlier life, newest first. */
  load(rows: readonly OutboxLine[]): void {
    for (const { group, part, outgoing, intent, serverTimeMs, shadowed } of rows.toReversed()) {
      if (outgoing?.kind !== "chat" || intent === undefined || serverTimeMs === undefined) continue;
      this.#add({ group, part, text: outgoing.text, intent, serverTimeMs, shadowed });
    }
  }

  /** A line was echoed just now. */
  add({ group, intent, serverTimeMs, shadowed }: ConfirmedLine): void {
    const [{ part, outgoing }] = group.lines;
    if (outgoing.kind !== "chat") return;
    this.#add({ group: group.group, part, text: outgoing.text, intent, serverTimeMs, shadowed });
  }

  /** Those of which a replay shows that nobody saw them, each once. */
  shadowedBy(replay: readonly SeenLine[]): readonly OutboxKey[] {
    const found = this.#lines.filter((line) => !line.shadowed && isShadowed(line, replay));
    for (const line of found) line.shadowed = true;
    return found;
  }

  #add(line: RecentLine): void {
    this.#lines = [...this.#lines, line].slice(-RECENT_LINES);
  }
}
