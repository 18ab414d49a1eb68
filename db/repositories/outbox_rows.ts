/**
 * A row of the outbox as the rest of Rosey sees it. Rows of other programs, of older and newer ones are read here too:
 * what cannot be understood is said to be so, and never guessed.
 *
 * @module
 */

import type { Selectable } from "kysely";
import { z } from "zod";
import { LINE_CLASS_NAMES, LINE_CLASSES, type LineClass, OUTBOX_STATES } from "../../src/domain/outbox.ts";
import type { OutboxState } from "../../src/domain/outbox.ts";
import type { Lane, Outgoing, SeenLine } from "../../src/domain/room_line.ts";
import { plainText } from "../../src/domain/text.ts";
import type { Database } from "../schema.ts";
import { parseAction } from "./room_action_json.ts";
import { toMs } from "./times.ts";

/** Names a row before it has a number. */
export interface OutboxKey {
  /** What was queued together. */
  readonly group: string;
  /** Its place in there, from 1. */
  readonly part: number;
}

/** What is to be said or done, as it is stored. */
export interface OutboxLine extends OutboxKey {
  readonly id: number;
  readonly parts: number;
  readonly lane: Lane;
  readonly class: LineClass;
  readonly producer: string;
  /** `undefined` when it cannot be read, as an act of a newer Rosey. */
  readonly outgoing: Outgoing | undefined;
  readonly collapseKey: string | undefined;
  readonly state: OutboxState;
  /** Why it is in its state: a stable name, and in words. */
  readonly reason: string | undefined;
  readonly detail: string | undefined;
  readonly queuedAtMs: number;
  readonly expiresAtMs: number;
  /** When it came into its state; `undefined` in rows of an old bot. */
  readonly changedAtMs: number | undefined;
  /** What was known when it was about to be sent last; `undefined` before that. */
  readonly intent: { readonly atMs: number; readonly seen: SeenLine | undefined } | undefined;
  /** Server time of its echo, milliseconds. */
  readonly serverTimeMs: number | undefined;
  /** How often it was written to the server. */
  readonly sends: number;
  /** The server cut it. */
  readonly truncated: boolean;
  /** Echoed to Rosey, and seen by nobody. */
  readonly shadowed: boolean;
}

const Seen = z.object({
  user: z.string(),
  html: z.string(),
  text: z.string(),
  serverTimeMs: z.number(),
  own: z.boolean(),
});

type Row = Selectable<Database["outbound_messages"]>;

/** See the module. */
export function outboxLine(row: Row): OutboxLine {
  const className = LINE_CLASS_NAMES.find((name) => name === row.class) ?? "message";
  const queuedAtMs = row.queued_at_ms ?? toMs(row.timestamp);
  return {
    id: row.id,
    group: row.group_key ?? `row ${row.id}`,
    part: row.part,
    parts: row.parts,
    lane: row.lane === "room" ? "room" : "chat",
    class: className,
    producer: row.producer,
    outgoing: outgoingOf(row),
    collapseKey: row.collapse_key ?? undefined,
    state: OUTBOX_STATES.find((state) => state === row.state) ?? "in_doubt",
    reason: row.reason ?? undefined,
    detail: row.last_error ?? undefined,
    queuedAtMs,
    expiresAtMs: row.expires_at_ms ?? queuedAtMs + LINE_CLASSES[className].waitLimitMs,
    changedAtMs: row.changed_at_ms ?? undefined,
    intent: row.intent_at_ms === null
      ? undefined
      : { atMs: row.intent_at_ms, seen: row.intent_seen === null ? undefined : parseSeen(row.intent_seen) },
    serverTimeMs: row.server_time_ms ?? undefined,
    sends: row.sends,
    truncated: row.truncated === 1,
    shadowed: row.shadowed === 1,
  };
}

function outgoingOf(row: Row): Outgoing | undefined {
  switch (row.kind) {
    case "chat":
      return { kind: "chat", text: plainText(row.message) };
    case "pm":
      if (row.recipient === null) return undefined;
      return { kind: "pm", to: row.recipient, text: plainText(row.message) };
    case "action": {
      const action = row.action === null ? undefined : parseAction(row.action);
      return action === undefined ? undefined : { kind: "action", action };
    }
    default:
      return undefined;
  }
}

/** What cannot be read is a line that no replay can hold: then nothing is proved. */
function parseSeen(json: string): SeenLine | undefined {
  try {
    return Seen.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}
