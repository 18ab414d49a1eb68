/**
 * `rosey audit`.
 *
 * @module
 */

import type { UserAction, UserActionFilter } from "../../../db/repositories/mod.ts";
import { commandIn, OUTCOMES } from "../../domain/command_details.ts";
import { RoseyError } from "../../domain/errors.ts";
import type { AuditFlags } from "../audit_command_table.ts";
import type { RoseyContext } from "../command_context.ts";
import { jsonText } from "../database_access.ts";
import { wholeNumber } from "../given_number.ts";
import { momentMs, momentText } from "../given_time.ts";
import { withRoomMemory } from "../room_memory.ts";
import { textTable } from "../text_table.ts";

const LIMIT_MAX = 100_000;

/** Prints entries of the audit, newest first. */
export async function showAudit(this: RoseyContext, flags: AuditFlags): Promise<void> {
  const { host } = this;
  const outcome = outcomeOf(flags.outcome);
  const limit = wholeNumber("--limit", flags.limit ?? "50", [1, LIMIT_MAX]);
  await withRoomMemory(host, flags, async ({ repositories, clock }) => {
    const filter = filterOf(flags, clock.now());
    const ended = outcome === undefined ? {} : { outcome };
    const entries = await repositories.actions.list({ ...filter, ...ended, limit });
    if (flags.json === true) return host.out.write(jsonText({ entries: entries.map(document) }));
    const kinds = entries.length === 0 && flags.kind !== undefined ? await repositories.actions.kinds() : [];
    host.out.write(entries.length === 0 ? nothing(flags, kinds) : text(entries));
  });
}

function filterOf({ user, kind, since, until }: AuditFlags, nowMs: number): UserActionFilter {
  return {
    ...(user === undefined ? {} : { user }),
    ...(kind === undefined ? {} : { kind }),
    ...(since === undefined ? {} : { fromMs: momentMs("--since", since, nowMs) }),
    ...(until === undefined ? {} : { toMs: momentMs("--until", until, nowMs) }),
  };
}

function outcomeOf(text: string | undefined): (typeof OUTCOMES)[number] | undefined {
  const named = OUTCOMES.find((outcome) => outcome === text);
  if (text === undefined || named !== undefined) return named;
  throw new RoseyError(`--outcome is ${JSON.stringify(text)}, but must be one of ${OUTCOMES.join(", ")}`, {
    code: "cli.usage",
    hint: "Give one of them, or leave the flag out for all.",
    exit: "usage",
  });
}

function document({ id, atMs, user, kind, details }: UserAction) {
  return { id, at: momentText(atMs), user, kind, details: details ?? null, ...commandIn(details) };
}

/** Kinds are an open set, as old as the database: one that nothing is of is told with those that there are. */
function nothing({ kind }: AuditFlags, kinds: readonly string[]): string {
  if (kind === undefined || kinds.includes(kind)) return "No entries.\n";
  const others = kinds.length === 0 ? "" : ` There are: ${kinds.join(", ")}.`;
  return `No entry is of the kind ${JSON.stringify(kind)}.${others}\n`;
}

function text(entries: readonly UserAction[]): string {
  return textTable(
    ["when", "who", "kind", "what"],
    entries.map(({ atMs, user, kind, details }) => [momentText(atMs), user, kind, details ?? ""]),
  );
}
