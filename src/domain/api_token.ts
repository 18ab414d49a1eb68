/**
 * Keys of the HTTP API: how they are made, what they are good for, and what is kept of them.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { RoseyError } from "./errors.ts";
import { Secret } from "./secret.ts";

/** What a token can be good for. `admin` is good for everything. */
export const TOKEN_SCOPES = ["say", "read", "admin"] as const;

/** The values and rows of one program outside: `storage:weather`. */
type StorageScope = `storage:${string}`;

/** One of {@link TOKEN_SCOPES}, or the storage of a program. */
export type TokenScope = (typeof TOKEN_SCOPES)[number] | StorageScope;

/** How a program outside is named, in subjects and scopes. */
export const PROGRAM_NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** Whether a word is the name of a scope. */
export function isTokenScope(word: string): word is TokenScope {
  const [kind, program, ...more] = word.split(":");
  if (kind === "storage" && program !== undefined) return more.length === 0 && PROGRAM_NAME.test(program);
  return TOKEN_SCOPES.some((scope) => scope === word);
}

/** Whether somebody may have the values and rows of a program. */
export function opensStorage(scopes: ReadonlySet<TokenScope>, program: string): boolean {
  return scopes.has("admin") || scopes.has(`storage:${program}`);
}

/** The same scopes, each once and always in one order. */
export function inOrder(scopes: Iterable<TokenScope>): TokenScope[] {
  const given = new Set(scopes);
  const storages = [...given].filter((scope) => scope.startsWith("storage:")).toSorted();
  return [...TOKEN_SCOPES.filter((scope) => given.has(scope)), ...storages];
}

/** Reads scopes with commas or spaces between. Throws a {@link RoseyError} naming the word that is none. */
export function readTokenScopes(text: string): TokenScope[] {
  const words = text.split(/[\s,]+/).filter((word) => word !== "");
  const unknown = words.find((word) => !isTokenScope(word));
  if (unknown !== undefined || words.length === 0) {
    throw new RoseyError(
      unknown === undefined
        ? "A token must be good for something"
        : `A token cannot be good for "${unknown}"`,
      {
        code: "token.unknown_scope",
        hint: `Name one or more of ${
          TOKEN_SCOPES.join(", ")
        }, storage:PROGRAM, with commas between; admin includes the others.`,
        exit: "usage",
      },
    );
  }
  return inOrder(words.filter(isTokenScope));
}

/** As many random bytes as nobody can guess; v0.5.0 took as many. */
const TOKEN_BYTES = 32;

/** Characters of a whole token. */
export const TOKEN_LENGTH = 43;

/** How much of a token lists show. */
export const PREVIEW_LENGTH = 8;

/** A new token: 43 characters of `A-Z a-z 0-9 - _`. It is shown once and kept nowhere. */
export function newApiToken(): Secret {
  return new Secret(Buffer.from(crypto.getRandomValues(new Uint8Array(TOKEN_BYTES))).toString("base64url"));
}

/** What is kept in the place of a token. It is random, so nothing slower than SHA-256 is needed. */
export function apiTokenHash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** The first characters of a token. */
export function apiTokenPreview(token: string): string {
  return [...token].slice(0, PREVIEW_LENGTH).join("");
}
