/**
 * The OpenAPI document, made of the very schemas that check what comes in.
 *
 * @module
 */

import { z } from "zod";
import type { Route, RoutePolicy } from "../../plugin/http_route.ts";
import { type OwnedRoute, pathsOf } from "./mount_routes.ts";

/** JSON, as a value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

const PROBLEM_SCHEMA = {
  type: "object",
  description: "A problem document (RFC 9457)",
  required: ["type", "title", "status", "detail", "code", "error"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string", description: "What is wrong, for people" },
    code: { type: "string", description: "What is wrong, for programs" },
    error: { type: "string", description: "The detail again, where v0.5.0 had it" },
  },
} as const;

const POLICIES: Readonly<Record<RoutePolicy, string>> = {
  open: "Needs no token.",
  statistics: "Needs a token with the scope `read`, unless the statistics are public.",
  read: "Needs a token with the scope `read`.",
  say: "Needs a token with the scope `say`.",
  admin: "Needs a token with the scope `admin`.",
};

/** What is there beside the routes: for whoever watches over Rosey. */
const VITAL_PATHS: Readonly<Record<string, Json>> = {
  "/healthz": vital("healthz", "How Rosey is; 503 when she does not work", "open", "application/json", {
    "200": "She works",
    "503": "She is not in the room, or her memory is away",
  }),
  "/readyz": vital("readyz", "Whether Rosey is in the room", "open", "text/plain", {
    "200": "She is ready",
    "503": "She starts or stops",
  }),
  "/metrics": vital("metrics", "Every figure, for Prometheus", "read", "text/plain", {
    "200": "The figures",
  }),
};

function vital(
  operationId: string,
  summary: string,
  policy: RoutePolicy,
  media: string,
  answers: Readonly<Record<string, string>>,
): Json {
  const content = { [media]: { schema: { type: media === "application/json" ? "object" : "string" } } };
  return {
    operationId,
    summary,
    description: POLICIES[policy],
    tags: ["rosey"],
    ...(policy === "open" ? {} : { security: securityOf(policy) }),
    parameters: [],
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, description]) => [status, { description, content }]),
    ),
  };
}

/** The document of these routes. */
export function openApiDocument(routes: readonly OwnedRoute[], version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const owned of routes) {
    pathsOf(owned.route).forEach((path, index) => {
      const place = paths[templateOf(path)] ??= {};
      place[owned.route.method] = operation(owned, index > 0);
    });
  }
  for (const [path, get] of Object.entries(VITAL_PATHS)) paths[path] = { get };
  return {
    openapi: "3.1.0",
    info: {
      title: "Rosey",
      version,
      description: "What Rosey remembers of a CyTube room, and what she can be asked to say.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    components: {
      schemas: { Problem: PROBLEM_SCHEMA },
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        header: { type: "apiKey", in: "header", name: "X-API-Token" },
      },
    },
    paths,
  };
}

/** `/history/:hours` as OpenAPI writes it: `/history/{hours}`. */
function templateOf(path: string): string {
  return path.replace(/:(\w+)(?:\{[^}]*\})?/g, "{$1}");
}

function operation({ plugin, route }: OwnedRoute, old: boolean): Json {
  const { method, path, policy, summary, status, answer, media } = route;
  const words = path.replace(/[/:{}]+/g, " ").trim().split(/\W+/).filter((word) => word !== "");
  return {
    operationId: [old ? "v050" : "", method, ...words].filter((word) => word !== "").join("_"),
    summary,
    description: POLICIES[policy] + (old ? " The path of v0.5.0." : ""),
    tags: [plugin ?? "rosey"],
    ...(policy === "open" ? {} : { security: securityOf(policy) }),
    parameters: [
      ...parametersOf("path", route),
      ...parametersOf("query", route),
      ...Object.entries(route.headers).map(([name, description]) => ({
        name,
        in: "header",
        required: false,
        description,
        schema: { type: "string" },
      })),
    ],
    ...bodyOf(route),
    responses: {
      [String(status)]: {
        description: "Done",
        // A stream is no document: its events are told apart by their kind.
        content: {
          [media]: { schema: media === "application/json" ? schemaOf(answer, "output") : { type: "string" } },
        },
      },
      default: {
        description: "A problem",
        content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
  };
}

function securityOf(policy: RoutePolicy): Json {
  const ways: Json[] = [{ bearer: [] }, { header: [] }];
  return policy === "statistics" ? [...ways, {}] : ways;
}

function parametersOf(place: "path" | "query", route: Route): Json[] {
  const schema = schemaOf(place === "path" ? route.params : route.query, "input");
  if (typeof schema !== "object" || schema === null || Array.isArray(schema) || !("properties" in schema)) {
    return [];
  }
  const { properties, required } = schema;
  if (typeof properties !== "object" || properties === null) return [];
  const defaults = place === "query" ? defaultsOf(route.query) : {};
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === "path" || (Array.isArray(required) && required.includes(name)),
    schema: withDefault(property, defaults[name]),
  }));
}

/** What a query has when nothing is given: the schema library leaves out defaults of what it transforms. */
function defaultsOf(query: z.ZodType): Readonly<Record<string, unknown>> {
  const read = query.safeParse({});
  return read.success && typeof read.data === "object" && read.data !== null ? { ...read.data } : {};
}

function withDefault(schema: Json, value: unknown): Json {
  if (typeof schema !== "object" || schema === null || Array.isArray(schema) || value === undefined) {
    return schema;
  }
  return { ...schema, default: toJson(value) };
}

function bodyOf(route: Route): { readonly requestBody?: Json } {
  if (route.body instanceof z.ZodUndefined) return {};
  const schema = schemaOf(route.body, "input");
  const content = { "application/json": { schema } };
  // A body that is missing may be answered in v0.5.0's own words: that makes it no less needed.
  const isNeeded = typeof schema === "object" && schema !== null && "required" in schema;
  return { requestBody: { required: isNeeded || !route.body.safeParse(undefined).success, content } };
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return toJson(rest);
}

/** What the schema library gives is JSON already; this is how the types come to know it. */
function toJson(value: unknown): Json {
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([name, member]) =>
      member !== undefined && name !== "~standard"
    );
    return Object.fromEntries(entries.map(([name, member]) => [name, toJson(member)]));
  }
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return null;
}
