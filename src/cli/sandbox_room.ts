/**
 * The sandbox as this program starts it: its accounts, its room, its faults, and the file that keeps it.
 *
 * @module
 */

import type { Clock, Random } from "../domain/clock.ts";
import { SANDBOX_ACCOUNTS, SANDBOX_CHANNELS } from "../sandbox/default_setup.ts";
import { Sandbox } from "../sandbox/server.ts";
import { loadState, saveState } from "../sandbox/state_file.ts";

/** The file of the memory of the sandbox that `rosey start` opens, in the folder of Rosey's state. */
export const SANDBOX_DATABASE = "sandbox.db";

/** What {@link startSandbox} needs. */
export interface SandboxRoomOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** 0 takes any free port. */
  readonly port: number;
  /** What is kept from one start to the next, and where; nothing when left out. */
  readonly keep?: string | undefined;
}

/** A sandbox that runs. */
export interface SandboxRoom {
  readonly sandbox: Sandbox;
  /** Stops it, and keeps what is to be kept. */
  stop(): Promise<void>;
}

/**
 * Starts the sandbox.
 *
 * @throws {RoseyError} `sandbox.port_in_use`, or `sandbox.keep_file` when the file cannot be used.
 */
export async function startSandbox({ clock, random, port, keep }: SandboxRoomOptions): Promise<SandboxRoom> {
  const state = keep === undefined ? undefined : await loadState(keep);
  const sandbox = await Sandbox.start({
    clock,
    random,
    port,
    accounts: SANDBOX_ACCOUNTS,
    channels: SANDBOX_CHANNELS,
    ...(state === undefined ? {} : { state }),
  });
  return {
    sandbox,
    async stop() {
      await sandbox.stop();
      if (keep !== undefined) await saveState(keep, sandbox.snapshot());
    },
  };
}
