/**
 * `rosey why`.
 *
 * @module
 */

import { RoseyError } from "../../domain/errors.ts";
import type { RoseyContext } from "../command_context.ts";
import { jsonText } from "../database_access.ts";
import { runningRosey } from "../room_memory.ts";
import { printable } from "../text_table.ts";
import type { WhyFlags } from "../why_command_table.ts";

/** Asks the running Rosey why a command can be used, or not. */
export async function why(
  this: RoseyContext,
  flags: WhyFlags,
  command: string,
  user?: string,
): Promise<void> {
  const { host } = this;
  const { rosey, database } = await runningRosey(host, flags);
  if (rosey === undefined) {
    throw new RoseyError(`no Rosey runs on this machine with the database ${database}`, {
      code: "control.nobody",
      hint: "Only a Rosey in the room knows its people. Start her, or name her database with --database.",
      exit: "notFound",
    });
  }
  const via = flags.pm === true ? "pm" : "chat";
  const { allowed, check, reason, fix, ...told } = await rosey.why({
    command,
    user,
    via,
    target: flags.target,
  });
  if (flags.json === true) {
    const document = { ...told, allowed, check: check ?? null, reason: reason ?? null, fix: fix ?? null };
    return host.out.write(jsonText(document));
  }
  const answer = allowed
    ? `Nothing stands in the way: ${told.user} may use ${told.command}.`
    : `${told.user} cannot use ${told.command} now. ${reason ?? ""} ${fix ?? ""}`;
  host.out.write(`${printable(answer).trimEnd()}\n`);
}
