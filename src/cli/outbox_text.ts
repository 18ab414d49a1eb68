/**
 * A row of the outbox, for people and for programs.
 *
 * @module
 */

import type { OutboxLine } from "../../db/repositories/mod.ts";
import { describeAction } from "../domain/room_action.ts";
import { momentText } from "./given_time.ts";
import { printable, textTable } from "./text_table.ts";

/** A row as a document. */
export function outboxDocument(line: OutboxLine) {
  const { id, state, reason, detail, outgoing, producer, part, parts, sends, truncated, shadowed } = line;
  return {
    id,
    state,
    reason: reason ?? null,
    detail: detail ?? null,
    kind: outgoing?.kind ?? null,
    class: line.class,
    to: outgoing?.kind === "pm" ? outgoing.to : null,
    what: whatOf(line),
    producer,
    part,
    parts,
    queuedAt: momentText(line.queuedAtMs),
    expiresAt: momentText(line.expiresAtMs),
    changedAt: orNull(line.changedAtMs),
    sends,
    lastSendAt: orNull(line.intent?.atMs),
    serverTime: orNull(line.serverTimeMs),
    truncated,
    shadowed,
  };
}

/** Rows as a list. */
export function outboxList(lines: readonly OutboxLine[]): string {
  if (lines.length === 0) return "Nothing.\n";
  return textTable(
    ["id", "state", "queued", "class", "from", "what"],
    lines.map((line) => [
      String(line.id),
      line.state,
      momentText(line.queuedAtMs),
      line.class,
      line.producer,
      `${recipientOf(line)}${whatOf(line)}${line.detail === undefined ? "" : ` (${line.detail})`}`,
    ]),
  );
}

/** One row with everything that is known of it, in the order in which it happened. */
export function outboxStory(line: OutboxLine): string {
  const { id, state, reason, detail, part, parts, intent, sends, changedAtMs, serverTimeMs } = line;
  const facts: [string, string | undefined][] = [
    ["what", `${recipientOf(line)}${whatOf(line)}`],
    ["class", `${line.class}, from ${line.producer === "" ? "an older Rosey" : line.producer}`],
    ["part", parts === 1 ? undefined : `${part} of ${parts}`],
    ["queued", momentText(line.queuedAtMs)],
    ["expires", state === "queued" ? momentText(line.expiresAtMs) : undefined],
    ["sent to", intent && `the server at ${momentText(intent.atMs)}, ${times(sends)} in all`],
    [state, changedAtMs === undefined ? "when is not known" : `since ${momentText(changedAtMs)}`],
    ["echo", serverTimeMs === undefined ? undefined : `at ${momentText(serverTimeMs)} by the server's clock`],
    ["cut", line.truncated ? "the server cut it" : undefined],
    ["unseen", line.shadowed ? "Rosey was shadow-muted: nobody else saw it" : undefined],
    ["why", reason === undefined && detail === undefined ? undefined : `${detail ?? ""} (${reason ?? ""})`],
  ];
  const lines = facts.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name.padEnd(8)} ${printable(value)}`]
  );
  return `${[`${id} ${state}`, ...lines].join("\n")}\n`;
}

/** What is said or done. */
function whatOf({ outgoing }: OutboxLine): string {
  if (outgoing === undefined) return "something that this Rosey does not know";
  return outgoing.kind === "action" ? describeAction(outgoing.action) : outgoing.text;
}

function recipientOf({ outgoing }: OutboxLine): string {
  return outgoing?.kind === "pm" ? `to ${outgoing.to}: ` : "";
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

function orNull(atMs: number | undefined): string | null {
  return atMs === undefined ? null : momentText(atMs);
}
