/**
 * What programs outside may write into the audit.
 *
 * @module
 */

import { z } from "zod";
import { commandDetails } from "../../src/domain/command_details.ts";
import type { Desk, Service } from "../../src/plugin/mod.ts";
import { change, defineService, DONE, requestId, userName } from "../../src/plugin/mod.ts";
import type { AuditMemory } from "./plugin.ts";

const TEXT_MAX = 4_000;

const text = z.string().max(TEXT_MAX).nullable().optional();

/** See the module. */
export function auditServices(desk: Desk, { actions }: AuditMemory): readonly Service[] {
  return [
    defineService({
      subject: "rosey.db.action.pm_command",
      summary:
        "A command that another program was given by private message; its own are audited by themselves",
      policy: "open",
      request: z.object({
        username: userName,
        command: z.string().min(1).max(TEXT_MAX),
        args: text.describe("must hold no secrets"),
        result: text,
        error: text,
        id: requestId,
      }),
      answer: DONE,
      handle: ({ username, command, args, result, error, id }, context) =>
        change(
          desk,
          context,
          id,
          actions.logged({
            atMs: desk.clock.now(),
            user: username,
            kind: "pm_command",
            details: commandDetails({
              command,
              args: args ?? "",
              outcome: result ?? "",
              detail: error ?? undefined,
            }),
          }),
        ),
    }),
  ];
}
