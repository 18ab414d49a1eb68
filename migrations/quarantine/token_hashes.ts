/**
 * Tokens become their hashes, and hashes become something that opens nothing.
 *
 * A token is 256 random bits, so a plain SHA-256 cannot be turned back by trying, and is looked up in one step.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { CodeContext } from "../../db/migrate/migration.ts";

/** How much of a token lists show, as v0.5.0 did. */
const PREVIEW_LENGTH = 8;

/** Hashes what stands in `token_hash`, which was the column of the tokens until this moment. */
export async function hashTokens({ dialect, session, progress }: CodeContext): Promise<void> {
  const sqlite = dialect === "sqlite";
  // Without it the tokens would stay readable in the file, where their rows were.
  if (sqlite) await session.execute("PRAGMA secure_delete = ON");
  const rows = await session.read<{ row: string; token: unknown }>({
    sql: sqlite
      ? "SELECT CAST(rowid AS TEXT) AS row, CAST(token_hash AS BLOB) AS token FROM api_tokens"
      : "SELECT token_hash AS row, token_hash AS token FROM api_tokens",
    parameters: [],
  });
  let done = 0;
  for (const { row, token } of rows) {
    const bytes = token instanceof Uint8Array ? token : new TextEncoder().encode(String(token ?? ""));
    await session.execute(
      sqlite
        ? "UPDATE api_tokens SET token_hash = ?, preview = ? WHERE rowid = ?"
        : "UPDATE api_tokens SET token_hash = $1, preview = $2 WHERE token_hash = $3",
      [createHash("sha256").update(bytes).digest("hex"), previewOf(bytes), sqlite ? BigInt(row) : row],
    );
    progress({ what: "hashing tokens", done: ++done, total: rows.length });
  }
  if (sqlite) await session.execute("PRAGMA secure_delete = OFF");
}

/** Gives every token a value that nobody can have, and revokes it: what it was is not known any more. */
export async function disableTokens({ session, note }: CodeContext): Promise<void> {
  const [counted] = await session.read<{ rows: number }>({
    sql: "SELECT count(*) AS rows FROM api_tokens",
    parameters: [],
  });
  if (counted === undefined || counted.rows === 0) return;
  await session.execute(
    "UPDATE api_tokens SET token_hash = coalesce(preview, '') || '.unusable.' || token_hash, revoked = 1",
  );
  note(`${counted.rows} API tokens came back revoked and unusable: make new ones`);
}

function previewOf(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes).replaceAll("\0", "\u2400");
  return [...text].slice(0, PREVIEW_LENGTH).join("");
}
