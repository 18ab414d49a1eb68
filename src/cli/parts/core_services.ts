/**
 * What the core itself answers over NATS: tokens, and the state of the memory. All of it is for administrators.
 *
 * @module
 */

import { z } from "zod";
import type { Repositories } from "../../../db/repositories/mod.ts";
import type { DatabaseInfo } from "../../../db/transfer/info.ts";
import { apiTokenPreview, inOrder, readTokenScopes } from "../../domain/api_token.ts";
import type { Clock } from "../../domain/clock.ts";
import { RoseyError } from "../../domain/errors.ts";
import type { UnitSink } from "../../domain/memory.ts";
import { defineService, type Service, ServiceRefusal } from "../../plugin/bus_service.ts";
import { count, done, secondsOrNull, unixSeconds } from "../../plugin/service_shapes.ts";

/** What the core answers from. */
export interface CoreServicesParts {
  readonly repositories: Pick<Repositories, "tokens">;
  readonly sink: UnitSink;
  readonly clock: Clock;
  /** The figures of the database. */
  info(): Promise<DatabaseInfo>;
}

const SECONDS_MAX = 100 * 365 * 86_400;

/** Who asks, for every service of this page. */
const token = z.string().describe("of whoever asks: of the scope admin");

const scopes = z.array(z.string()).min(1).max(20).describe("say, read, admin, storage:PROGRAM");

const Listed = z.object({
  preview: z.string().describe("its first characters"),
  name: z.string().nullable(),
  scopes: z.array(z.string()),
  created_at: unixSeconds,
  last_used: unixSeconds.nullable(),
  expires_at: unixSeconds.nullable().describe("null: never"),
  revoked: z.boolean(),
});

/** See the module. */
export function coreServices(parts: CoreServicesParts): readonly Service[] {
  return [...tokenServices(parts), infoService(parts)];
}

function tokenServices({ repositories: { tokens }, sink, clock }: CoreServicesParts): readonly Service[] {
  return [
    defineService({
      subject: "rosey.db.tokens.list",
      summary: "The tokens, newest first; none is shown whole",
      policy: "admin",
      request: z.object({ token, include_revoked: z.boolean().default(false) }),
      answer: z.object({ success: z.literal(true), tokens: z.array(Listed) }),
      errors: ["UNAUTHORIZED"],
      handle: async ({ include_revoked }) => ({
        ...done,
        tokens: (await tokens.list({ includeRevoked: include_revoked })).map((one) => ({
          preview: one.preview,
          name: one.name ?? null,
          scopes: [...one.scopes],
          created_at: Math.floor(one.createdMs / 1000),
          last_used: secondsOrNull(one.lastUsedMs),
          expires_at: secondsOrNull(one.expiresMs),
          revoked: one.revoked,
        })),
      }),
    }),
    defineService({
      subject: "rosey.db.tokens.create",
      summary: "Makes a token; the answer is the only place where it is ever to be seen",
      policy: "admin",
      request: z.object({
        token,
        name: z.string().describe(
          "no two tokens that are good have one name: a request that comes twice makes one",
        ),
        scopes,
        expires_in_seconds: z.int().min(1).max(SECONDS_MAX).optional().describe("without it: never"),
      }),
      answer: Listed.pick({ preview: true, name: true, scopes: true, created_at: true, expires_at: true })
        .extend({ success: z.literal(true), token: z.string() }),
      errors: ["UNAUTHORIZED", "CONFLICT"],
      handle: async ({ name, scopes, expires_in_seconds }) => {
        const atMs = clock.now();
        const expiresMs = expires_in_seconds === undefined ? undefined : atMs + expires_in_seconds * 1000;
        const purpose = await refused(() => readTokenScopes(scopes.join(" ")));
        const made = await refused(() => tokens.issue(sink, { name, scopes: purpose, expiresMs, atMs }));
        const whole = made.reveal();
        return {
          ...done,
          token: whole,
          preview: apiTokenPreview(whole),
          name,
          scopes: inOrder(purpose),
          created_at: Math.floor(atMs / 1000),
          expires_at: secondsOrNull(expiresMs),
        };
      },
    }),
    defineService({
      subject: "rosey.db.tokens.revoke",
      summary: "Makes a token good for nothing: by its name, by its first 8 characters, or given whole",
      policy: "admin",
      request: z.object({ token, revoke: z.string().min(1).max(200) }),
      answer: z.object({ success: z.literal(true), revoked: count }),
      errors: ["UNAUTHORIZED", "NOT_FOUND"],
      handle: async ({ revoke }) => {
        const revoked = await tokens.revoke(sink, revoke, clock.now());
        if (revoked === 0) {
          throw new ServiceRefusal("NOT_FOUND", "revoke: no token that is good is called so");
        }
        return { ...done, revoked };
      },
    }),
  ];
}

function infoService({ info }: CoreServicesParts): Service {
  return defineService({
    subject: "rosey.db.maintenance.info",
    summary: "What is in the database, in figures",
    policy: "admin",
    request: z.object({ token }),
    answer: z.object({
      success: z.literal(true),
      database: z.string().describe("where it is, without passwords"),
      kind: z.enum(["sqlite", "postgres"]),
      engine: z.string(),
      version: z.string().nullable().describe("the newest migration of the core"),
      pending_migrations: count,
      size_bytes: count,
      unused_bytes: count.nullable().describe("null: PostgreSQL does not tell"),
      tables: z.array(z.object({ table: z.string(), rows: count })),
      channel: z.string().nullable(),
      oldest_line: unixSeconds.nullable(),
      newest_line: unixSeconds.nullable(),
      open_sessions: count.nullable(),
    }),
    errors: ["UNAUTHORIZED"],
    handle: async () => {
      const figures = await info();
      return {
        ...done,
        database: figures.database,
        kind: figures.kind,
        engine: figures.engine,
        version: figures.version ?? null,
        pending_migrations: figures.pending,
        size_bytes: figures.sizeBytes,
        unused_bytes: figures.unusedBytes ?? null,
        tables: figures.tables.map(({ table, rows }) => ({ table, rows })),
        channel: figures.room?.channel ?? null,
        oldest_line: secondsOrNull(figures.oldestLineMs),
        newest_line: secondsOrNull(figures.newestLineMs),
        open_sessions: figures.openSessions ?? null,
      };
    },
  });
}

/** What was wrong with the request, for whoever asked. */
async function refused<Result>(work: () => Promise<Result> | Result): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RoseyError) || !error.code.startsWith("token.")) throw error;
    const code = error.code === "token.name_taken" ? "CONFLICT" : "VALIDATION_ERROR";
    throw new ServiceRefusal(code, `${error.message}. ${error.hint ?? ""}`.trim());
  }
}
