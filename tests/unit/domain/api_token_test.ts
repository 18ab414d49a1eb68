import assert from "node:assert/strict";
import { readTokenScopes } from "../../../src/domain/api_token.ts";

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
