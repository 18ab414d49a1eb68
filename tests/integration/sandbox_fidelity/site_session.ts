/**
 * A browser's part in the site's login: fetch the form, send it back filled in, keep the cookies.
 *
 * @module
 */
import assert from "node:assert/strict";

/** What was seen of a login by form, in the recordings' words. */
export interface SiteLogin {
  readonly status: number;
  readonly cookies: readonly string[];
  /** The login's cookie, with everything secret in it replaced. */
  readonly auth_cookie_shape: string;
}

/** One browser with its cookies. */
export class SiteSession {
  readonly #url: string;
  readonly #cookies = new Map<string, string>();

  constructor(url: string) {
    this.#url = url;
  }

  /** The cookies as a request bears them. */
  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  /** Logs in; fails unless the site gives the cookies of a login. */
  async logIn(name: string, password: string): Promise<SiteLogin> {
    const form = await this.#request();
    const token = /name="_csrf" value="([^"]*)"/.exec(form.body)?.[1];
    assert.ok(token !== undefined, "the login form bears a token");
    const answer = await this.#request(new URLSearchParams({ name, password, _csrf: token, remember: "on" }));
    const auth = decodeURIComponent(this.#cookies.get("auth") ?? "");
    return {
      status: answer.status,
      cookies: [...this.#cookies.keys()],
      auth_cookie_shape: auth.replace(/[A-Za-z0-9+/]{40,}=*/g, "<base64>"),
    };
  }

  async #request(form?: URLSearchParams): Promise<{ readonly status: number; readonly body: string }> {
    const headers = { cookie: this.cookie };
    const response = await fetch(
      this.#url,
      form === undefined ? { headers } : { headers, method: "POST", body: form },
    );
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      this.#cookies.set(name, value);
    }
    return { status: response.status, body: await response.text() };
  }
}
