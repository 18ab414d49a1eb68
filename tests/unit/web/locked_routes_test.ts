/** Every route of the program, from its own list: whoever may not use it is refused, whatever they try. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { OwnedRoute } from "../../../src/web/api/mount_routes.ts";
import { pathsOf } from "../../../src/web/api/mount_routes.ts";
import { webUnderTest } from "./web_under_test.ts";

/** A path that fits a route's template, whether there is such a thing or not. */
function somePath(template: string): string {
  return template.replace(
    /:(\w+)/g,
    (_, name: string) => name === "id" || name === "hours" ? "1" : "somebody",
  );
}

function scopeOf({ route }: OwnedRoute): "read" | "say" | "admin" | undefined {
  if (route.policy === "open") return undefined;
  return route.policy === "statistics" ? "read" : route.policy;
}

Deno.test("routes: without the right token each is refused, at each of its paths", async () => {
  await using web = await webUnderTest();
  const tokens = {
    read: await web.issue("reads", ["read"]),
    say: await web.issue("says", ["say"]),
    admin: await web.issue("rules", ["admin"]),
    expired: await web.issue("late", ["admin"], web.clock.now() + 1_000),
    revoked: await web.issue("gone", ["admin"]),
  };
  await web.memory.repositories.tokens.revoke(web.memory.sink, "gone", web.clock.now());
  web.clock.advance(10_000);
  assert.ok(web.routes.length > 15, `${web.routes.length} routes`);
  for (const owned of web.routes) {
    const { method } = owned.route;
    const scope = scopeOf(owned);
    for (const template of pathsOf(owned.route)) {
      const path = somePath(template);
      const status = async (token: string | undefined) => (await web.ask(path, { method, token })).status;
      if (scope === undefined) continue;
      const where = `${method} ${template}`;
      assert.equal(await status(undefined), 401, `${where} without a token`);
      assert.equal(await status("A".repeat(43)), 401, `${where} with a wrong one`);
      assert.equal(await status(tokens.expired), 401, `${where} with one that has expired`);
      assert.equal(await status(tokens.revoked), 401, `${where} with a revoked one`);
      for (const other of ["read", "say"] as const) {
        if (other === scope) continue;
        assert.equal(await status(tokens[other]), 403, `${where} with the scope ${other}`);
      }
      assert.ok(![401, 403].includes(await status(tokens.admin)), `${where} with the scope admin`);
    }
  }
});

Deno.test("routes: a token that is revoked while it is in use opens nothing any more", async () => {
  await using web = await webUnderTest();
  const token = await web.issue("short", ["read"]);
  assert.equal((await web.ask("/api/v1/outbox", { token })).status, 200);
  await web.memory.repositories.tokens.revoke(web.memory.sink, "short", web.clock.now());
  assert.equal((await web.ask("/api/v1/outbox", { token })).status, 401);
});

Deno.test("routes: a cookie changes nothing when the request comes from another page, or does not say from which", async () => {
  await using web = await webUnderTest();
  const token = await web.issue("page", ["admin"]);
  const login = await web.ask("/api/v1/session", { method: "POST", body: { token } });
  const cookie = login.headers.get("set-cookie")?.split(";")[0] ?? "";
  assert.match(login.headers.get("set-cookie") ?? "", /HttpOnly; SameSite=Strict/);
  const say = (headers: Record<string, string>) =>
    web.ask("/api/v1/say", { method: "POST", body: { message: "hi" }, headers: { cookie, ...headers } });
  assert.equal((await say({})).status, 403);
  assert.equal((await say({ origin: "https://evil.example" })).status, 403);
  assert.equal(
    (await say({ origin: "http://127.0.0.1:5000", "sec-fetch-site": "cross-site" })).status,
    403,
  );
  assert.equal(
    (await say({ origin: "http://127.0.0.1:5000", "sec-fetch-site": "same-origin" })).status,
    200,
  );
  assert.equal((await web.ask("/api/v1/outbox", { headers: { cookie } })).status, 200);
});

Deno.test("routes: whatever is put into any parameter, none fails inside", async () => {
  await using web = await webUnderTest();
  const token = await web.issue("fuzz", ["admin"]);
  const value = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.constantFrom(
      "-1",
      "0",
      "1e99",
      "null",
      "[]",
      "%00",
      "../..",
      "' or 1=1 --",
      "9".repeat(40),
      "NaN",
      "\u2028",
    ),
  );
  const json = fc.oneof(fc.json(), fc.string(), fc.constant("{"), fc.constant('{"message":{"a":1}}'));
  for (const { route } of web.routes) {
    const [template = ""] = pathsOf(route);
    const names = [...template.matchAll(/:(\w+)/g)].map(([, name = ""]) => name);
    const query = Object.keys(
      "shape" in route.query && typeof route.query.shape === "object" && route.query.shape !== null
        ? route.query.shape
        : {},
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(value, { minLength: names.length, maxLength: names.length }),
        fc.array(value, { minLength: query.length, maxLength: query.length }),
        json,
        async (inPath, inQuery, body) => {
          let path = template;
          names.forEach((name, index) =>
            path = path.replace(`:${name}`, encodeURIComponent(safe(inPath[index])))
          );
          const search = new URLSearchParams(query.map((name, index) => [name, safe(inQuery[index])]));
          const hasBody = route.method !== "get" && route.method !== "delete";
          const answer = await web.ask(`${path}?${search}`, {
            method: route.method,
            token,
            ...(hasBody ? { body } : {}),
          });
          const text = await answer.text();
          assert.ok(
            answer.status < 500 || answer.status === 503,
            `${route.method} ${path}: ${answer.status} ${text}`,
          );
        },
      ),
      { numRuns: 25 },
    );
  }
  assert.deepEqual(web.complaints.filter((line) => line.includes("/api/")), []);
});

/** A part of a path is never empty, or it would be another path. */
function safe(text: string | undefined): string {
  const wellFormed = (text ?? "").toWellFormed();
  return wellFormed === "" || wellFormed === "." || wellFormed === ".." ? "x" : wellFormed;
}
