import assert from "node:assert/strict";
import { API_RATE_LIMIT } from "../../../src/web/api/rate_limit.ts";
import { appUnderTest } from "./app_under_test.ts";

const NOBODY = { name: null, scopes: [], publicStatistics: false };

const PAGE = { "sec-fetch-site": "same-origin", "origin": "http://127.0.0.1:5000" };

Deno.test("session: whoever asks is told who they are, and a stranger or a useless token is nobody", async () => {
  const { ask } = appUnderTest();
  for (const token of [undefined, "token-unknown", "token-expired", "token-revoked"]) {
    const answer = await ask(
      "/api/v1/session",
      token === undefined ? {} : { headers: { cookie: `rosey_token_5000=${token}` } },
    );
    assert.deepEqual([answer.status, await answer.json()], [200, NOBODY], token ?? "no token");
  }
  const known = await ask("/api/v1/session", { headers: { cookie: "rosey_token_5000=token-say" } });
  assert.deepEqual(await known.json(), { name: "the say token", scopes: ["say"], publicStatistics: false });
});

Deno.test("session: a good token is kept in a cookie that no script reads and no other page sends", async () => {
  const { ask } = appUnderTest();
  const headers = { ...PAGE, "content-type": "application/json" };
  const logIn = (token: string) =>
    ask("/api/v1/session", { method: "POST", headers, body: JSON.stringify({ token }) });
  const refused = await logIn("token-revoked");
  assert.deepEqual([refused.status, refused.headers.get("set-cookie")], [401, null]);
  const taken = await logIn("token-read");
  assert.deepEqual(await taken.json(), { name: "the read token", scopes: ["read"], publicStatistics: false });
  const cookie = taken.headers.get("set-cookie") ?? "";
  assert.match(cookie, /^rosey_token_5000=token-read; /);
  for (const property of ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=2592000"]) {
    assert.ok(cookie.includes(property), `${property} in ${cookie}`);
  }
  const left = await ask("/api/v1/session", { method: "DELETE", headers: PAGE });
  assert.match(left.headers.get("set-cookie") ?? "", /^rosey_token_5000=; .*Max-Age=0/);
});

Deno.test("session: two Roseys on one machine do not log each other out", async () => {
  const { ask } = appUnderTest();
  const nameAt = async (host: string) => {
    const headers = {
      cookie: "rosey_token=token-admin; rosey_token_5000=token-read; rosey_token_5001=token-say",
    };
    return (await (await ask("/api/v1/session", { host, headers })).json()).name;
  };
  assert.equal(await nameAt("127.0.0.1:5000"), "the read token");
  assert.equal(await nameAt("127.0.0.1:5001"), "the say token");
  assert.equal(await nameAt("localhost"), "the admin token");
});

Deno.test("session: behind a proxy with TLS the cookie goes over TLS alone", async () => {
  const { ask } = appUnderTest({ hosts: ["rosey.example"] });
  for (
    const [method, body] of [["POST", JSON.stringify({ token: "token-read" })], [
      "DELETE",
      undefined,
    ]] as const
  ) {
    const headers = { "sec-fetch-site": "same-origin", "origin": "https://rosey.example" };
    const answer = await ask("/api/v1/session", {
      method,
      host: "rosey.example",
      headers,
      ...(body === undefined ? {} : { body }),
    });
    assert.match(answer.headers.get("set-cookie") ?? "", /^rosey_token=.*; Secure$/);
    const plain = await ask("/api/v1/session", {
      method,
      headers: PAGE,
      ...(body === undefined ? {} : { body }),
    });
    assert.doesNotMatch(plain.headers.get("set-cookie") ?? "", /Secure/);
  }
});

Deno.test("session: a stranger behind the same proxy cannot lock anybody out of the login", async () => {
  const { ask } = appUnderTest();
  const logIn = async (token: string) =>
    (await ask("/api/v1/session", { method: "POST", headers: PAGE, body: JSON.stringify({ token }) })).status;
  for (let count = 0; count <= API_RATE_LIMIT.burst; count += 1) await ask("/api/v1/session");
  assert.equal((await ask("/api/v1/session")).status, 429);
  for (let count = 0; count < API_RATE_LIMIT.burst; count += 1) assert.equal(await logIn("guess"), 401);
  assert.equal(await logIn("guess"), 429);
  assert.equal(await logIn("token-read"), 200);
});
