/** What every request goes through, whatever it asks for. */
import assert from "node:assert/strict";
import { z } from "zod";
import { defineRoute, HttpProblem, NO_BODY, NO_PARAMETERS } from "../../../src/plugin/http_route.ts";
import { RoseyError } from "../../../src/domain/errors.ts";
import { ANSWER_LIMIT_MS, type OwnedRoute } from "../../../src/web/api/mount_routes.ts";
import { API_RATE_LIMIT } from "../../../src/web/api/rate_limit.ts";
import { BODY_LIMIT_BYTES, BODY_LIMIT_MS } from "../../../src/web/api/read_body.ts";
import { appUnderTest } from "./app_under_test.ts";

/** A route that does what a test says. */
function route(
  method: "get" | "post",
  handle: () => unknown,
  policy: "open" | "statistics" | "read" | "say" | "admin" = "read",
): OwnedRoute {
  return {
    plugin: "tested",
    route: defineRoute({
      method,
      path: "/tested",
      policy,
      summary: "Tested",
      params: NO_PARAMETERS,
      query: NO_PARAMETERS,
      body: method === "get" ? NO_BODY : z.unknown(),
      answer: z.unknown(),
      handle,
    }),
  };
}

const PATH = "/api/v1/tested";

function problemOf(
  response: Response,
): Promise<{ status: number; code: string; detail: string; error: string }> {
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  assert.equal(response.headers.get("cache-control"), "no-store");
  return response.json();
}

Deno.test("gate: each token has its own limit, and who shows none is counted by address", async () => {
  const { ask, clock } = appUnderTest({ moreRoutes: [route("get", () => 1)] });
  const read = () => ask(PATH, { token: "token-read" });
  for (let count = 0; count < API_RATE_LIMIT.burst; count += 1) assert.equal((await read()).status, 200);
  const refused = await read();
  assert.equal(refused.headers.get("retry-after"), "1");
  assert.deepEqual([refused.status, (await problemOf(refused)).code], [429, "too_many_requests"]);
  assert.equal((await ask(PATH, { token: "token-admin" })).status, 200);
  const wrong = (address: string) => ask(PATH, { token: "wrong", address });
  for (let count = 0; count < API_RATE_LIMIT.burst; count += 1) {
    assert.equal((await wrong("10.0.0.1")).status, 401);
  }
  assert.equal((await wrong("10.0.0.1")).status, 429);
  assert.equal((await wrong("10.0.0.2")).status, 401);
  clock.advance(1_000 / API_RATE_LIMIT.perSecond);
  assert.equal((await read()).status, 200);
  assert.equal((await read()).status, 429);
});

Deno.test("gate: a parameter that is not known, or is there twice, is refused by name; v0.5.0 passed over the first", async () => {
  const tested = route("get", () => 1);
  const old = { ...tested, route: { ...tested.route, sinceV050: true } };
  const { ask } = appUnderTest({ moreRoutes: [old] });
  const token = "token-read";
  const unknown = await ask(`${PATH}?foo=1`, { token });
  assert.equal(unknown.status, 400);
  assert.match((await problemOf(unknown)).detail, /"foo"/);
  assert.equal((await ask("/api/tested?foo=1", { token })).status, 200);
  for (
    const path of [
      `${PATH}?limit=1&limit=200`,
      "/api/tested?limit=1&limit=1",
      "/api/v1/events?kinds=pm&kinds=pm",
    ]
  ) {
    const twice = await ask(path, { token });
    assert.equal(twice.status, 400, path);
    assert.match((await problemOf(twice)).detail, /^query\.(limit|kinds): .*once/);
  }
});

Deno.test("gate: a method that a path does not have is refused with those that it has", async () => {
  const { ask } = appUnderTest({ moreRoutes: [route("get", () => 1), route("post", () => 2)] });
  const response = await ask(PATH, { method: "DELETE", token: "token-admin" });
  assert.equal(response.headers.get("allow"), "GET, HEAD, POST");
  assert.deepEqual([response.status, (await problemOf(response)).code], [405, "method_not_allowed"]);
  const head = await ask(PATH, { method: "HEAD", token: "token-read" });
  assert.deepEqual([head.status, await head.text()], [200, ""]);
  assert.equal((await ask("/api/v1/events", { method: "POST", token: "token-read" })).status, 405);
});

Deno.test("gate: a body that is too long is refused, however its length is told", async () => {
  let calls = 0;
  const { ask } = appUnderTest({ moreRoutes: [route("post", () => calls++)] });
  const long = `"${"x".repeat(BODY_LIMIT_BYTES)}"`;
  const stream = new Blob([long]).stream();
  for (const body of [long, stream]) {
    const response = await ask(PATH, { method: "POST", token: "token-read", body });
    assert.deepEqual([response.status, (await problemOf(response)).code], [413, "too_large"]);
  }
  assert.equal(calls, 0);
  const fits = await ask(PATH, { method: "POST", token: "token-read", body: `"${"x".repeat(60_000)}"` });
  assert.equal(fits.status, 200);
});

Deno.test("gate: a body that does not come is not waited for, and one that breaks off is told", async () => {
  const { ask, clock } = appUnderTest({ moreRoutes: [route("post", () => assert.fail("has no body"))] });
  let isRead = () => {};
  const reading = new Promise<void>((resolve) => isRead = resolve);
  let cancelled = false;
  const body = new ReadableStream({
    pull: () => isRead(),
    cancel: () => void (cancelled = true),
  }, { highWaterMark: 0 });
  const answer = ask(PATH, { method: "POST", token: "token-read", body });
  await reading;
  await clock.advanceAsync(BODY_LIMIT_MS);
  const response = await answer;
  assert.deepEqual([response.status, (await problemOf(response)).code, cancelled], [408, "too_slow", true]);
  const broken = new ReadableStream({ pull: (sink) => sink.error(new Error("cut")) });
  const cut = await ask(PATH, { method: "POST", token: "token-read", body: broken });
  assert.deepEqual([cut.status, (await problemOf(cut)).code], [400, "broken_off"]);
});

Deno.test("gate: nobody's body is read before they may come in", async () => {
  const { ask } = appUnderTest({ moreRoutes: [route("post", () => 1, "admin")] });
  const body = new ReadableStream({ pull: () => assert.fail("it was read") }, { highWaterMark: 0 });
  assert.equal((await ask(PATH, { method: "POST", token: "token-read", body })).status, 403);
});

Deno.test("gate: an answer that takes too long is given up, and reported", async () => {
  const { ask, clock, reports } = appUnderTest({
    moreRoutes: [route("get", () => new Promise(() => {}))],
  });
  const answer = ask(PATH, { token: "token-read" });
  await clock.advanceAsync(ANSWER_LIMIT_MS);
  const response = await answer;
  assert.deepEqual([response.status, (await problemOf(response)).code], [503, "too_slow"]);
  assert.equal(reports.length, 1);
});

const FAILURES: readonly [string, unknown, number, string, boolean][] = [
  ["a problem", new HttpProblem(404, "not_found", "there is none"), 404, "not_found", false],
  ["a bug", new Error("canary"), 500, "fault", true],
  [
    "a memory that is away",
    new RoseyError("canary", { code: "database.away", exit: "databaseUnavailable" }),
    503,
    "memory_away",
    false,
  ],
  [
    "a full outbox",
    new RoseyError("full", { code: "say.queue_full", exit: "usage" }),
    503,
    "say.queue_full",
    false,
  ],
  [
    "what is unfit",
    new RoseyError("unfit", { code: "token.unfit_name", exit: "usage" }),
    422,
    "token.unfit_name",
    false,
  ],
];

for (const [name, thrown, status, code, isReported] of FAILURES) {
  Deno.test(`gate: ${name} is told with status ${status}, and no more than may be known`, async () => {
    const { ask, reports } = appUnderTest({
      moreRoutes: [route("get", () => {
        throw thrown;
      })],
    });
    const response = await ask(PATH, { token: "token-read" });
    const problem = await problemOf(response);
    assert.deepEqual([response.status, problem.status, problem.code], [status, status, code]);
    assert.equal(problem.error, problem.detail);
    assert.doesNotMatch(JSON.stringify(problem), /canary/);
    assert.equal(reports.length, isReported ? 1 : 0);
  });
}

Deno.test("gate: while the tokens cannot be looked up, the memory is away", async () => {
  const away = new RoseyError("away", { code: "database.away", exit: "databaseUnavailable" });
  const { ask } = appUnderTest({
    gate: { identify: () => Promise.reject(away), publicStatistics: false },
    moreRoutes: [route("get", () => 1)],
  });
  for (const path of [PATH, "/api/v1/events"]) {
    assert.equal((await ask(path, { token: "token-read" })).status, 503, path);
  }
});

Deno.test("gate: what a plugin that is switched off serves says so", async () => {
  const { ask } = appUnderTest({ isOn: () => false, moreRoutes: [route("get", () => 1)] });
  const response = await ask(PATH, { token: "token-read" });
  assert.deepEqual([response.status, (await problemOf(response)).code], [503, "plugin_off"]);
  assert.equal((await ask(PATH)).status, 401);
});

Deno.test("gate: public statistics are for everybody, and a token that is good is known there too", async () => {
  const seen: unknown[] = [];
  const tested = route("get", () => 1, "statistics");
  const { ask, app: _app } = appUnderTest({
    moreRoutes: [{
      ...tested,
      route: { ...tested.route, handle: ({ caller }) => Promise.resolve(seen.push(caller.name)) },
    }],
    gate: {
      identify: (token) =>
        Promise.resolve(
          token === "token-read"
            ? { kind: "good", preview: "token-re", name: "reader", scopes: new Set(["read"] as const) }
            : { kind: "revoked" },
        ),
      publicStatistics: true,
    },
  });
  for (const token of [undefined, "token-read", "old"]) {
    assert.equal((await ask(PATH, token === undefined ? {} : { token })).status, 200);
  }
  assert.deepEqual(seen, ["anonymous", "reader", "anonymous"]);
});

Deno.test("gate: an answer that is known is not sent again", async () => {
  const { ask } = appUnderTest({ moreRoutes: [route("get", () => ({ same: "x".repeat(5_000) }))] });
  const first = await ask(PATH, { token: "token-read", headers: { "accept-encoding": "gzip" } });
  assert.equal(first.headers.get("content-encoding"), "gzip");
  await first.body?.cancel();
  const etag = first.headers.get("etag") ?? "";
  assert.notEqual(etag, "");
  const again = await ask(PATH, {
    token: "token-read",
    headers: { "accept-encoding": "gzip", "if-none-match": etag },
  });
  assert.deepEqual([again.status, await again.text()], [304, ""]);
});

Deno.test("gate: a key that is no key is refused", async () => {
  const { ask } = appUnderTest({ moreRoutes: [route("post", () => 1)] });
  const answer = (key: string) =>
    ask(PATH, { method: "POST", token: "token-read", headers: { "idempotency-key": key } });
  assert.equal((await answer("8e03978e-40d5-43e8-bc93-6894a57f9324")).status, 200);
  for (const key of ["two words", "x".repeat(201)]) assert.equal((await answer(key)).status, 400);
});
