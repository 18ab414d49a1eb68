/**
 * The keys of this API, over this API: for administrators.
 *
 * @module
 */

import { z } from "zod";
import { apiTokenPreview, isTokenScope, TOKEN_SCOPES, type TokenScope } from "../../domain/api_token.ts";
import { defineRoute, HttpProblem, NO_BODY, NO_PARAMETERS, type Route } from "../../plugin/http_route.ts";
import { wholeNumber } from "../../plugin/http_values.ts";

/** A token in a list, without the token. */
export interface ListedToken {
  readonly preview: string;
  readonly name: string | undefined;
  readonly scopes: readonly TokenScope[];
  readonly createdMs: number;
  readonly lastUsedMs: number | undefined;
  readonly expiresMs: number | undefined;
  readonly revoked: boolean;
}

/** What the routes do. */
export interface TokenKeeper {
  list(includeRevoked: boolean): Promise<readonly ListedToken[]>;
  /** Makes one, and answers it: the only time that it is to be seen. */
  issue(token: {
    readonly name: string | undefined;
    readonly scopes: readonly TokenScope[];
    readonly expiresMs: number | undefined;
  }): Promise<string>;
  /** Answers how many were revoked. */
  revoke(tokenNameOrStart: string): Promise<number>;
  nowMs(): number;
  /** Writes into the audit who did what. */
  noted(by: string, kind: string, details: string): Promise<void>;
}

const DAY_MS = 86_400_000;
const DAYS_MAX = 36_500;

const listed = z.object({
  preview: z.string(),
  /** As v0.5.0 showed it. */
  token_preview: z.string(),
  name: z.string().nullable(),
  /** The name, as v0.5.0 called it. */
  description: z.string().nullable(),
  scopes: z.array(z.string()),
  created_at: z.int(),
  last_used: z.int().nullable(),
  expires_at: z.int().nullable(),
  revoked: z.int(),
});

const scope = z.string().max(100).refine(isTokenScope, {
  error: "must be say, read, admin or storage:PROGRAM",
})
  .meta({ anyOf: [{ enum: [...TOKEN_SCOPES] }, { type: "string", pattern: "^storage:" }] });

const wanted = z.strictObject({
  description: z.string().max(64).optional(),
  name: z.string().max(64).optional(),
  /** v0.5.0 knew no scopes: its tokens could say and read. */
  scopes: z.array(scope).min(1).max(20)
    .default(["say", "read"]),
  expires_in_days: z.int().min(1).max(DAYS_MAX).optional(),
}).optional();

/** The routes of the tokens. */
export function tokenRoutes(keeper: TokenKeeper): readonly Route[] {
  return [
    defineRoute({
      method: "get",
      path: "/tokens",
      sinceV050: true,
      policy: "admin",
      summary: "The tokens, newest first; none is shown whole",
      params: NO_PARAMETERS,
      query: z.strictObject({ revoked: wholeNumber(0, 1).default(0) }),
      body: NO_BODY,
      answer: z.object({ tokens: z.array(listed) }),
      async handle({ query: { revoked } }) {
        return { tokens: (await keeper.list(revoked === 1)).map(documentOf) };
      },
    }),
    defineRoute({
      method: "post",
      path: "/tokens",
      sinceV050: true,
      policy: "admin",
      summary: "Makes a token; the answer is the only place where it is ever to be seen",
      params: NO_PARAMETERS,
      query: NO_PARAMETERS,
      body: wanted,
      answer: z.object({
        token: z.string(),
        description: z.string(),
        scopes: z.array(z.string()),
        created_at: z.int(),
        expires_at: z.int().nullable(),
      }),
      async handle({ body, caller }) {
        const { description, name = description, scopes, expires_in_days: days } = body ??
          {
            scopes: ["say", "read"] as const,
            description: undefined,
            name: undefined,
            expires_in_days: undefined,
          };
        const atMs = keeper.nowMs();
        const expiresMs = days === undefined ? undefined : atMs + days * DAY_MS;
        const known = name === undefined || name.trim() === "" ? undefined : name.trim();
        const token = await keeper.issue({ name: known, scopes, expiresMs });
        await keeper.noted(
          caller.name,
          "api_token_created",
          `${apiTokenPreview(token)}..., ${scopes.join(", ")}`,
        );
        return {
          token,
          description: known ?? "",
          scopes: [...scopes],
          created_at: seconds(atMs),
          expires_at: expiresMs === undefined ? null : seconds(expiresMs),
        };
      },
    }),
    defineRoute({
      method: "delete",
      path: "/tokens/:prefix",
      sinceV050: true,
      policy: "admin",
      summary: "Revokes a token: by its first 8 characters, by its name, or given whole",
      params: z.object({ prefix: z.string().min(1).max(200) }),
      query: NO_PARAMETERS,
      body: NO_BODY,
      answer: z.object({ revoked: z.int() }),
      async handle({ params: { prefix }, caller }) {
        const named = (await keeper.list(false)).find(({ name }) => name === prefix);
        const revoked = await keeper.revoke(prefix);
        // v0.5.0's words.
        if (revoked === 0) throw new HttpProblem(404, "not_found", "Token not found");
        await keeper.noted(
          caller.name,
          "api_token_revoked",
          `${named?.preview ?? apiTokenPreview(prefix)}...`,
        );
        return { revoked };
      },
    }),
  ];
}

function documentOf(token: ListedToken): z.output<typeof listed> {
  return {
    preview: token.preview,
    token_preview: `${token.preview}...`,
    name: token.name ?? null,
    description: token.name ?? null,
    scopes: [...token.scopes],
    created_at: seconds(token.createdMs),
    last_used: token.lastUsedMs === undefined ? null : seconds(token.lastUsedMs),
    expires_at: token.expiresMs === undefined ? null : seconds(token.expiresMs),
    revoked: token.revoked ? 1 : 0,
  };
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000);
}
