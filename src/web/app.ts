/**
 * What Rosey answers over HTTP.
 *
 * @module
 */

import { Hono } from "hono";
import type { HealthReport } from "../telemetry/health.ts";
import { controlRoutes, type ControlSources } from "./control.ts";
import { guardHost } from "./guard_host.ts";
import { secureHeaders } from "./secure_headers.ts";

/** What the app shows. */
export interface WebSources {
  health(): HealthReport;
  /** For commands of the same user; `undefined` for as long as there is nothing to be asked. */
  control(): ControlSources | undefined;
}

/** The paths, with what each is for: the text of `/`. */
const INDEX = [
  "Rosey",
  "",
  "/healthz   how Rosey is, as JSON: 200 when she is in the room and remembers, 503 otherwise",
  "",
].join("\n");

/** Makes the app. It keeps no state and opens nothing. */
export function createApp(sources: WebSources): Hono {
  const app = new Hono();
  app.use(secureHeaders, guardHost);
  app.get("/", (context) => context.text(INDEX));
  app.get("/healthz", (context) => {
    const report = sources.health();
    return context.json(report, report.status === "ok" ? 200 : 503, { "cache-control": "no-store" });
  });
  app.route("/control", controlRoutes(() => sources.control()));
  app.notFound((context) => context.text(`there is nothing at this path\n\n${INDEX}`, 404));
  return app;
}
