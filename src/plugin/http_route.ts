/**
 * A path of the HTTP API as whoever owns the data declares it: the same declaration checks what comes in, guards it, and
 * is written into the OpenAPI document.
 *
 * @module
 */

import { z } from "zod";
import type { TokenScope } from "../domain/api_token.ts";
import { RoseyError } from "../domain/errors.ts";

/**
 * Who may use a route. `open`: everybody who reaches the port. `statistics`: everybody where the operator made the
 * statistics public, else as `read`. The others are scopes of a token; `admin` includes the rest.
 */
export type RoutePolicy = "open" | "statistics" | "read" | "say" | "admin";

/** The methods a route may have. */
export type RouteMethod = "get" | "post" | "put" | "patch" | "delete";

/** Who asks, once the policy was held against their token. */
export interface Caller {
  /** First characters of the token; `undefined` where none was needed. */
  readonly preview: string | undefined;
  /** What the token is called; for the audit. */
  readonly name: string;
  readonly scopes: readonly TokenScope[];
}

/** What a handler is given, checked. */
export interface RouteRequest<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly caller: Caller;
  /** Adds a header to the answer. */
  header(name: string, value: string): void;
  /** Where the request was sent to, as a browser tells it: `https://rosey.example`, with the port where it is not the usual. */
  readonly origin: string;
  /** The `Idempotency-Key` of the request. */
  readonly idempotencyKey: string | undefined;
  /** Aborts when the answer takes too long or Rosey stops. */
  readonly signal: AbortSignal;
}

/** A route. Declare it with {@link defineRoute}, which ties the types together. */
export interface Route {
  readonly method: RouteMethod;
  /** Below `/api/v1` and, for those of v0.5.0, below `/api` as well: `/history/:hours`. */
  readonly path: string;
  /** True for the paths that v0.5.0 had: they are served below `/api`, too, with the same shapes. */
  readonly sinceV050: boolean;
  readonly policy: RoutePolicy;
  /**
   * What counts against the limit of an address: every request, or those alone that fail, in a count of their own. The
   * latter is for logging in: behind a proxy all have one address, and none of them may shut the others out.
   */
  readonly counted: "all" | "failures";
  /** What it is for, as one sentence. */
  readonly summary: string;
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  readonly body: z.ZodType;
  /** The shape of a good answer. */
  readonly answer: z.ZodType;
  /** Its status; 200 when left out. */
  readonly status: 200 | 201 | 202;
  /** The type of a good answer, for the document: JSON when left out. */
  readonly media: string;
  /** Headers of a request that mean something to it, and what, for the document. */
  readonly headers: Readonly<Record<string, string>>;
  /** Reads what came in (throws an {@link HttpProblem} naming what is wrong), and answers. */
  handle(raw: RouteRequest<unknown, unknown, unknown>): Promise<unknown>;
}

/** A route as its author writes it. */
export interface RouteDeclaration<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Answer extends z.ZodType,
> extends
  Omit<
    Route,
    | "params"
    | "query"
    | "body"
    | "answer"
    | "status"
    | "sinceV050"
    | "counted"
    | "media"
    | "headers"
    | "handle"
  > {
  readonly media?: string;
  readonly headers?: Route["headers"];
  readonly sinceV050?: boolean;
  readonly counted?: Route["counted"];
  readonly status?: Route["status"];
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly answer: Answer;
  handle(
    request: RouteRequest<z.output<Params>, z.output<Query>, z.output<Body>>,
  ): Promise<z.input<Answer>> | z.input<Answer>;
}

/** Takes no parameters in its path, or no query. */
export const NO_PARAMETERS = z.strictObject({});

/** Takes no body. */
export const NO_BODY = z.undefined();

/** Declares a route: what its handler is given has the types of the schemas, and so has what it answers. */
export function defineRoute<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Answer extends z.ZodType,
>(declaration: RouteDeclaration<Params, Query, Body, Answer>): Route {
  const { params, query, body, sinceV050 = false, counted = "all", status = 200 } = declaration;
  const { media = "application/json", headers = {} } = declaration;
  return {
    ...declaration,
    sinceV050,
    counted,
    status,
    media,
    headers,
    handle: async (raw) =>
      await declaration.handle({
        ...raw,
        params: readPart("path", params, raw.params),
        query: readPart("query", query, raw.query),
        body: readPart("body", body, raw.body),
      }),
  };
}

/** Checks one part of a request, and names the first fault with its place. */
function readPart<Schema extends z.ZodType>(part: string, schema: Schema, raw: unknown): z.output<Schema> {
  const read = schema.safeParse(raw);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const place = [part, ...issue?.path.map(String) ?? []].join(".");
  throw new HttpProblem(400, "invalid_request", `${place}: ${issue?.message ?? "does not fit"}`);
}

/** What a handler throws to answer with a problem document (RFC 9457) instead. */
export class HttpProblem extends RoseyError {
  override readonly name = "HttpProblem";

  /** `code` is stable, such as `not_found`; `detail` says what is wrong, for a person. */
  constructor(readonly status: 400 | 401 | 404 | 408 | 409 | 413 | 422 | 503, code: string, detail: string) {
    super(detail, { code: `http.${code}`, exit: "usage" });
  }
}
