/**
 * Which plugins are switched on, for a process beside the bot: what was changed there is read here now and then.
 *
 * @module
 */

import type { Repositories } from "../../../db/repositories/mod.ts";
import { plugins } from "../../../plugins/mod.ts";
import type { Clock } from "../../domain/clock.ts";
import { errorText } from "../../domain/errors.ts";
import type { Logger } from "../../telemetry/log.ts";

/** How old an answer may be. */
const LOOK_MS = 5_000;

/** They are on whatever is stored, as they are in the bot, who says so in her log. */
const ESSENTIAL: readonly string[] = plugins.filter(({ essential }) => essential).map(({ name }) => name);

/** What the switches are read from. */
export interface StoredSwitchesOptions {
  readonly repositories: { readonly pluginSettings: Pick<Repositories["pluginSettings"], "list"> };
  readonly clock: Clock;
  readonly log: Logger;
}

/** See the module. */
export class StoredSwitches {
  readonly #options: StoredSwitchesOptions;
  readonly #timer: ReturnType<Clock["every"]>;
  #off: ReadonlySet<string> = new Set();

  /** Reads them for the first time. */
  static async open(options: StoredSwitchesOptions): Promise<StoredSwitches> {
    const switches = new StoredSwitches(options);
    await switches.#read();
    return switches;
  }

  private constructor(options: StoredSwitchesOptions) {
    this.#options = options;
    this.#timer = options.clock.every(LOOK_MS, () => void this.#read());
  }

  isOn(plugin: string): boolean {
    return !this.#off.has(plugin) || ESSENTIAL.includes(plugin);
  }

  close(): void {
    this.#timer.stop();
  }

  /** Never rejects: while the memory is away, what was known of it holds. */
  async #read(): Promise<void> {
    const { repositories: { pluginSettings }, log } = this.#options;
    try {
      const stored = await pluginSettings.list();
      this.#off = new Set(stored.filter(({ enabled }) => enabled === false).map(({ plugin }) => plugin));
    } catch (error) {
      log.debug("the plugins' switches cannot be read now", { error: errorText(error) });
    }
  }
}
