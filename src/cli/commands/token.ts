/**
 * `rosey token`.
 *
 * @module
 */

import type { ApiToken } from "../../../db/repositories/mod.ts";
import { apiTokenPreview, PREVIEW_LENGTH, readTokenScopes } from "../../domain/api_token.ts";
import { RoseyError } from "../../domain/errors.ts";
import type { RoseyContext } from "../command_context.ts";
import { jsonText } from "../database_access.ts";
import { momentText, spanMs } from "../given_time.ts";
import { withRoomMemory } from "../room_memory.ts";
import { textTable } from "../text_table.ts";
import type { TokenCreateFlags, TokenListFlags, TokenRevokeFlags } from "../token_command_table.ts";

/** Makes a token and prints it: alone on stdout, what is to be known of it on stderr. */
export async function createToken(this: RoseyContext, flags: TokenCreateFlags): Promise<void> {
  const { host } = this;
  const name = required("--name", flags.name, "what it is for: --name phone");
  const scopes = readTokenScopes(required("--scope", flags.scope, "what it is good for: --scope say,read"));
  const goodForMs = flags.expires === undefined ? undefined : spanMs("--expires", flags.expires);
  if (goodForMs === 0) {
    throw usage("--expires is 0: the token would be good for nothing", "Give a time such as 90d.");
  }
  await withRoomMemory(host, flags, async ({ repositories: { tokens }, sink, clock }) => {
    const atMs = clock.now();
    const expiresMs = goodForMs === undefined ? undefined : atMs + goodForMs;
    const token = (await tokens.issue(sink, { name, scopes, expiresMs, atMs })).reveal();
    if (flags.json === true) {
      const facts = { name, scopes, preview: apiTokenPreview(token), expiresAt: orNull(expiresMs) };
      return host.out.write(jsonText({ token, ...facts }));
    }
    host.out.write(`${token}\n`);
    const until = expiresMs === undefined ? "until it is revoked" : `until ${momentText(expiresMs)}`;
    host.err.write(
      `This is the token "${name}": good for ${scopes.join(", ")}, ${until}. It is not shown again.\n`,
    );
  });
}

/** Prints the tokens, without what they are. */
export async function listTokens(this: RoseyContext, flags: TokenListFlags): Promise<void> {
  const { host } = this;
  await withRoomMemory(host, flags, async ({ repositories, clock }) => {
    const tokens = await repositories.tokens.list({ includeRevoked: flags.all === true });
    const now = clock.now();
    host.out.write(
      flags.json === true
        ? jsonText({ tokens: tokens.map((token) => document(token, now)) })
        : list(tokens, now),
    );
  });
}

/** Revokes one, and says so where there is none. */
export async function revokeToken(this: RoseyContext, flags: TokenRevokeFlags, which: string): Promise<void> {
  const { host } = this;
  await withRoomMemory(host, flags, async ({ repositories: { tokens }, sink, clock, driver }) => {
    const revoked = await tokens.revoke(sink, which, clock.now());
    if (revoked === 0) throw nothingRevoked(which, driver.location);
    const text = `revoked ${revoked} token${revoked === 1 ? "" : "s"}\n`;
    host.out.write(flags.json === true ? jsonText({ revoked }) : text);
  });
}

function nothingRevoked(which: string, location: string): RoseyError {
  // What was given may be a whole token, of another Rosey: that is nobody's to see.
  const shown = which.length > 2 * PREVIEW_LENGTH ? `${apiTokenPreview(which)}...` : which;
  return new RoseyError(`there is no token ${JSON.stringify(shown)} in ${location} that could be revoked`, {
    code: "token.not_found",
    hint:
      `Give its name, its first ${PREVIEW_LENGTH} characters, or all of it; rosey token list --all shows them.`,
    exit: "notFound",
  });
}

function document(token: ApiToken, nowMs: number) {
  const { preview, name, scopes, createdMs, lastUsedMs, expiresMs, revokedMs } = token;
  return {
    name: name ?? null,
    preview,
    scopes,
    state: stateOf(token, nowMs),
    createdAt: momentText(createdMs),
    lastUsedAt: orNull(lastUsedMs),
    expiresAt: orNull(expiresMs),
    revokedAt: orNull(revokedMs),
  };
}

function list(tokens: readonly ApiToken[], nowMs: number): string {
  if (tokens.length === 0) return "No tokens.\n";
  return textTable(
    ["name", "begins", "good for", "state", "created", "last used", "expires"],
    tokens.map((token) => [
      token.name ?? "-",
      token.preview,
      token.scopes.join(","),
      stateOf(token, nowMs),
      momentText(token.createdMs),
      orNull(token.lastUsedMs) ?? "never",
      orNull(token.expiresMs) ?? "never",
    ]),
  );
}

function stateOf({ revoked, expiresMs }: ApiToken, nowMs: number): "good" | "revoked" | "expired" {
  if (revoked) return "revoked";
  return expiresMs !== undefined && expiresMs <= nowMs ? "expired" : "good";
}

function orNull(atMs: number | undefined): string | null {
  return atMs === undefined ? null : momentText(atMs);
}

function required(flag: string, value: string | undefined, what: string): string {
  if (value !== undefined) return value;
  throw usage(`${flag} is missing`, `Say ${what}`);
}

function usage(message: string, hint: string): RoseyError {
  return new RoseyError(message, { code: "cli.usage", hint, exit: "usage" });
}
