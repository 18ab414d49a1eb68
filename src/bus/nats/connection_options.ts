/**
 * How the client of NATS is told to connect.
 *
 * @module
 */

import {
  type Authenticator,
  type ConnectionOptions,
  jwtAuthenticator,
  nkeyAuthenticator,
  tokenAuthenticator,
  usernamePasswordAuthenticator,
} from "nats";
import type { NatsTarget } from "../../domain/nats_target.ts";

/** Many programs that come back to one server must not come in the same moment. */
const RETRY_JITTER_MS = 1_000;

/** How long a server may take to answer a try. */
const CONNECT_LIMIT_MS = 5_000;

/** A server that does not answer is noticed after this many pings of this interval. */
const PING_INTERVAL_MS = 10_000;
const PINGS_OUT = 2;

/** Where answers to Rosey's own questions come: so that nobody else need be allowed to hear them. */
export const INBOX_PREFIX = "_INBOX_ROSEY";

/** The client's options: it comes back for ever, whatever ended the connection. */
export function connectionOptions(
  { servers, login, tls }: NatsTarget,
  { name, retryMs }: { readonly name: string; readonly retryMs: number },
): ConnectionOptions {
  return {
    servers: [...servers],
    name,
    reconnect: true,
    maxReconnectAttempts: -1,
    reconnectTimeWait: retryMs,
    reconnectJitter: Math.min(RETRY_JITTER_MS, retryMs),
    reconnectJitterTLS: Math.min(RETRY_JITTER_MS, retryMs),
    // A password that is being changed is right again one day.
    ignoreAuthErrorAbort: true,
    timeout: CONNECT_LIMIT_MS,
    inboxPrefix: INBOX_PREFIX,
    pingInterval: PING_INTERVAL_MS,
    maxPingOut: PINGS_OUT,
    ...(login === undefined ? {} : { authenticator: authenticatorOf(login) }),
    ...(tls === undefined ? {} : { tls }),
  };
}

function authenticatorOf(login: NonNullable<NatsTarget["login"]>): Authenticator {
  switch (login.kind) {
    case "password":
      return usernamePasswordAuthenticator(login.user, login.password.reveal());
    case "token":
      return tokenAuthenticator(login.token.reveal());
    case "nkey":
      return nkeyAuthenticator(bytesOf(login.seed.reveal()));
    case "creds":
      return jwtAuthenticator(login.jwt.reveal(), bytesOf(login.seed.reveal()));
  }
}

function bytesOf(seed: string): Uint8Array {
  return new TextEncoder().encode(seed);
}
