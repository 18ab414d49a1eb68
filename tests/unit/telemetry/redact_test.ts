import assert from "node:assert/strict";
import fc from "fast-check";
import { Secret } from "../../../src/domain/secret.ts";
import { redactor } from "../../../src/telemetry/redact.ts";

Deno.test("redact: a secret is found as it is, in JSON, in an address and in base64", () => {
  const secret = 'p"ä ss/w0rd';
  const redact = redactor([new Secret(secret)]);
  const forms = [
    secret,
    JSON.stringify({ pw: secret }),
    encodeURIComponent(secret),
    `https://x/?pw=${new URLSearchParams({ "": secret }).toString().slice(1)}`,
    btoa(String.fromCharCode(...new TextEncoder().encode(secret))),
  ];
  for (const form of forms) assert.match(redact(`a ${form} b`), /\*{8}/, form);
  for (const form of forms) assert.doesNotMatch(redact(`a ${form} b`), /w0rd|dzByZA/, form);
});

Deno.test("redact: a secret that is part of another leaves no rest of it", () => {
  const redact = redactor([new Secret("open"), new Secret("open-sesame")]);
  assert.equal(redact("say open-sesame, or open"), "say ********, or ********");
});

Deno.test("redact: the password in an address goes even if nobody knew it", () => {
  assert.equal(redactor([])("postgres://rosey:unknown@db/x failed"), "postgres://rosey:********@db/x failed");
});

Deno.test("redact: a text without secrets stays as it is", () => {
  const text = "connecting to https://cytu.be:443/socketconfig/movies.json at 12:30";
  assert.equal(redactor([new Secret("hunter22"), new Secret(""), new Secret("at")])(text), text);
});

Deno.test("redact: a long text costs no more than its length", () => {
  for (const text of ["a".repeat(500_000), "a.".repeat(250_000), "a://".repeat(125_000)]) {
    assert.equal(redactor([])(text), text);
  }
});

Deno.test("redact: whatever the secret and its surroundings, it is gone", () => {
  const secret = fc.string({ minLength: 6, maxLength: 20 });
  fc.assert(fc.property(secret, fc.string(), fc.string(), (value, before, after) => {
    fc.pre(!"********".includes(value) && !`${before}${after}`.includes(value));
    const redacted = redactor([new Secret(value)])(before + value + after);
    assert.ok(
      !redacted.includes(value) || before.includes("*") || after.includes("*") || value.includes("*"),
    );
  }));
});
