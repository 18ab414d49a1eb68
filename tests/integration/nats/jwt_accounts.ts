/**
 * A NATS operator with one account and one user in it, as `nsc` would make them: for servers that let people in by creds.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { nkeys } from "nats";

/** What the server and whoever comes in are given. */
export interface JwtAccounts {
  /** Lines of the server's configuration. */
  readonly settings: string;
  /** The text of the user's creds file. */
  readonly creds: string;
}

type KeyPair = ReturnType<typeof nkeys.createUser>;

function part(value: unknown): string {
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
}

function jwt(
  issuer: KeyPair,
  { subject, name, type, limits }: {
    readonly subject: KeyPair;
    readonly name: string;
    readonly type: string;
    readonly limits: unknown;
  },
): string {
  const claims = {
    jti: name,
    iat: 1_700_000_000,
    iss: issuer.getPublicKey(),
    name,
    sub: subject.getPublicKey(),
    nats: { version: 2, type, ...type === "user" ? { subs: -1, data: -1, payload: -1 } : { limits } },
  };
  const signed = `${part({ typ: "JWT", alg: "ed25519-nkey" })}.${part(claims)}`;
  return `${signed}.${Buffer.from(issuer.sign(new TextEncoder().encode(signed))).toString("base64url")}`;
}

/** Makes them anew. */
export function makeJwtAccounts(): JwtAccounts {
  const [operator, account, user] = [nkeys.createOperator(), nkeys.createAccount(), nkeys.createUser()];
  const limits = { subs: -1, data: -1, payload: -1, imports: -1, exports: -1, conn: -1, leaf: -1 };
  const operatorJwt = jwt(operator, { subject: operator, name: "operator", type: "operator", limits: {} });
  const accountJwt = jwt(operator, { subject: account, name: "room", type: "account", limits });
  const userJwt = jwt(account, { subject: user, name: "rosey", type: "user", limits: {} });
  return {
    settings: [
      `operator: ${operatorJwt}`,
      "resolver: MEMORY",
      `resolver_preload: { ${account.getPublicKey()}: ${accountJwt} }`,
    ].join("\n"),
    creds: [
      "-----BEGIN NATS USER JWT-----",
      userJwt,
      "------END NATS USER JWT------",
      "",
      "-----BEGIN USER NKEY SEED-----",
      new TextDecoder().decode(user.getSeed()),
      "------END USER NKEY SEED------",
      "",
    ].join("\n"),
  };
}
