/**
 * `rosey sandbox`: the room on this machine, without Rosey.
 *
 * @module
 */

import { type Random, seededRandom, systemClock } from "../../domain/clock.ts";
import { RoseyError } from "../../domain/errors.ts";
import { SANDBOX_ACCOUNTS, SANDBOX_CHANNEL } from "../../sandbox/default_setup.ts";
import type { Sandbox } from "../../sandbox/server.ts";
import { chanceOf } from "../chance.ts";
import type { RoseyContext } from "../command_context.ts";
import { readConfig } from "../read_config.ts";
import type { SandboxFlags } from "../command_table.ts";
import { startSandbox } from "../sandbox_room.ts";
import { aborted, untilStopped } from "../until_stopped.ts";

/** Starts the sandbox and stays. */
export async function sandbox(this: RoseyContext, flags: SandboxFlags): Promise<void> {
  const { host } = this;
  const { settings } = await readConfig(host, flags);
  const faults = readFaults(flags);
  const random: Random = flags.seed === undefined
    ? chanceOf(systemClock)
    : seededRandom(numberOf("seed", flags.seed));
  await untilStopped(host, async (signal) => {
    const room = await startSandbox({
      clock: systemClock,
      random,
      port: settings.sandbox_port,
      keep: flags.keep,
    });
    switchOn(room.sandbox, faults);
    host.out.write(greeting(room.sandbox.url));
    await aborted(signal);
    await room.stop();
  });
}

/** How often each fault strikes (0 to 1), and how long. */
interface FaultChances {
  readonly drop: number;
  readonly duplicate: number;
  readonly delayMs: number;
  readonly refuse: string | undefined;
}

function readFaults(flags: SandboxFlags): FaultChances {
  return {
    drop: probabilityOf("drop", flags.drop),
    duplicate: probabilityOf("duplicate", flags.duplicate),
    delayMs: numberOf("delay", flags.delay ?? "0"),
    refuse: flags.refuse,
  };
}

function switchOn({ faults }: Sandbox, { drop, duplicate, delayMs, refuse }: FaultChances): void {
  if (drop > 0) faults.frames({ action: { kind: "drop" }, probability: drop });
  if (duplicate > 0) faults.frames({ action: { kind: "duplicate", copies: 2 }, probability: duplicate });
  if (delayMs > 0) faults.frames({ action: { kind: "delay", delayMs } });
  faults.refuseConnections(refuse);
}

function greeting(url: string): string {
  const accounts = SANDBOX_ACCOUNTS.map(({ name, password }) => `${name}/${password}`).join(", ");
  return `The sandbox: ${url}/ (channel ${SANDBOX_CHANNEL}; name/password: ${accounts})\nCtrl+C ends it.\n`;
}

function probabilityOf(flag: string, text = "0"): number {
  const chance = numberOf(flag, text);
  if (chance > 1) throw refusal(flag, text, "a number from 0 to 1");
  return chance;
}

function numberOf(flag: string, text: string): number {
  const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isFinite(value)) throw refusal(flag, text, "a number, 0 or more");
  return value;
}

function refusal(flag: string, text: string, expected: string): RoseyError {
  return new RoseyError(`--${flag} is ${JSON.stringify(text)}, but must be ${expected}`, {
    code: "cli.usage",
    hint: "Run rosey sandbox --help for its flags.",
    exit: "usage",
  });
}
