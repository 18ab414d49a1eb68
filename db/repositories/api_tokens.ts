/**
 * Keys of the HTTP API. The memory holds hashes: a token itself is shown once, when it is made.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { timingSafeEqual } from "node:crypto";
import { type Kysely, type Selectable, sql } from "kysely";
import {
  apiTokenHash,
  apiTokenPreview,
  inOrder,
  isTokenScope,
  newApiToken,
  PREVIEW_LENGTH,
  TOKEN_LENGTH,
  TOKEN_SCOPES,
  type TokenScope,
} from "../../src/domain/api_token.ts";
import type { UnitSink } from "../../src/domain/memory.ts";
import type { Secret } from "../../src/domain/secret.ts";
import type { Database } from "../schema.ts";
import { defineWrite } from "../write_statements.ts";
import { refuseTokenName } from "./token_names.ts";
import { toMs, toSeconds } from "./times.ts";

/** A token in a list. */
export interface ApiToken {
  /** Its first characters. */
  readonly preview: string;
  readonly name: string | undefined;
  /** What it is good for, in the order of `inOrder`. */
  readonly scopes: readonly TokenScope[];
  readonly createdMs: number;
  /** To the minute or so: not every use is written down. */
  readonly lastUsedMs: number | undefined;
  /** From then on it is good for nothing; `undefined`: never. */
  readonly expiresMs: number | undefined;
  readonly revoked: boolean;
  /** `undefined` also for tokens that v0.5.0 revoked. */
  readonly revokedMs: number | undefined;
}

/** A token that is good. */
export interface GoodToken {
  readonly kind: "good";
  readonly preview: string;
  readonly name: string | undefined;
  /** Everything that it is good for: with `admin` all there is. */
  readonly scopes: ReadonlySet<TokenScope>;
  readonly lastUsedMs: number | undefined;
  /** What the memory knows it by; opens nothing. */
  readonly hash: string;
}

/** What a text is that somebody shows as their token. */
export type TokenIdentity = GoodToken | { readonly kind: "unknown" | "expired" | "revoked" };

/** What a new token is. */
export interface NewApiToken {
  /** For people, and to revoke it by; no two tokens that are good have one name. */
  readonly name: string | undefined;
  readonly scopes: readonly TokenScope[];
  /** `undefined`: good until it is revoked. */
  readonly expiresMs: number | undefined;
  readonly atMs: number;
}

/** A token that is used all the time is noted no oftener than this. */
const USE_NOTED_EVERY_MS = 60_000;

const issued = defineWrite(
  "api_tokens.issued_for",
  {
    token_hash: "text",
    preview: "text",
    description: "text?",
    scopes: "text",
    expires_at: "integer64?",
    created_at: "integer64",
  },
  ({ db, parameter }) => db.insertInto("api_tokens").values({ ...parameter, revoked: sql.lit(0) }),
);

const used = defineWrite(
  "api_tokens.used",
  { token_hash: "text", at: "integer64" },
  ({ db, parameter }) =>
    db.updateTable("api_tokens").set({ last_used: parameter.at }).where(
      "token_hash",
      "=",
      parameter.token_hash,
    ),
);

const revoked = defineWrite(
  "api_tokens.revoked",
  { token_hash: "text", at: "integer64" },
  ({ db, parameter }) =>
    db.updateTable("api_tokens")
      .set({ revoked: sql.lit(1), revoked_at: parameter.at })
      .where("token_hash", "=", parameter.token_hash)
      .where("revoked", "=", sql.lit(0)),
);

/** The statements of this repository. */
export const apiTokensWrites = [issued, used, revoked];

/** See the top of this file. */
export class ApiTokensRepository {
  readonly #reads: Kysely<Database>;

  constructor(reads: Kysely<Database>) {
    this.#reads = reads;
  }

  /**
   * Makes a token and answers it: the only time that it is ever to be seen.
   * Throws a `RoseyError` for a name that is unfit, or taken by a token that is good.
   */
  async issue(sink: UnitSink, { name, scopes, expiresMs, atMs }: NewApiToken): Promise<Secret> {
    if (name !== undefined) refuseTokenName(name, await this.#goodNames(atMs));
    const token = newApiToken();
    const hash = apiTokenHash(token.reveal());
    const write = issued({
      token_hash: hash,
      preview: apiTokenPreview(token.reveal()),
      description: name,
      scopes: inOrder(scopes).join(","),
      expires_at: expiresMs === undefined ? undefined : toSeconds(expiresMs),
      created_at: toSeconds(atMs),
    });
    await sink.commit({ id: `api token ${hash}`, writes: [write] });
    return token;
  }

  /**
   * Whose token this is and what it is good for. It is looked up by its hash, and the hashes are compared in constant
   * time: how long that takes tells nothing of any token. A use that counts is noted with {@link noteUse}.
   */
  async identify(token: string | undefined, nowMs: number): Promise<TokenIdentity> {
    const hash = apiTokenHash(token ?? "");
    const row = await this.#reads.selectFrom("api_tokens").selectAll()
      .where("token_hash", "=", hash).executeTakeFirst();
    if (row === undefined || token === "" || !sameHash(row.token_hash, hash)) return { kind: "unknown" };
    if (row.revoked !== 0) return { kind: "revoked" };
    if (row.expires_at !== null && toMs(row.expires_at) <= nowMs) return { kind: "expired" };
    const scopes = scopesOf(row);
    return {
      kind: "good",
      preview: row.preview ?? "",
      name: row.description ?? undefined,
      scopes: new Set(scopes.includes("admin") ? [...TOKEN_SCOPES, ...scopes] : scopes),
      lastUsedMs: toMs(row.last_used),
      hash,
    };
  }

  /** Notes that a token was used, once a minute at most. */
  async noteUse(sink: UnitSink, { hash, lastUsedMs }: GoodToken, nowMs: number): Promise<void> {
    const isNoted = lastUsedMs !== undefined && lastUsedMs <= nowMs &&
      nowMs - lastUsedMs < USE_NOTED_EVERY_MS;
    if (isNoted) return;
    // Of many requests at one time one is written: the others come with the same id.
    const id = `api token used ${hash} ${Math.floor(nowMs / USE_NOTED_EVERY_MS)}`;
    await sink.commit({ id, writes: [used({ token_hash: hash, at: toSeconds(nowMs) })] });
  }

  /** Whether somebody may come in with this, whatever for; noted as a use. */
  async validate(sink: UnitSink, token: string | undefined, atMs: number): Promise<boolean> {
    const identity = await this.identify(token, atMs);
    if (identity.kind !== "good") return false;
    await this.noteUse(sink, identity, atMs);
    return true;
  }

  /**
   * Revokes a token, and answers how many were revoked. It is given whole, by its name, or by its first characters (8 or
   * more; the memory knows no more than the first 8), which are tried in this order. No character stands for others,
   * and case counts.
   */
  async revoke(sink: UnitSink, tokenNameOrStart: string, atMs: number): Promise<number> {
    if (typeof tokenNameOrStart !== "string") throw new TypeError("a token to revoke must be a text");
    if (tokenNameOrStart === "") return 0;
    const start = apiTokenPreview(tokenNameOrStart);
    const hash = apiTokenHash(tokenNameOrStart);
    const byStart = [...start].length === PREVIEW_LENGTH && tokenNameOrStart.length < TOKEN_LENGTH;
    const rows = await this.#reads.selectFrom("api_tokens").select(["token_hash", "description", "preview"])
      .where("revoked", "=", 0)
      .where((eb) =>
        eb.or([
          eb("token_hash", "=", hash),
          eb("description", "=", tokenNameOrStart),
          ...(byStart ? [eb("preview", "=", start)] : []),
        ])
      ).execute();
    const whole = rows.filter(({ token_hash }) => token_hash === hash);
    const named = rows.filter(({ description }) => description === tokenNameOrStart);
    const meant = [whole, named, rows].find(({ length }) => length > 0) ?? [];
    if (meant.length === 0) return 0;
    const at = toSeconds(atMs);
    await sink.commit({
      id: `api token revoked ${meant.map(({ token_hash }) => token_hash).join(" ")}`,
      writes: meant.map(({ token_hash }) => revoked({ token_hash, at })),
    });
    return meant.length;
  }

  /** The tokens, newest first; expired ones too. */
  async list({ includeRevoked = false }: { readonly includeRevoked?: boolean } = {}): Promise<ApiToken[]> {
    const all = this.#reads.selectFrom("api_tokens").selectAll()
      .orderBy("created_at", "desc").orderBy("token_hash");
    const rows = await (includeRevoked ? all : all.where("revoked", "=", 0)).execute();
    return rows.map((row) => ({
      preview: row.preview ?? "",
      name: row.description ?? undefined,
      scopes: scopesOf(row),
      createdMs: toMs(row.created_at),
      lastUsedMs: toMs(row.last_used),
      expiresMs: toMs(row.expires_at),
      revoked: row.revoked !== 0,
      revokedMs: toMs(row.revoked_at),
    }));
  }

  async #goodNames(nowMs: number): Promise<string[]> {
    const good = (await this.list()).filter(({ expiresMs }) => expiresMs === undefined || expiresMs > nowMs);
    return good.flatMap(({ name }) => name ?? []);
  }
}

/** A word that this program does not know opens nothing. */
function scopesOf({ scopes }: Pick<Selectable<Database["api_tokens"]>, "scopes">): TokenScope[] {
  return inOrder(scopes.split(",").filter(isTokenScope));
}

function sameHash(stored: string, shown: string): boolean {
  const [one, other] = [Buffer.from(stored), Buffer.from(shown)];
  return one.length === other.length && timingSafeEqual(one, other);
}
