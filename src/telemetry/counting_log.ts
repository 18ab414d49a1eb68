/**
 * A log whose complaints are counted.
 *
 * @module
 */

import type { LogFields, Logger } from "./log.ts";

/** The same log; `complained` hears of each warning and error. */
export function countingLog(log: Logger, complained: (level: "warn" | "error") => void): Logger {
  const counted = (level: "warn" | "error") => (message: string, fields?: LogFields) => {
    complained(level);
    log[level](message, fields);
  };
  return {
    debug: (message, fields) => log.debug(message, fields),
    info: (message, fields) => log.info(message, fields),
    warn: counted("warn"),
    error: counted("error"),
    with: (fields) => countingLog(log.with(fields), complained),
  };
}
