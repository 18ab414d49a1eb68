/**
 * How Rosey and her database are, over HTTP.
 *
 * @module
 */

import { z } from "zod";
import { defineRoute, NO_BODY, NO_PARAMETERS, type Route } from "../../plugin/http_route.ts";
import type { HealthReport } from "../../telemetry/health.ts";

/** The figures of the database. */
export interface DatabaseFigures {
  /** When they were read, in seconds since 1970. */
  readonly at: number;
  readonly kind: "sqlite" | "postgres";
  readonly engine: string;
  /** Where it is, without passwords. */
  readonly location: string;
  readonly sizeBytes: number | null;
  readonly tables: readonly { readonly name: string; readonly rows: number }[];
  readonly migrations: readonly {
    readonly line: string;
    readonly applied: number;
    readonly pending: number;
    readonly newest: string | null;
  }[];
}

/** What the routes ask. */
export interface ConditionSources {
  health(): HealthReport;
  database(): Promise<DatabaseFigures>;
}

/** The routes. */
export function conditionRoutes({ health, database }: ConditionSources): readonly Route[] {
  return [
    defineRoute({
      method: "get",
      path: "/health",
      policy: "read",
      summary: "How Rosey is, in detail",
      params: NO_PARAMETERS,
      query: NO_PARAMETERS,
      body: NO_BODY,
      answer: z.object({
        status: z.enum(["starting", "ok", "degraded", "stopping"]),
        inChannel: z.boolean(),
        channel: z.string(),
        lastFrameAgeMs: z.number().nullable(),
        database: z.string(),
        nats: z.string(),
        writes: z.object({
          waiting: z.number(),
          waitingBytes: z.number(),
          spilled: z.number(),
          spilledBytes: z.number(),
          refused: z.number(),
        }),
        version: z.string(),
        uptimeSeconds: z.number(),
        reconnects: z.number(),
      }),
      handle: () => health(),
    }),
    defineRoute({
      method: "get",
      path: "/database",
      policy: "admin",
      summary:
        "What is in the database: its size, the rows of each table, and the migrations of each line, ten minutes old at most",
      params: NO_PARAMETERS,
      query: NO_PARAMETERS,
      body: NO_BODY,
      answer: z.object({
        at: z.int(),
        kind: z.enum(["sqlite", "postgres"]),
        engine: z.string(),
        location: z.string(),
        sizeBytes: z.int().nullable(),
        tables: z.array(z.object({ name: z.string(), rows: z.int() })),
        migrations: z.array(z.object({
          line: z.string(),
          applied: z.int(),
          pending: z.int(),
          newest: z.string().nullable(),
        })),
      }),
      async handle() {
        const { tables, migrations, ...figures } = await database();
        return { ...figures, tables: [...tables], migrations: [...migrations] };
      },
    }),
  ];
}
