/**
 * What the sandbox answers over HTTP: discovery, the web login, and the page to chat with.
 *
 * @module
 */

import type { IncomingMessage, ServerResponse } from "node:http";
import { AuthCookies, cookieValue } from "./auth_cookie.ts";
import { escapeText } from "./model/html.ts";
import { isChannelName, nameKey } from "./model/names.ts";
import type { SandboxAccount, SandboxChannelSetup } from "./options.ts";
import pageCss from "./page/page.css" with { type: "text" };
import pageHtml from "./page/page.html" with { type: "text" };
import chatHtmlJs from "./page/chat_html.js" with { type: "text" };
import pageJs from "./page/page.js" with { type: "text" };
import wireJs from "./page/wire.js" with { type: "text" };

/** Longest form that is read. */
const MAX_FORM_BYTES = 8 * 1024;
/** Scripts, styles and connections of our own only. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' ws:; " +
  "img-src 'self' https: data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/** What the routes know of the sandbox. */
export interface HttpSite {
  readonly accounts: readonly SandboxAccount[];
  readonly channels: readonly SandboxChannelSetup[];
  readonly cookies: AuthCookies;
  account(name: string): SandboxAccount | undefined;
  /** Where a channel is served: this sandbox, or the one it was moved to. */
  urlFor(channel: string): string;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly cookies?: readonly string[];
}

const ASSETS: ReadonlyMap<string, Answer> = new Map([
  ["/", { status: 200, type: "text/html", body: pageHtml }],
  ["/sandbox/page.css", { status: 200, type: "text/css", body: pageCss }],
  ["/sandbox/page.js", { status: 200, type: "text/javascript", body: pageJs }],
  ["/sandbox/wire.js", { status: 200, type: "text/javascript", body: wireJs }],
  ["/sandbox/chat_html.js", { status: 200, type: "text/javascript", body: chatHtmlJs }],
]);

/** Answers one request. */
export async function answerHttp(
  site: HttpSite,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = new URL(request.url ?? "/", "http://localhost").pathname;
  const answer = await route(site, request, path);
  response.writeHead(answer.status, {
    "content-type": `${answer.type}; charset=utf-8`,
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    ...(answer.cookies === undefined ? {} : { "set-cookie": [...answer.cookies] }),
  });
  response.end(request.method === "HEAD" ? undefined : answer.body);
}

async function route(site: HttpSite, request: IncomingMessage, path: string): Promise<Answer> {
  if (path === "/login") {
    return request.method === "POST" ? await postLogin(site, request) : getLogin(site, request);
  }
  if (request.method !== "GET" && request.method !== "HEAD") return text(405, "Method Not Allowed");
  const discovery = /^\/socketconfig\/(.+)\.json$/.exec(path)?.[1];
  if (discovery !== undefined) return socketConfig(site, discovery);
  if (path === "/sandbox/setup.json") return setup(site);
  return ASSETS.get(/^\/r\/[\w-]{1,30}$/.test(path) ? "/" : path) ?? text(404, "Not Found");
}

function socketConfig(site: HttpSite, encoded: string): Answer {
  const channel = decode(encoded);
  if (!isChannelName(channel)) {
    return json(404, { error: `Channel "${channel}" does not exist.` });
  }
  const url = site.urlFor(nameKey(channel));
  return json(200, { servers: [{ url, secure: url.startsWith("https:") }] });
}

function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}

/** What the page shows to choose from; the passwords are there to be read. */
function setup(site: HttpSite): Answer {
  return json(200, {
    channels: site.channels.map(({ name }) => name),
    accounts: site.accounts.map(({ name, password, globalRank = 1 }) => ({
      name,
      password,
      globalRank,
      ranks: Object.fromEntries(
        site.channels.map((channel) => [channel.name, channel.ranks?.[name] ?? globalRank]),
      ),
    })),
  });
}

function getLogin(site: HttpSite, request: IncomingMessage): Answer {
  const known = cookieValue(request.headers.cookie, "_csrf");
  const cookie = known ?? crypto.randomUUID();
  const token = escapeText(site.cookies.token(cookie));
  const fields = `<input type="hidden" name="_csrf" value="${token}">` +
    '<label>Name <input name="name" autocomplete="username"></label> ' +
    '<label>Password <input name="password" type="password" autocomplete="current-password"></label> ';
  return {
    ...page("Log in", `<form method="post" action="/login">${fields}<button>Log in</button></form>`),
    ...(known === undefined ? { cookies: [`_csrf=${cookie}; Path=/; HttpOnly; SameSite=Lax`] } : {}),
  };
}

async function postLogin(site: HttpSite, request: IncomingMessage): Promise<Answer> {
  const form = new URLSearchParams(await readBody(request));
  const csrf = cookieValue(request.headers.cookie, "_csrf");
  if (csrf === undefined || form.get("_csrf") !== site.cookies.token(csrf)) {
    return { ...page("Log in", "<p>Invalid CSRF token. Go back and try again.</p>"), status: 403 };
  }
  const account = site.account(form.get("name") ?? "");
  if (account === undefined) return page("Log in", "<p>User does not exist</p>");
  if (account.password !== form.get("password")) {
    return page("Log in", "<p>Invalid username/password combination</p>");
  }
  return {
    ...page("Logged in", `<p>Logged in as ${escapeText(account.name)}</p><p><a href="/">To the chat</a></p>`),
    cookies: [`auth=${site.cookies.issue(account)}; Path=/; HttpOnly; SameSite=Lax`],
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const decoder = new TextDecoder();
  let body = "";
  for await (const chunk of request) {
    if (chunk instanceof Uint8Array) body += decoder.decode(chunk, { stream: true });
    if (body.length > MAX_FORM_BYTES) return "";
  }
  return body;
}

function page(title: string, body: string): Answer {
  const head =
    `<meta charset="utf-8"><title>${title}</title><link rel="stylesheet" href="/sandbox/page.css">`;
  return {
    status: 200,
    type: "text/html",
    body:
      `<!doctype html><html lang="en"><head>${head}</head><body class="plain"><h1>${title}</h1>${body}</body></html>`,
  };
}

function json(status: number, data: unknown): Answer {
  return { status, type: "application/json", body: JSON.stringify(data) };
}

function text(status: number, body: string): Answer {
  return { status, type: "text/plain", body };
}
