/** The OpenAPI document of the whole program. */
import assert from "node:assert/strict";
import { Validator } from "@seriousme/openapi-schema-validator";
import { z } from "zod";
import { pathsOf } from "../../../src/web/api/mount_routes.ts";
import { webUnderTest } from "./web_under_test.ts";

const operation = z.object({
  operationId: z.string(),
  summary: z.string().min(1),
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  parameters: z.array(
    z.object({ name: z.string(), in: z.enum(["path", "query", "header"]), schema: z.unknown() }),
  ),
  requestBody: z.object({ required: z.boolean(), content: z.record(z.string(), z.unknown()) }).optional(),
  responses: z.record(z.string(), z.object({ content: z.record(z.string(), z.unknown()) })),
});

const shape = z.object({ paths: z.record(z.string(), z.record(z.string(), operation)) });

async function theDocument() {
  await using web = await webUnderTest();
  const response = await web.ask("/api/openapi.json");
  assert.equal(response.status, 200);
  const json: unknown = await response.json();
  return { json, paths: shape.parse(json).paths, routes: web.routes };
}

Deno.test("openapi: the document is one of OpenAPI 3.1, and needs no token", async () => {
  const { json } = await theDocument();
  assert.ok(typeof json === "object" && json !== null);
  const validator = new Validator();
  const result = await validator.validate({ ...json });
  assert.deepEqual([result.valid, result.errors, validator.version], [true, undefined, "3.1"]);
});

Deno.test("openapi: every route is in it, at each of its paths, with what it takes and who may use it", async () => {
  const { paths, routes } = await theDocument();
  const names = new Set<string>();
  for (const { route } of routes) {
    for (const path of pathsOf(route)) {
      const template = path.replace(/:(\w+)/g, "{$1}");
      const told = paths[template]?.[route.method] ?? assert.fail(`${route.method} ${template}`);
      assert.ok(!names.has(told.operationId), told.operationId);
      names.add(told.operationId);
      const inPath = told.parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name);
      assert.deepEqual(inPath, [...path.matchAll(/:(\w+)/g)].map(([, name]) => name));
      assert.equal(told.security === undefined, route.policy === "open", template);
      assert.ok(String(route.status) in told.responses && "default" in told.responses, template);
    }
  }
  assert.ok("/api/v1/events" in paths);
});

Deno.test("openapi: numbers in a query are told as numbers with their bounds", async () => {
  const { paths } = await theDocument();
  const limit = paths["/api/v1/users"]?.["get"]?.parameters.find(({ name }) => name === "limit");
  assert.deepEqual(limit?.schema, { type: "integer", minimum: 1, maximum: 200, default: 50 });
});

Deno.test("openapi: what the routes take beside parameters and JSON is told as it is", async () => {
  const { paths } = await theDocument();
  const headersOf = (path: string, method: string) =>
    paths[path]?.[method]?.parameters.filter((parameter) => parameter.in === "header").map(({ name }) =>
      name
    );
  assert.deepEqual(headersOf("/api/v1/say", "post"), ["Idempotency-Key"]);
  assert.deepEqual(headersOf("/api/v1/events", "get"), ["Last-Event-ID"]);
  const events = paths["/api/v1/events"]?.["get"]?.responses["200"];
  assert.deepEqual(Object.keys(events?.content ?? {}), ["text/event-stream"]);
  const say = paths["/api/v1/say"]?.["post"]?.requestBody;
  assert.equal(say?.required, true);
  assert.match(JSON.stringify(say?.content), /"required":\["message"\]/);
  const tokens = paths["/api/v1/tokens"]?.["post"]?.requestBody;
  assert.equal(tokens?.required, false);
  assert.match(JSON.stringify(tokens?.content), /"enum":\["say","read","admin"\]/);
});

Deno.test("openapi: how Rosey is asked after is in it", async () => {
  const { paths } = await theDocument();
  assert.deepEqual(
    ["/healthz", "/readyz", "/metrics"].map((path) => paths[path]?.["get"]?.security !== undefined),
    [false, false, true],
  );
});
