/**
 * The spans of this process, if somebody looks.
 *
 * @module
 */

import { isTraced } from "../config/environment.ts";
import type { Trace } from "../domain/trace.ts";
import type { Host } from "./host.ts";
import { version } from "./version.ts";

/** Loaded by those alone who look: it costs at the start. */
export async function traceOf({ environment }: Pick<Host, "environment">): Promise<Trace | undefined> {
  if (!isTraced(environment)) return undefined;
  return (await import("../telemetry/open_telemetry.ts")).openTelemetry(version);
}
