/**
 * The cookies of the web login: `_csrf` for the form, `auth` for whoever filled it in rightly.
 *
 * @module
 */

import { createHmac } from "node:crypto";
import type { Clock, Random } from "../domain/clock.ts";
import type { SandboxAccount } from "./options.ts";

/** A week, as on a CyTube server. */
const SESSION_MS = 7 * 24 * 3600 * 1000;

/** Issues and reads cookies; each sandbox has a secret of its own. */
export class AuthCookies {
  readonly #clock: Clock;
  readonly #secret: string;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#secret = Array.from({ length: 4 }, () => random().toString(36)).join("");
  }

  /** The value of `auth` for somebody who gave the right password. */
  issue(account: SandboxAccount): string {
    const salt = this.#sign(`salt ${this.#clock.now()} ${account.name}`);
    const until = this.#clock.now() + SESSION_MS;
    const session = `${account.name}:${until}:${salt}:${this.#proof(account, until, salt)}:${
      account.globalRank ?? 1
    }`;
    return encodeURIComponent(`s:${session}.${this.#sign(session)}`);
  }

  /** The name in a `Cookie` header, if its `auth` is ours and not too old. */
  read(
    header: string | undefined,
    find: (name: string) => SandboxAccount | undefined,
  ): SandboxAccount | undefined {
    const value = cookieValue(header, "auth");
    const match = value === undefined ? null : /^s:(.+)\.([^.]+)$/.exec(decodeURIComponent(value));
    const [, session, signature] = match ?? [];
    if (session === undefined || signature !== this.#sign(session)) return undefined;
    const [name = "", until = "0", salt = "", proof] = session.split(":");
    const account = find(name);
    if (account === undefined || Number(until) < this.#clock.now()) return undefined;
    return proof === this.#proof(account, Number(until), salt) ? account : undefined;
  }

  /** A token for the form that belongs to the `_csrf` cookie of the same browser. */
  token(cookie: string): string {
    return this.#sign(`csrf ${cookie}`);
  }

  #proof(account: SandboxAccount, until: number, salt: string): string {
    return this.#sign(`${account.name} ${account.password} ${until} ${salt}`);
  }

  #sign(text: string): string {
    return createHmac("sha256", this.#secret).update(text).digest("base64").replace(/=+$/, "");
  }
}

/** One value of a `Cookie` header. */
export function cookieValue(header: string | undefined, name: string): string | undefined {
  const found = header?.split(/;\s*/).find((pair) => pair.startsWith(`${name}=`));
  return found?.slice(name.length + 1);
}
