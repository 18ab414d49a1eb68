import assert from "node:assert/strict";
import { visitorAddress } from "../../../src/sandbox/visitor_address.ts";
import { LiveSandbox } from "./live_client.ts";

async function get(url: string, init: RequestInit = {}) {
  const response = await fetch(url, init);
  return { response, text: await response.text() };
}

/** The first value of each cookie that a response sets. */
function cookies(response: Response): Record<string, string> {
  return Object.fromEntries(
    response.headers.getSetCookie().map((cookie) => {
      const [pair = ""] = cookie.split(";");
      const at = pair.indexOf("=");
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

Deno.test("http: discovery answers any legal name, in any case, and refuses others as JSON", async () => {
  await using live = await LiveSandbox.start();
  const { url } = live.sandbox;
  for (const name of ["testroom", "NobodyRegisteredThis"]) {
    const { text } = await get(`${url}/socketconfig/${name}.json`);
    assert.deepEqual(JSON.parse(text), { servers: [{ url, secure: false }] });
  }
  const bad = await get(`${url}/socketconfig/not%20a%20name.json`);
  assert.equal(bad.response.status, 404);
  assert.equal(typeof JSON.parse(bad.text).error, "string");
});

Deno.test("http: the login form with its token gives a cookie with which a socket is logged in", async () => {
  await using live = await LiveSandbox.start();
  const form = await get(`${live.sandbox.url}/login`);
  const csrf = cookies(form.response)["_csrf"] ?? "";
  const token = /name="_csrf" value="([^"]*)"/.exec(form.text)?.[1] ?? "";
  const post = (fields: Record<string, string>) =>
    get(`${live.sandbox.url}/login`, {
      method: "POST",
      headers: { cookie: `_csrf=${csrf}` },
      body: new URLSearchParams({ name: "rosey", password: "rosey-pw", _csrf: token, ...fields }),
    });
  assert.equal((await post({ _csrf: "forged" })).response.status, 403);
  assert.deepEqual(cookies((await post({ password: "wrong" })).response), {});
  const { response } = await post({});
  const auth = cookies(response)["auth"] ?? "";
  assert.match(decodeURIComponent(auth), /^s:rosey:\d+:[\w+/]+:[\w+/]+:1\.[\w+/]+$/);
  const client = live.client({ headers: { cookie: `auth=${auth}` } });
  assert.deepEqual(await client.next("login"), { success: true, name: "rosey", guest: false });
  assert.equal(await client.next("rank"), 1);
});

Deno.test("http: a forged or an old cookie logs nobody in", async () => {
  await using live = await LiveSandbox.start();
  const forged = encodeURIComponent("s:rosey:99999999999999:a:b:1.c");
  assert.equal(await live.client({ headers: { cookie: `auth=${forged}` } }).next("rank"), -1);
});

Deno.test("http: the page and all that it loads are served, with a policy that forbids inline scripts", async () => {
  await using live = await LiveSandbox.start();
  const { response, text } = await get(live.sandbox.url);
  assert.match(response.headers.get("content-security-policy") ?? "", /script-src 'self';/);
  assert.doesNotMatch(text, /<script(?![^>]*\ssrc=)|\son\w+=|style=/);
  const loaded = [...text.matchAll(/(?:href|src)="(\/[^"]*)"/g)].map(([, path]) => path);
  assert.deepEqual(loaded, ["/sandbox/page.css", "/sandbox/page.js"]);
  const scripts = ["/sandbox/wire.js", "/sandbox/chat_html.js"];
  for (const path of [...loaded, ...scripts, "/r/testroom"]) {
    const asset = await get(`${live.sandbox.url}${path}`);
    assert.equal(asset.response.status, 200);
    assert.ok(asset.text.length > 500, `${path} is ${asset.text.length} characters`);
  }
});

Deno.test("http: the page is told accounts, passwords and ranks to choose from", async () => {
  await using live = await LiveSandbox.start();
  const { text } = await get(`${live.sandbox.url}/sandbox/setup.json`);
  const setup = JSON.parse(text);
  assert.deepEqual(setup.channels, ["testroom"]);
  assert.deepEqual(setup.accounts[0], {
    name: "owner",
    password: "owner-pw",
    globalRank: 1,
    ranks: { testroom: 5 },
  });
});

Deno.test("http: what is not there is 404, other methods are 405", async () => {
  await using live = await LiveSandbox.start();
  assert.equal((await get(`${live.sandbox.url}/nothing`)).response.status, 404);
  assert.equal((await get(live.sandbox.url, { method: "DELETE" })).response.status, 405);
});

Deno.test("http: a page of another origin cannot open a socket", async () => {
  await using live = await LiveSandbox.start();
  const client = live.client({ headers: { origin: "http://evil.example" } });
  assert.match(await client.ended, /^refused: /);
});

Deno.test("visitor address: one token is one address, two are two", () => {
  assert.equal(visitorAddress("a-b-c"), visitorAddress("a-b-c"));
  assert.notEqual(visitorAddress("tab one"), visitorAddress("tab two"));
  assert.match(visitorAddress("😀"), /^10\.\d+\.\d+\.\d+$/);
});
