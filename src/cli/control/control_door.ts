/**
 * The side of a running Rosey on which commands of the same user ask her things: shut until she can answer.
 *
 * @module
 */

import { newApiToken } from "../../domain/api_token.ts";
import type { DatabaseTarget } from "../../domain/database_target.ts";
import { errorText } from "../../domain/errors.ts";
import type { Logger } from "../../telemetry/log.ts";
import type { ControlSources } from "../../web/control.ts";
import { version } from "../version.ts";
import { controlPath, writeControlNote } from "./control_file.ts";

/** Where the door is, and whose; and what is done when somebody asks for it. */
export interface ControlDoorOptions extends Pick<ControlSources, "wake" | "why"> {
  /** Of the web port. */
  readonly address: string;
  readonly stateFolder: string;
  readonly database: DatabaseTarget;
  readonly channel: string;
  readonly log: Logger;
}

/** See the module. */
export class ControlDoor {
  #sources: ControlSources | undefined;
  #withdraw: (() => Promise<void>) | undefined;

  /** What may be asked now. */
  get sources(): ControlSources | undefined {
    return this.#sources;
  }

  /** From now on she can be found and asked. Where that cannot be written down, she runs all the same. */
  async open({ address, stateFolder, database, channel, log, ...acts }: ControlDoorOptions): Promise<void> {
    const path = controlPath(stateFolder, database);
    if (path === undefined) return;
    const secret = newApiToken();
    this.#sources = { secret, introduction: { pid: Deno.pid, version, channel }, ...acts };
    try {
      this.#withdraw = await writeControlNote(path, { pid: Deno.pid, address, secret });
    } catch (error) {
      log.warn("commands on this machine cannot ask this Rosey", { path, error: errorText(error) });
    }
  }

  /** Nothing is answered any more. */
  async close(): Promise<void> {
    this.#sources = undefined;
    // The folder may have gone: what is left there is known to be old, since nobody answers.
    await this.#withdraw?.().catch(() => undefined);
  }
}
