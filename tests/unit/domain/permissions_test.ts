import assert from "node:assert/strict";
import { isPermitted, permissionRank } from "../../../src/domain/permissions.ts";

const permissions = new Map([["playlistadd", 1.5], ["oplaylistadd", -1], ["kick", 1.5]]);

Deno.test("permissions: the twin of an open playlist counts only while it is open", () => {
  assert.equal(permissionRank("playlistadd", { permissions, playlistLocked: true }), 1.5);
  assert.equal(permissionRank("playlistadd", { permissions, playlistLocked: false }), -1);
  assert.equal(permissionRank("kick", { permissions, playlistLocked: false }), 1.5);
});

Deno.test("permissions: a rank that is just enough is enough, and the untold is not permitted", () => {
  assert.equal(isPermitted(1.5, "kick", { permissions, playlistLocked: true }), true);
  assert.equal(isPermitted(1, "kick", { permissions, playlistLocked: true }), false);
  assert.equal(isPermitted(255, "launch", { permissions, playlistLocked: true }), false);
});
