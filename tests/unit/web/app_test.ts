import assert from "node:assert/strict";
import type { HealthReport } from "../../../src/telemetry/health.ts";
import { createOpeningApp } from "../../../src/web/app.ts";
import { appUnderTest, REPORT } from "./app_under_test.ts";

function get(path: string, options: { host?: string; report?: Partial<HealthReport> } = {}) {
  const { ask } = appUnderTest({ health: () => ({ ...REPORT, ...options.report }) });
  return ask(path, { host: options.host ?? "127.0.0.1:5000" });
}

Deno.test("web: /healthz answers 200 with the record when all is well", async () => {
  const response = await get("/healthz");
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), REPORT);
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.match(response.headers.get("content-type") ?? "", /^application\/json/);
});

const NOT_WELL = [
  ["when Rosey is starting", { status: "starting" }],
  ["when Rosey is stopping", { status: "stopping" }],
  ["outside of the room", { status: "degraded", inChannel: false }],
  ["when the memory is away", { status: "degraded", database: "away" }],
] as const;

for (const [when, report] of NOT_WELL) {
  Deno.test(`web: /healthz answers 503 ${when}`, async () => {
    const response = await get("/healthz", { report });
    assert.equal(response.status, 503);
    assert.equal((await response.json()).status, report.status);
  });
}

Deno.test("web: /healthz answers 200 when only NATS is away, and says so", async () => {
  const response = await get("/healthz", { report: { status: "degraded", nats: "away" } });
  assert.equal(response.status, 200);
  const { status, nats } = await response.json();
  assert.deepEqual([status, nats], ["degraded", "away"]);
});

Deno.test("web: / is the page, and each of its files is there", async () => {
  const response = await get("/");
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-type") ?? "", /^text\/html/);
  const files = [...(await response.text()).matchAll(/(?:src|href)="(\/page\/[^"]+)"/g)];
  assert.ok(files.length >= 2);
  for (const [, path = ""] of files) assert.equal((await get(path)).status, 200, path);
});

Deno.test("web: a file of the page that the browser has is not sent again, compressed or not", async () => {
  const { ask } = appUnderTest();
  for (const path of ["/", "/api/docs", "/page/main.js", "/page/page.css"]) {
    for (const encoding of ["gzip", "identity"]) {
      const headers = { "accept-encoding": encoding };
      const first = await ask(path, { headers });
      await first.body?.cancel();
      const etag = first.headers.get("etag") ?? "";
      for (const tags of [etag, `"other", ${etag}`]) {
        const again = await ask(path, { headers: { ...headers, "if-none-match": tags } });
        assert.deepEqual([again.status, await again.text()], [304, ""], `${path} ${encoding} ${tags}`);
      }
      const other = await ask(path, { headers: { ...headers, "if-none-match": '"other"' } });
      assert.equal(other.status, 200);
      await other.body?.cancel();
    }
  }
});

Deno.test("web: an unknown path is a problem that says what there is", async () => {
  for (const path of ["/nothing", "/api/nothing", "/api/v1/nothing"]) {
    const response = await get(path);
    assert.equal(response.status, 404);
    assert.equal(response.headers.get("content-type"), "application/problem+json");
    assert.match((await response.json()).detail, /\/healthz/);
  }
});

Deno.test("web: what can only be read refuses every other method, and says what it takes", async () => {
  const { ask } = appUnderTest();
  for (
    const path of ["/healthz", "/readyz", "/metrics", "/api/openapi.json", "/", "/api/docs", "/page/main.js"]
  ) {
    for (const method of ["PUT", "POST", "DELETE"]) {
      const response = await ask(path, { method });
      assert.deepEqual(
        [response.status, response.headers.get("allow")],
        [405, "GET, HEAD"],
        `${method} ${path}`,
      );
      assert.equal((await response.json()).code, "method_not_allowed");
    }
    assert.notEqual((await ask(path, { method: "HEAD" })).status, 405);
  }
});

Deno.test("web: before there is a memory, everything but how Rosey is says that it comes", async () => {
  const app = createOpeningApp({
    health: () => ({ ...REPORT, status: "starting" }),
    control: () => undefined,
    hosts: [],
    report: () => assert.fail("nothing fails"),
  });
  const ask = async (path: string) =>
    await app.request(path, { headers: { host: "localhost" } }, { address: "127.0.0.1" });
  assert.equal((await (await ask("/healthz")).json()).status, "starting");
  for (const path of ["/", "/api/stats", "/nothing"]) {
    const response = await ask(path);
    assert.deepEqual([response.status, response.headers.get("retry-after")], [503, "5"], path);
  }
});

for (
  const host of ["127.0.0.1:5000", "localhost:5000", "LOCALHOST", "[::1]:80", "localhost.", "localhost.:80"]
) {
  Deno.test(`web: the name ${host} is this machine`, async () => {
    assert.equal((await get("/healthz", { host })).status, 200);
  });
}

for (
  const host of [
    "evil.example",
    "evil.example:5000",
    "127.0.0.1.evil.example",
    "localhost.evil.example:80",
    "10.0.0.1",
  ]
) {
  Deno.test(`web: the name ${host} is refused, so that no page can rebind its own to us`, async () => {
    const response = await get("/healthz", { host });
    assert.equal(response.status, 403);
    assert.equal(response.headers.get("content-type"), "application/problem+json");
    const { code, detail } = await response.json();
    assert.equal(code, "foreign_host");
    assert.match(detail, new RegExp(`"${host.replace(/:\d+/, "")}".*--web-hosts`));
    assert.doesNotMatch(detail, /movies/);
  });
}

Deno.test("web: every answer forbids embedding, sniffing and foreign content", async () => {
  for (const response of [await get("/healthz"), await get("/x"), await get("/", { host: "evil.example" })]) {
    assert.match(response.headers.get("content-security-policy") ?? "", /default-src 'none'/);
    assert.equal(response.headers.get("x-content-type-options"), "nosniff");
    assert.equal(response.headers.get("x-frame-options"), "DENY");
    assert.equal(response.headers.get("access-control-allow-origin"), null);
  }
});
