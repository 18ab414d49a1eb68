import assert from "node:assert/strict";
import fc from "fast-check";
import { LINE_LIMIT } from "../../../src/domain/message_parts.ts";
import { serverCommand } from "../../../src/domain/server_command.ts";

Deno.test("server command: each act is the line that CyTube knows", () => {
  assert.equal(serverCommand({ kind: "kick", name: "alice", reason: "spam" }), "/kick alice spam");
  assert.equal(serverCommand({ kind: "ban", name: "alice", reason: "" }), "/ban alice");
  assert.equal(serverCommand({ kind: "mute", name: "alice", shadow: false }), "/mute alice");
  assert.equal(serverCommand({ kind: "mute", name: "alice", shadow: true }), "/smute alice");
  assert.equal(serverCommand({ kind: "unmute", name: "alice" }), "/unmute alice");
  assert.equal(serverCommand({ kind: "clear_chat" }), "/clear");
  assert.equal(serverCommand({ kind: "afk", away: true }), "/afk");
});

Deno.test("server command: what is not a name is refused, so that no word of it becomes another argument", () => {
  for (const name of ["", "alice bob", "alice\nbob", "a".repeat(21), "/ban"]) {
    assert.throws(() => serverCommand({ kind: "kick", name, reason: "" }), { code: "command.bad_name" });
  }
});

Deno.test("server command: whatever the reason, it is one line of the server's length about the same person", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 400 }), (reason) => {
    const line = serverCommand({ kind: "kick", name: "alice", reason });
    assert.ok(line === "/kick alice" || line.startsWith("/kick alice "));
    assert.ok(line.length <= LINE_LIMIT);
    assert.doesNotMatch(line, /[\p{Cc}\u2028\u2029]/u);
    assert.ok(!/[\ud800-\udbff]$/.test(line) || /[\ud800-\udbff]$/.test(reason));
  }));
});
