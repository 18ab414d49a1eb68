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

/** The document of these routes. */
export function openApiDocument(routes: readonly OwnedRoute[], version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const owned of routes) {
    pathsOf(owned.route).forEach((path, index) => {
      const place = paths[templateOf(path)] ??= {};
      place[owned.route.method] = operation(owned, index > 0);
    });
  }
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
  const { method, path, policy, summary, status, answer } = route;
  const words = path.replace(/[/:{}]+/g, " ").trim().split(/\W+/).filter((word) => word !== "");
  return {
    operationId: [old ? "v050" : "", method, ...words].filter((word) => word !== "").join("_"),
    summary,
    description: POLICIES[policy] + (old ? " The path of v0.5.0." : ""),
    tags: [plugin ?? "rosey"],
    ...(policy === "open" ? {} : { security: securityOf(policy) }),
    parameters: [...parametersOf("path", route), ...parametersOf("query", route)],
    ...bodyOf(route),
    responses: {
      [String(status)]: {
        description: "Done",
        content: { "application/json": { schema: schemaOf(answer, "output") } },
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
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === "path" || (Array.isArray(required) && required.includes(name)),
    schema: property,
  }));
}

function bodyOf(route: Route): { readonly requestBody?: Json } {
  if (route.body instanceof z.ZodUndefined) return {};
  const content = { "application/json": { schema: schemaOf(route.body, "input") } };
  return { requestBody: { required: !route.body.safeParse(undefined).success, content } };
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
