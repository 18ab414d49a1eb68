/**
 * The audit: every command and every act of moderation, once, with how it ended.
 *
 * The kinds are stable, because people filter by them: `pm_command` (as in v0.5.0), `chat_command`, and
 * `moderation_kick`, `moderation_ban` and so on for each act that the room tells of.
 *
 * @module
 */

import { z } from "zod";
import type { UserActionsRepository } from "../../db/repositories/mod.ts";
import { commandDetails } from "../../src/domain/command_details.ts";
import type { Desk, EventOf } from "../../src/plugin/mod.ts";
import { definePlugin } from "../../src/plugin/mod.ts";
import { type AuditReads, auditRoutes } from "./routes.ts";
import { auditServices } from "./services.ts";

/** What the plugin writes and reads. */
export interface AuditMemory {
  readonly actions: AuditReads["actions"] & Pick<UserActionsRepository, "logged">;
}

/** Stands for the person where the server does not tell who it was; no user can have such a name. */
const UNTOLD = "[unknown]";

function moderationDetails({ target, detail }: EventOf<"moderation">): string | undefined {
  const parts = [
    ...(target === undefined ? [] : [`target: ${target}`]),
    ...(detail === undefined ? [] : [`detail: ${detail}`]),
  ];
  return parts.length === 0 ? undefined : parts.join(", ");
}

/** See the top of this file. */
export default definePlugin({
  name: "audit",
  summary: "Writes down every command and every act of moderation",
  // Whoever could switch it off could act without a trace.
  essential: true,
  settings: z.strictObject({}),
  routes: (_desk: Desk, memory: AuditMemory) => auditRoutes(memory),
  setup(rosey, { actions }: AuditMemory) {
    rosey.record("command.finished", (event) =>
      actions.logged({
        atMs: event.atMs,
        user: event.user,
        kind: event.via === "pm" ? "pm_command" : "chat_command",
        details: commandDetails(event),
      }));

    rosey.record("moderation", (event) =>
      actions.logged({
        atMs: event.atMs,
        user: event.by ?? UNTOLD,
        kind: `moderation_${event.action}`,
        details: moderationDetails(event),
      }));
  },
  services: auditServices,
});
