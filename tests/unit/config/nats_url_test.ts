import assert from "node:assert/strict";
import fc from "fast-check";
import { maskNatsUrl, parseNatsUrl } from "../../../src/config/nats_url.ts";
import { RoseyError } from "../../../src/domain/errors.ts";

const PLAIN = { tls: false, login: undefined };

Deno.test("nats url: every form that a server's address has is read", () => {
  assert.deepEqual(parseNatsUrl("nats://localhost:4222"), { servers: ["nats://localhost:4222"], ...PLAIN });
  assert.deepEqual(parseNatsUrl(" nats.example "), { servers: ["nats://nats.example:4222"], ...PLAIN });
  assert.deepEqual(parseNatsUrl("NATS://[::1]"), { servers: ["nats://[::1]:4222"], ...PLAIN });
  assert.deepEqual(parseNatsUrl("nats://a:443,nats://b:80/"), {
    servers: ["nats://a:443", "nats://b:80"],
    ...PLAIN,
  });
  assert.deepEqual(parseNatsUrl("tls://a"), { servers: ["tls://a:4222"], tls: true, login: undefined });
});

Deno.test("nats url: what stands before the host is taken out", () => {
  assert.deepEqual(parseNatsUrl("nats://me:p%40ss@a,nats://me:p%40ss@b"), {
    servers: ["nats://a:4222", "nats://b:4222"],
    tls: false,
    login: { user: "me", password: "p@ss" },
  });
  assert.deepEqual(parseNatsUrl("nats://t0ken@a").login, { token: "t0ken" });
});

Deno.test("nats url: a wrong one is refused with what is wrong, and never with the password", () => {
  const cases: [string, RegExp][] = [
    ["", /is empty/],
    ["nats://a,,nats://b", /nothing stands between two commas/],
    ["http://a:4222", /begins with none of/],
    ["wss://me:canary@a", /WebSockets/],
    ["nats://me:canary@", /names no host/],
    ["nats://me:canary", /names no host/],
    ["nats://a:99999", /wrong port/],
    ["nats://me:can/ary@a", /wrong port|follows the port/],
    ["nats://me:can#ary@a", /wrong port|follows the port/],
    ["nats://:canary@a", /a password and no user/],
    ["nats://me:canary%zz@a", /write it as %25/],
    ["nats://me:canary@a,tls://me:canary@b", /some of its servers are tls/],
    ["nats://me:canary@a,nats://me:other@b", /different users/],
    ["nats://a/path", /follows the port/],
  ];
  for (const [url, pattern] of cases) {
    assert.throws(() => parseNatsUrl(url), (error: unknown) => {
      assert.ok(error instanceof RoseyError && error.code === "nats.url", url);
      assert.match(error.message, pattern, url);
      assert.doesNotMatch(`${error.message} ${error.hint}`, /can.?ary/, url);
      return true;
    });
  }
});

Deno.test("nats url: whatever a password is made of, the masked address does not hold it", () => {
  const password = fc.string({ minLength: 6 }).filter((text) => !/^\d*$|[*\s]/.test(text));
  fc.assert(fc.property(password, (text) => {
    const secret = `x${text}x`;
    assert.ok(!maskNatsUrl(`nats://me:${secret}@host:4222`).includes(secret));
    assert.ok(!maskNatsUrl(`${secret}@host`).includes(secret));
    assert.ok(!maskNatsUrl(`nats://a:${secret}@a,b:${secret}@b`).includes(secret));
  }));
  assert.equal(maskNatsUrl("nats://host:4222"), "nats://host:4222");
  assert.equal(maskNatsUrl("host:4222"), "host:4222");
});

Deno.test("nats url: a login comes out as it went in", () => {
  const text = fc.string({ minLength: 1, unit: "grapheme" });
  fc.assert(fc.property(text, text, (user, password) => {
    const url = `nats://${encodeURIComponent(user)}:${encodeURIComponent(password)}@host`;
    assert.deepEqual(parseNatsUrl(url).login, { user, password });
  }));
});
