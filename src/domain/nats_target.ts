/**
 * Where NATS is and how one comes in: what the configuration makes of its settings.
 *
 * @module
 */

import type { Secret } from "./secret.ts";

/** How Rosey says who she is. */
export type NatsLogin =
  | { readonly kind: "password"; readonly user: string; readonly password: Secret }
  | { readonly kind: "token"; readonly token: Secret }
  /** The seed of an nkey. */
  | { readonly kind: "nkey"; readonly seed: Secret }
  /** What a creds file holds: the server's word for the user, and the seed that proves it. */
  | { readonly kind: "creds"; readonly jwt: Secret; readonly seed: Secret };

/** Paths of PEM files. */
export interface NatsTls {
  /** Who vouches for the server, where the system does not know them. */
  readonly caFile?: string;
  /** With which Rosey shows who she is; both or none. */
  readonly certFile?: string;
  readonly keyFile?: string;
}

/** A NATS server, or several of one cluster. */
export interface NatsTarget {
  /** `nats://HOST:PORT` or `tls://HOST:PORT`, without names and passwords. */
  readonly servers: readonly string[];
  readonly login: NatsLogin | undefined;
  /** `undefined`: in the clear, unless the server demands otherwise. */
  readonly tls: NatsTls | undefined;
}

/** What the login must never show. */
export function natsSecrets({ login }: Pick<NatsTarget, "login">): readonly Secret[] {
  switch (login?.kind) {
    case undefined:
      return [];
    case "password":
      return [login.password];
    case "token":
      return [login.token];
    case "nkey":
      return [login.seed];
    case "creds":
      return [login.jwt, login.seed];
  }
}
