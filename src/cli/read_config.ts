/**
 * The configuration of a command, whose passwords no output of this process may show from then on.
 *
 * @module
 */

import { type Config, configSecrets, loadConfig } from "../config/load_config.ts";
import type { Host } from "./host.ts";
import { flagSettings } from "./setting_flags.ts";

/** The flags of a command, by name. */
type Flags = Readonly<Record<string, string | boolean | undefined>> & {
  readonly config?: string | undefined;
};

/**
 * Reads and checks the configuration.
 *
 * @throws {RoseyError} as {@link loadConfig} does.
 */
export async function readConfig(host: Host, flags: Flags): Promise<Config> {
  const { environment } = host;
  const config = await loadConfig({ flags: flagSettings(flags), environment, file: flags.config });
  host.secrets.push(...configSecrets(config));
  return config;
}
