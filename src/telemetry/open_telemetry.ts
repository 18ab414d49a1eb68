/**
 * Spans for OpenTelemetry. Deno brings the exporter: `OTEL_DENO=true` switches it on, its other variables say where spans
 * go to.
 *
 * @module
 */

import { SpanStatusCode, trace } from "@opentelemetry/api";
import { errorText } from "../domain/errors.ts";
import type { Trace } from "../domain/trace.ts";

/** Spans that leave the process. */
export function openTelemetry(version: string): Trace {
  const tracer = trace.getTracer("rosey", version);
  return {
    span: (name, facts, work) =>
      tracer.startActiveSpan(name, { attributes: { ...facts } }, async (span) => {
        try {
          return await work({ note: (more) => void span.setAttributes({ ...more }) });
        } catch (error) {
          span.setStatus({ code: SpanStatusCode.ERROR, message: errorText(error) });
          throw error;
        } finally {
          span.end();
        }
      }),
  };
}
