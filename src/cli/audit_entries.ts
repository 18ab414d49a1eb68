/**
 * Entries of the audit by how a command ended, which stands in their details.
 *
 * @module
 */

import type { UserAction, UserActionFilter, UserActionsRepository } from "../../db/repositories/mod.ts";

/** Entries that are read at a time. */
const PAGE = 500;

/** What the details of an entry say of a command; the arguments may say anything, so the last result counts. */
const COMMAND =
  /^cmd=(?<command>[^,]*), args: (?<args>.*), result: (?<outcome>success|refused|error)(?:, error: (?<reason>.*))?$/s;

/** A command, as an entry tells it. */
export interface AuditedCommand {
  readonly command: string;
  readonly args: string;
  readonly outcome: string;
  readonly reason: string | null;
}

/** The command that an entry tells of; `undefined` for one of another kind. */
export function auditedCommand(details: string | undefined): AuditedCommand | undefined {
  const { command, args, outcome, reason } = COMMAND.exec(details ?? "")?.groups ?? {};
  if (command === undefined || args === undefined || outcome === undefined) return undefined;
  return { command, args, outcome, reason: reason ?? null };
}

/** The newest `limit` entries, newest first; with an outcome, those of commands that ended so. */
export async function newestEntries(
  actions: Pick<UserActionsRepository, "list">,
  { outcome, limit, ...filter }: Omit<UserActionFilter, "outcome"> & {
    readonly outcome: UserActionFilter["outcome"] | undefined;
    readonly limit: number;
  },
): Promise<UserAction[]> {
  if (outcome === undefined) return await actions.list({ ...filter, limit });
  const found: UserAction[] = [];
  let last: UserAction | undefined;
  for (;;) {
    const after = last === undefined ? {} : { after: last };
    const page = await actions.list({ ...filter, outcome, limit: PAGE, ...after });
    found.push(...page.filter(({ details }) => auditedCommand(details)?.outcome === outcome));
    last = page.at(-1);
    if (last === undefined || page.length < PAGE || found.length >= limit) return found.slice(0, limit);
  }
}
