import assert from "node:assert/strict";
import {
  discoverServer,
  DISCOVERY_TIMEOUT_MS,
  type DiscoveryFetch,
  siteAddress,
} from "../../../src/cytube/discovery.ts";
import { ManualClock } from "../../../src/domain/clock.ts";
import { RoseyError } from "../../../src/domain/errors.ts";

function answering(status: number, body: string, asked: string[] = []): DiscoveryFetch {
  return (url) => {
    asked.push(url);
    return Promise.resolve({ status, text: () => Promise.resolve(body) });
  };
}

function discover(fetch: DiscoveryFetch, domain = "cytu.be", clock = new ManualClock()): Promise<string> {
  return discoverServer({ domain, channel: "testroom", fetch, clock, signal: new AbortController().signal });
}

function servers(...list: unknown[]): string {
  return JSON.stringify({ servers: list });
}

async function refusalOf(promise: Promise<unknown>): Promise<RoseyError> {
  const thrown = await promise.then(() => undefined, (error: unknown) => error);
  assert.ok(thrown instanceof RoseyError, String(thrown));
  assert.ok(thrown.hint !== undefined && thrown.hint !== "");
  assert.match(thrown.message, /socketconfig\/testroom\.json/);
  return thrown;
}

Deno.test("discovery: the secure server is taken", async () => {
  const body = servers({ url: "http://a.example", secure: false }, {
    url: "https://b.example",
    secure: true,
  });
  assert.equal(await discover(answering(200, body)), "https://b.example");
});

Deno.test("discovery: entries for IPv6 are taken only if there is no other", async () => {
  const six = { url: "https://six.example", secure: true, ipv6: true };
  const four = { url: "http://four.example", secure: false };
  assert.equal(await discover(answering(200, servers(six, four))), "http://four.example");
  assert.equal(await discover(answering(200, servers(six))), "https://six.example");
});

Deno.test("discovery: https is put in front where the scheme is missing, and slashes at the end are dropped", async () => {
  assert.equal(siteAddress("cytu.be"), "https://cytu.be");
  assert.equal(siteAddress("http://localhost:8080//"), "http://localhost:8080");
  const asked: string[] = [];
  await discover(answering(200, servers({ url: "http://x.example" }), asked), "http://localhost:8080/");
  assert.deepEqual(asked, ["http://localhost:8080/socketconfig/testroom.json"]);
});

Deno.test("discovery: what is not a CyTube site is told apart", async () => {
  const cases: [DiscoveryFetch, string][] = [
    [answering(404, '{"error":"x"}'), "discovery.not_found"],
    [answering(503, ""), "discovery.status"],
    [answering(200, "<html>"), "discovery.not_json"],
    [answering(200, `{"servers":"${"x".repeat(200_000)}"}`), "discovery.not_json"],
    [answering(200, "{}"), "discovery.wrong_shape"],
    [answering(200, servers({ url: 7 })), "discovery.wrong_shape"],
    [answering(200, servers()), "discovery.no_server"],
    [answering(200, servers({ url: "javascript:alert(1)" }, { url: "x" })), "discovery.no_server"],
    [() => Promise.reject(new TypeError("dns error")), "discovery.unreachable"],
  ];
  for (const [fetch, code] of cases) assert.equal((await refusalOf(discover(fetch))).code, code);
});

Deno.test("discovery: of a site that cannot be reached it is told why", async () => {
  const cause = new Error(
    "error sending request for url (https://cytu.be/socketconfig/testroom.json): dns error: no such name",
  );
  const refused = await refusalOf(discover(() => Promise.reject(new TypeError("fetch failed", { cause }))));
  assert.match(refused.message, /\.json cannot be reached: dns error: no such name$/);
});

Deno.test("discovery: a site that does not answer is given up after ten seconds", async () => {
  const clock = new ManualClock();
  const hanging: DiscoveryFetch = (_url, { signal }) =>
    new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  const refused = refusalOf(discover(hanging, "cytu.be", clock));
  await clock.advanceAsync(DISCOVERY_TIMEOUT_MS);
  assert.equal((await refused).code, "discovery.timeout");
  assert.equal(clock.pendingTimers, 0);
});

Deno.test("discovery: a stop ends the question at once", async () => {
  const clock = new ManualClock();
  const abort = new AbortController();
  const hanging: DiscoveryFetch = (_url, { signal }) =>
    new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  const asking = discoverServer({ domain: "x", channel: "y", fetch: hanging, clock, signal: abort.signal });
  const ended = assert.rejects(asking, /stop now/);
  abort.abort(new Error("stop now"));
  await ended;
  assert.equal(clock.pendingTimers, 0);
});
