import assert from "node:assert/strict";
import { type HealthReport, NO_WRITES } from "../../../src/telemetry/health.ts";
import { createApp } from "../../../src/web/app.ts";

const REPORT: HealthReport = {
  status: "ok",
  inChannel: true,
  channel: "movies",
  lastFrameAgeMs: 12,
  database: "ok",
  writes: NO_WRITES,
  version: "1.2.3",
  uptimeSeconds: 5,
  reconnects: 0,
};

function get(path: string, options: { host?: string; report?: Partial<HealthReport> } = {}) {
  const app = createApp({
    health: () => ({ ...REPORT, ...options.report }),
    control: () => undefined,
  });
  return app.request(path, { headers: { host: options.host ?? "127.0.0.1:5000" } });
}

Deno.test("web: /healthz answers 200 with the record when all is well", async () => {
  const response = await get("/healthz");
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), REPORT);
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.match(response.headers.get("content-type") ?? "", /^application\/json/);
});

for (const status of ["starting", "degraded", "stopping"] as const) {
  Deno.test(`web: /healthz answers 503 when Rosey is ${status}`, async () => {
    const response = await get("/healthz", { report: { status } });
    assert.equal(response.status, 503);
    assert.equal((await response.json()).status, status);
  });
}

Deno.test("web: / says what there is", async () => {
  const response = await get("/");
  assert.equal(response.status, 200);
  assert.match(await response.text(), /\/healthz/);
});

Deno.test("web: an unknown path is a 404 that says what there is", async () => {
  const response = await get("/nothing");
  assert.equal(response.status, 404);
  assert.match(await response.text(), /\/healthz/);
});

for (const host of ["127.0.0.1:5000", "localhost:5000", "LOCALHOST", "[::1]:80"]) {
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
    assert.doesNotMatch(await response.text(), /movies/);
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
