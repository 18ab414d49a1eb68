/**
 * The log of this process, as configuration and terminal ask for it. It goes to stderr: stdout is for results.
 *
 * @module
 */

import { type Config, configSecrets } from "../config/load_config.ts";
import { variable } from "../config/environment.ts";
import type { Clock } from "../domain/clock.ts";
import { createLog, type Logger } from "../telemetry/log.ts";
import { redactor } from "../telemetry/redact.ts";
import type { Host } from "./host.ts";

/** Makes the log, and tells in it what the configuration warns of. */
export function processLog(host: Host, config: Config, clock: Clock): Logger {
  const { log_format: chosen, log_level: level } = config.settings;
  const format = chosen !== "auto" ? chosen : host.err.isTerminal ? "human" : "json";
  const log = createLog({
    level,
    format,
    colour: host.err.isTerminal && variable(host.environment, "NO_COLOR") === undefined,
    clock,
    redact: redactor(configSecrets(config)),
    write: (line) => host.err.write(`${line}\n`),
  });
  for (const warning of config.warnings) log.warn(warning);
  return log;
}
