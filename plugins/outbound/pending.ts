/**
 * What waits, as it is held in the process: rows of the outbox that were queued together, and go together.
 *
 * @module
 */

import type { OutboxKey, OutboxLine, OutboxRequest } from "../../db/repositories/mod.ts";
import { messageParts } from "../../src/domain/message_parts.ts";
import { LINE_CLASSES, type LineClass } from "../../src/domain/outbox.ts";
import type { Lane, Outgoing, SeenLine } from "../../src/domain/room_line.ts";

/** One line or act that is still to go. */
export interface PendingLine extends OutboxKey {
  /** `undefined` while the database is away: then the row has no number yet. */
  readonly id: number | undefined;
  readonly outgoing: Outgoing;
  /** How often it was written to the server. */
  readonly sends: number;
}

/** What was queued together, as far as it is still to go. */
export interface PendingGroup {
  readonly group: string;
  readonly parts: number;
  readonly lane: Lane;
  readonly class: LineClass;
  readonly producer: string;
  readonly collapseKey: string | undefined;
  readonly expiresAtMs: number;
  /** The first is the next; never empty. */
  readonly lines: readonly [PendingLine, ...PendingLine[]];
}

/** What was known when something was about to be sent. */
export interface Intent {
  readonly atMs: number;
  /** The newest line of chat by then. */
  readonly seen: SeenLine | undefined;
}

/** Whether a part of it has gone already: then the rest is neither replaced nor too old. */
export function isBegun({ lines: [next] }: PendingGroup): boolean {
  return next.part > 1;
}

/** The group without its next line; `undefined` when that was the last. */
export function withoutNext(group: PendingGroup): PendingGroup | undefined {
  const [, next, ...rest] = group.lines;
  return next === undefined ? undefined : { ...group, lines: [next, ...rest] };
}

/** What a request becomes that was queued while its rows cannot be read. */
export function groupOf(request: OutboxRequest): PendingGroup | undefined {
  const { group, outgoing, class: className, atMs } = request;
  const [next, ...rest] = outgoing.map((one, index) => ({
    id: undefined,
    group,
    part: index + 1,
    outgoing: one,
    sends: 0,
  }));
  if (next === undefined) return undefined;
  return {
    group,
    parts: outgoing.length,
    lane: request.lane,
    class: className,
    producer: request.producer,
    collapseKey: request.collapseKey,
    expiresAtMs: atMs + (request.waitLimitMs ?? LINE_CLASSES[className].waitLimitMs),
    lines: [next, ...rest],
  };
}

/**
 * Rows, in the order of their numbers, as groups. A row that cannot be sent as it is ends its group: {@link isFit} tells
 * which.
 */
export function groupsOf(rows: readonly OutboxLine[]): PendingGroup[] {
  const groups = new Map<string, PendingGroup>();
  for (const row of rows) {
    if (row.outgoing === undefined || !isFit(row)) continue;
    const { id, group, part, outgoing, sends } = row;
    const line: PendingLine = { id, group, part, outgoing, sends };
    const before = groups.get(group);
    groups.set(
      group,
      before === undefined ? { ...row, lines: [line] } : { ...before, lines: [...before.lines, line] },
    );
  }
  return [...groups.values()];
}

/** Whether the server takes a row as it is. What Rosey queues does; another program may queue any text. */
export function isFit({ outgoing }: OutboxLine): boolean {
  if (outgoing === undefined || outgoing.kind === "action") return outgoing !== undefined;
  const [only, ...more] = messageParts(outgoing.text);
  return only === outgoing.text && more.length === 0;
}
