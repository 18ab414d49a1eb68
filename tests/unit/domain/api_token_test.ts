import assert from "node:assert/strict";
import { opensStorage, readTokenScopes } from "../../../src/domain/api_token.ts";

Deno.test("domain: scopes of a token are read as people write them", () => {
  assert.deepEqual(readTokenScopes("read,say"), ["say", "read"]);
  assert.deepEqual(readTokenScopes(" read  read, "), ["read"]);
  assert.deepEqual(readTokenScopes("admin"), ["admin"]);
});

Deno.test("domain: a scope that there is not is named, with those that there are", () => {
  assert.throws(() => readTokenScopes("say,shout"), {
    code: "token.unknown_scope",
    message: 'A token cannot be good for "shout"',
    hint: /one or more of say, read, admin/,
  });
  assert.throws(() => readTokenScopes(" , "), { message: "A token must be good for something" });
});

Deno.test("domain: a token can be good for the storage of one program, and admin for that of all", () => {
  const scopes = readTokenScopes("storage:weather, read storage:8ball");
  assert.deepEqual(scopes, ["read", "storage:8ball", "storage:weather"]);
  assert.ok(opensStorage(new Set(scopes), "weather"));
  assert.ok(!opensStorage(new Set(scopes), "weather2"));
  assert.ok(opensStorage(new Set(["admin"]), "anything"));
  assert.ok(!opensStorage(new Set(["read", "say"]), "weather"));
  for (const word of ["storage:", "storage", "storage:A", "storage:a:b", "storage:*", "storage:../x"]) {
    assert.throws(() => readTokenScopes(word), { code: "token.unknown_scope" });
  }
});
