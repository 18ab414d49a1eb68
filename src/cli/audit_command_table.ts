/**
 * `rosey audit`: its flags.
 *
 * @module
 */

import { buildCommand } from "@stricli/core";
import type { RoseyContext } from "./command_context.ts";
import { databaseFlags, type FlagValues, switchFlag, textFlag } from "./setting_flags.ts";

const auditFlags = {
  user: textFlag("NAME", "Only what this person did; upper and lower case do not matter"),
  kind: textFlag("KIND", "Only this kind: chat_command, pm_command, moderation_kick and so on"),
  outcome: textFlag("OUTCOME", "Only commands that ended so: success, refused or error"),
  since: textFlag("TIME", "Only from then on: 2d (two days ago), or 2026-11-28T20:00 in UTC"),
  until: textFlag("TIME", "Only before then"),
  limit: textFlag("NUMBER", "The newest so many (default 50)"),
  ...databaseFlags,
  json: switchFlag("Print JSON"),
};

/** Flags of `audit`. */
export type AuditFlags = FlagValues<typeof auditFlags>;

/** `rosey audit`. */
export const audit = buildCommand<AuditFlags, [], RoseyContext>({
  loader: async () => (await import("./commands/audit.ts")).showAudit,
  parameters: { flags: auditFlags },
  docs: { brief: "Show who did what through Rosey and in the room, and how it ended; the newest first" },
});
