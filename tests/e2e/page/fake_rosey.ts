/**
 * A server that gives out the real page and answers as it is told: for states that a real Rosey is hard to bring into.
 *
 * @module
 */

import { type Context, Hono } from "hono";
import { compress } from "hono/compress";
import { getCookie } from "hono/cookie";
import { eventRoute } from "../../../src/web/api/event_stream.ts";
import { openApiDocument } from "../../../src/web/api/openapi.ts";
import { problemAnswer, type ProblemStatus } from "../../../src/web/api/problem.ts";
import { PAGE_FILES } from "../../../src/web/page_files.ts";
import { secureHeaders } from "../../../src/web/secure_headers.ts";
import * as sample from "./sample_room.ts";

type Query = Readonly<Record<string, string>>;

/** Says what is answered to a request. */
type Answer = (query: Query) => unknown;

/** Tokens that it knows, and what each may do. */
const TOKENS: Readonly<Record<string, readonly string[]>> = {
  "admin-token": ["admin"],
  "read-token": ["read"],
  "say-token": ["say"],
};

const COOKIE = "fake_token";

/** A request that changed something. */
export interface Change {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly key: string | undefined;
}

/** See the module. */
export class FakeRosey implements AsyncDisposable {
  /** What was asked of it that changes something. */
  readonly changes: Change[] = [];
  /** What was asked for at each path, the newest last. */
  readonly queries = new Map<string, Query[]>();
  publicStatistics = false;
  #answers = new Map<string, Answer>();
  readonly #streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #events: string[] = [];

  private constructor() {
    this.forget();
    const app = new Hono();
    app.use(secureHeaders);
    app.use(compress());
    app.use(async (context, next) => {
      await next();
      // Its clock is the sample's, as the browser's is.
      context.header("date", new Date(sample.NOW * 1000).toUTCString());
    });
    for (const [path, { text, type }] of PAGE_FILES) {
      app.get(path, (context) => context.body(text, 200, { "content-type": type }));
    }
    const document = openApiDocument([{ plugin: undefined, route: eventRoute }], "1.0.0");
    app.get("/api/openapi.json", (context) => context.json(document));
    app.get("/healthz", (context) => context.json(this.#answerTo("/health", {})));
    app.all("/api/v1/*", (context) => this.#answer(context));
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, app.fetch);
  }

  /** Starts one. */
  static start(): FakeRosey {
    return new FakeRosey();
  }

  /** Where it is. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** Answers a path from now on so. */
  answer(path: string, data: unknown): void {
    this.#answers.set(path, () => data);
  }

  /** Asks from now on what to answer to a path; a promise keeps the page waiting. */
  answerBy(path: string, answer: Answer): void {
    this.#answers.set(path, answer);
  }

  /** Refuses a path from now on. */
  refuse(path: string, status: ProblemStatus, detail: string): void {
    this.#answers.set(path, () => problemAnswer({ status, code: "refused", detail }));
  }

  /** Everything as it was at the start. */
  forget(): void {
    this.changes.length = 0;
    this.queries.clear();
    this.publicStatistics = false;
    this.#answers = new Map<string, Answer>([
      ["/room", () => sample.ROOM],
      ["/chat", () => sample.CHAT],
      ["/health", () => sample.HEALTH],
      ["/stats", () => sample.STATS],
      ["/counts", sample.counts],
      ["/activity", sample.activity],
      ["/users", sample.users],
      ["/playlist", sample.playlist],
      ["/outbox", sample.outbox],
      ["/audit", () => sample.AUDIT],
      ["/quotes", () => sample.QUOTES],
      ["/plugins", () => sample.PLUGINS],
      ["/database", () => sample.DATABASE],
      ["/tokens", () => sample.TOKENS],
      ["/say", () => ({ queued: true, id: 4_212, ids: [4_212] })],
    ]);
  }

  /** Tells every page of an event. */
  emit(kind: string, data: unknown): void {
    const event = JSON.stringify({ kind, atMs: sample.NOW * 1000, data });
    const text = `id: ${this.#events.length + 1}\nevent: ${kind}\ndata: ${event}\n\n`;
    this.#events.push(text);
    this.#write(text);
  }

  /** Tells every page that what it missed is not known. */
  emitReset(): void {
    this.#write("event: reset\ndata: {}\n\n");
  }

  /** How many pages listen. */
  get listeners(): number {
    return this.#streams.size;
  }

  /** Waits until so many pages listen. */
  async untilListeners(count: number): Promise<void> {
    while (this.listeners !== count) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  /** Breaks every stream off; the pages come back by themselves. */
  breakStreams(): void {
    for (const stream of this.#streams) stream.close();
    this.#streams.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.breakStreams();
    await this.#server.shutdown();
  }

  #write(text: string): void {
    for (const stream of this.#streams) stream.enqueue(new TextEncoder().encode(text));
  }

  async #answer(context: Context): Promise<Response> {
    const { method } = context.req;
    const path = context.req.path.replace("/api/v1", "");
    if (path === "/session") return await this.#session(context);
    const scopes = TOKENS[getCookie(context, COOKIE) ?? ""];
    const isOpen = this.publicStatistics && ["/stats", "/counts", "/activity", "/users"].includes(path);
    if (scopes === undefined && !isOpen) {
      return problemAnswer({
        status: 401,
        code: "no_token",
        detail: "Unauthorized - invalid or missing API token",
      });
    }
    if (!scopes?.some((scope) => scope !== "say") && !isOpen && path !== "/say") {
      return problemAnswer({ status: 403, code: "missing_scope", detail: 'needs the scope "read"' });
    }
    if (path === "/events") return this.#stream(context.req.header("last-event-id"));
    this.queries.set(path, [...this.queries.get(path) ?? [], context.req.query()]);
    if (method !== "GET") {
      const text = await context.req.text();
      const body: unknown = text === "" ? undefined : JSON.parse(text);
      this.changes.push({ method, path, body, key: context.req.header("idempotency-key") });
    }
    const answer = await this.#answerTo(
      method === "GET" || path === "/say" ? path : `${method} ${path}`,
      context.req.query(),
    );
    return answer instanceof Response ? answer : context.json(answer ?? {});
  }

  #answerTo(path: string, query: Query): unknown {
    const answer = this.#answers.get(path);
    if (answer === undefined && path.startsWith("/users/")) {
      return sample.userOf(decodeURIComponent(path.slice("/users/".length))) ??
        problemAnswer({ status: 404, code: "not_found", detail: "User not found" });
    }
    return answer?.(query);
  }

  async #session(context: Context): Promise<Response> {
    const { method } = context.req;
    const set = (token: string) =>
      context.header("set-cookie", `${COOKIE}=${token}; Path=/; HttpOnly; SameSite=Strict`);
    if (method === "DELETE") {
      set("");
      return context.json({});
    }
    let token = getCookie(context, COOKIE) ?? "";
    if (method === "POST") {
      const body: unknown = await context.req.json();
      token = body instanceof Object && "token" in body ? String(body.token) : "";
      if (TOKENS[token] === undefined) {
        return problemAnswer({ status: 401, code: "invalid_token", detail: "this token is not known" });
      }
      set(token);
    }
    const scopes = TOKENS[token];
    return context.json({
      name: scopes === undefined ? null : token,
      scopes: scopes ?? [],
      publicStatistics: this.publicStatistics,
    });
  }

  #stream(lastSeen: string | undefined): Response {
    let mine: ReadableStreamDefaultController<Uint8Array> | undefined;
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        mine = controller;
        this.#streams.add(controller);
        const missed = lastSeen === undefined ? [] : this.#events.slice(Number(lastSeen));
        controller.enqueue(new TextEncoder().encode([": listening\n\n", ...missed].join("")));
      },
      cancel: () => {
        if (mine !== undefined) this.#streams.delete(mine);
      },
    });
    return new Response(stream, {
      headers: { "content-type": "text/event-stream", "cache-control": "no-store" },
    });
  }
}
