/**
 * Keys of the HTTP API. The memory holds hashes: a token itself is shown once, when it is made.
 *
 * @module
 */

import { type Kysely, sql } from "kysely";
import {
  apiTokenHash,
  apiTokenPreview,
  newApiToken,
  PREVIEW_LENGTH,
  TOKEN_LENGTH,
} from "../../src/domain/api_token.ts";
import type { UnitSink } from "../../src/domain/memory.ts";
import type { Secret } from "../../src/domain/secret.ts";
import type { Database } from "../schema.ts";
import { defineWrite } from "../write_statements.ts";
import { toMs, toSeconds } from "./times.ts";

/** A token in a list. */
export interface ApiToken {
  /** Its first characters. */
  readonly preview: string;
  readonly description: string | undefined;
  readonly createdMs: number;
  readonly lastUsedMs: number | undefined;
  readonly revoked: boolean;
  /** `undefined` also for tokens that v0.5.0 revoked. */
  readonly revokedMs: number | undefined;
}

const issued = defineWrite(
  "api_tokens.issued",
  { token_hash: "text", preview: "text", description: "text?", created_at: "integer64" },
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

  /** Makes a token and answers it: the only time that it is ever to be seen. */
  async issue(
    sink: UnitSink,
    { description, atMs }: { readonly description: string | undefined; readonly atMs: number },
  ): Promise<Secret> {
    const token = newApiToken();
    const hash = apiTokenHash(token.reveal());
    const preview = apiTokenPreview(token.reveal());
    const writes = [issued({ token_hash: hash, preview, description, created_at: toSeconds(atMs) })];
    await sink.commit({ id: `api token ${hash}`, writes });
    return token;
  }

  /** Whether somebody may come in with this. Looked up by its hash, so that the time tells nothing of any token. */
  async validate(sink: UnitSink, token: string | undefined, atMs: number): Promise<boolean> {
    if (token === undefined || token === "") return false;
    const hash = apiTokenHash(token);
    const at = toSeconds(atMs);
    const row = await this.#reads.selectFrom("api_tokens").select("last_used")
      .where("token_hash", "=", hash).where("revoked", "=", 0).executeTakeFirst();
    if (row === undefined) return false;
    if (row.last_used !== at) {
      await sink.commit({ id: `api token used ${hash} ${at}`, writes: [used({ token_hash: hash, at })] });
    }
    return true;
  }

  /**
   * Revokes a token, given whole or by its first characters (8 or more; the memory knows no more than the first 8), and
   * answers how many were revoked. No character stands for others, and case counts.
   */
  async revoke(sink: UnitSink, tokenOrStart: string, atMs: number): Promise<number> {
    if (typeof tokenOrStart !== "string") throw new TypeError("a token to revoke must be a text");
    const start = apiTokenPreview(tokenOrStart);
    const hash = apiTokenHash(tokenOrStart);
    const byStart = [...start].length === PREVIEW_LENGTH && tokenOrStart.length < TOKEN_LENGTH;
    const rows = await this.#reads.selectFrom("api_tokens").select("token_hash").where("revoked", "=", 0)
      .where((eb) =>
        byStart
          ? eb.or([eb("token_hash", "=", hash), eb("preview", "=", start)])
          : eb("token_hash", "=", hash)
      ).execute();
    if (rows.length === 0) return 0;
    const at = toSeconds(atMs);
    const writes = rows.map(({ token_hash }) => revoked({ token_hash, at }));
    await sink.commit({
      id: `api token revoked ${rows.map(({ token_hash }) => token_hash).join(" ")}`,
      writes,
    });
    return rows.length;
  }

  /** The tokens, newest first. */
  async list({ includeRevoked = false }: { readonly includeRevoked?: boolean } = {}): Promise<ApiToken[]> {
    const all = this.#reads.selectFrom("api_tokens").selectAll()
      .orderBy("created_at", "desc").orderBy("token_hash");
    const rows = await (includeRevoked ? all : all.where("revoked", "=", 0)).execute();
    return rows.map((row) => ({
      preview: row.preview ?? "",
      description: row.description ?? undefined,
      createdMs: toMs(row.created_at),
      lastUsedMs: toMs(row.last_used),
      revoked: row.revoked !== 0,
      revokedMs: toMs(row.revoked_at),
    }));
  }
}
