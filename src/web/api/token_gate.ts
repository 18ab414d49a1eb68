/**
 * Who may come in: a token is looked for in the request, and held against what a route asks for.
 *
 * @module
 */

import type { HonoRequest } from "hono";
import { getCookie } from "hono/cookie";
import type { Context } from "hono";
import type { TokenScope } from "../../domain/api_token.ts";
import type { Caller, RoutePolicy } from "../../plugin/http_route.ts";
import type { Problem } from "./problem.ts";

/** What is known of a token that somebody showed. */
export type ShownToken =
  | {
    readonly kind: "good";
    readonly preview: string;
    readonly name: string;
    readonly scopes: ReadonlySet<TokenScope>;
  }
  | { readonly kind: "unknown" | "expired" | "revoked" };

/** Looks a token up. The time that takes tells nothing of any token. */
export type IdentifyToken = (token: string) => Promise<ShownToken>;

/** What the gate needs. */
export interface TokenGateOptions {
  readonly identify: IdentifyToken;
  /** Whether the statistics are for everybody. */
  readonly publicStatistics: boolean;
}

/**
 * The cookie that keeps a token of the page: no script can read it. Browsers send cookies to every port of a name, so it
 * has the port in its own: two Roseys on one machine would log each other out.
 */
export function tokenCookie(hostOrOrigin: string): string {
  const port = /:(\d+)$/.exec(hostOrOrigin)?.[1];
  return port === undefined ? "rosey_token" : `rosey_token_${port}`;
}

const NOBODY: Caller = { preview: undefined, name: "anonymous", scopes: [] };

/** Lets a request in, or says why not. */
export async function enter(
  context: Context,
  policy: RoutePolicy,
  { identify, publicStatistics }: TokenGateOptions,
): Promise<Caller | Problem> {
  const shown = shownToken(context);
  if (changes(context.req) && comesFromForeignPage(context.req.raw, shown?.byCookie === true)) {
    return FOREIGN_PAGE;
  }
  if (policy === "open") return await openCaller(context, shown?.token, identify);
  const forEverybody = policy === "statistics" && publicStatistics;
  if (shown === undefined) return forEverybody ? NOBODY : unauthorized("no_token", MISSING);
  const token = await identify(shown.token);
  if (token.kind === "good") {
    const caller = callerOf(token);
    const scope = policy === "statistics" ? "read" : policy;
    return caller.scopes.includes(scope) || caller.scopes.includes("admin") || forEverybody
      ? caller
      : missingScope(scope, caller);
  }
  // Whoever kept a token that is good no more may see what everybody sees.
  return forEverybody ? NOBODY : unauthorized(`${token.kind}_token`, REFUSALS[token.kind]);
}

/** What is open to everybody may still tell its reader who they are. */
async function openCaller(
  { req }: Context,
  token: string | undefined,
  identify: IdentifyToken,
): Promise<Caller> {
  if (token === undefined || changes(req)) return NOBODY;
  const shown = await identify(token);
  return shown.kind === "good" ? callerOf(shown) : NOBODY;
}

function callerOf({ preview, name, scopes }: ShownToken & { readonly kind: "good" }): Caller {
  return { preview, name, scopes: [...scopes] };
}

function missingScope(scope: TokenScope, { name, scopes }: Caller): Problem {
  const has = scopes.length === 0 ? "none" : scopes.join(", ");
  return {
    status: 403,
    code: "missing_scope",
    detail: `this needs a token with the scope "${scope}"; "${name}" has ${has}`,
  };
}

/** v0.5.0's words for every failure. */
const MISSING = "Unauthorized - invalid or missing API token";

const REFUSALS = {
  unknown: MISSING,
  expired: "the token has expired: make a new one with rosey token create",
  revoked: "the token was revoked",
} as const;

const FOREIGN_PAGE: Problem = {
  status: 403,
  code: "foreign_origin",
  detail: "the page that sent this is not Rosey's: show the token in a header instead of a cookie",
};

function unauthorized(code: string, detail: string): Problem {
  return { status: 401, code, detail, headers: { "www-authenticate": 'Bearer realm="rosey"' } };
}

function shownToken(context: Context): { readonly token: string; readonly byCookie: boolean } | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(context.req.header("authorization") ?? "")?.[1];
  const token = bearer ?? context.req.header("x-api-token");
  if (token !== undefined) return { token, byCookie: false };
  const kept = getCookie(context, tokenCookie(context.req.header("host") ?? ""));
  return kept === undefined || kept === "" ? undefined : { token: kept, byCookie: true };
}

function changes({ method }: Pick<HonoRequest, "method">): boolean {
  return method !== "GET" && method !== "HEAD";
}

/**
 * A browser says which page a request comes from. One that does not say so is not trusted with a cookie; a program that
 * shows its token says nothing, and need not.
 */
function comesFromForeignPage({ headers }: Request, byCookie: boolean): boolean {
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") return true;
  if (origin === null) return byCookie;
  return URL.parse(origin)?.host !== headers.get("host");
}
