/**
 * What the log tells of a database that goes away and comes back: each once, when it happens.
 *
 * @module
 */

import type { OutageWatch } from "../../../db/outage/outage.ts";
import { errorText } from "../../domain/errors.ts";
import type { Logger } from "../../telemetry/log.ts";

/** Tells an outage in the log. */
export function outageLog(log: Logger): OutageWatch {
  return {
    away: (reason) =>
      log.error("the database is away: changes are put aside until it is back", { error: errorText(reason) }),
    back: ({ lastedMs, replayed }) =>
      log.info("the database is back, and everything is in it", { lastedMs, changes: replayed }),
    stuck: (reason) =>
      log.error("changes can neither be stored nor put aside: they wait in memory", {
        error: errorText(reason),
      }),
    refused: (error) =>
      log.error("the database refused a change that was put aside; it is kept in refused.jsonl", {
        error: errorText(error),
      }),
    damaged: ({ path, lines }) =>
      log.error("changes that were put aside cannot be read; their file is kept", {
        path: `${path}.damaged`,
        lines: lines.slice(0, 20),
        count: lines.length,
      }),
  };
}
