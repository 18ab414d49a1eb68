import assert from "node:assert/strict";
import { CORE_PEOPLE } from "../../../../db/people/core_people.ts";
import { fateOf, withoutName } from "../../../../db/people/person_in_row.ts";

function fate(tableName: string, row: Readonly<Record<string, unknown>>, name = "Alice") {
  const table = CORE_PEOPLE.find((table) => table.name === tableName);
  assert.ok(table);
  return fateOf(table, row, name);
}

Deno.test("forgetting: a name goes as a whole word, in whatever case, and once", () => {
  assert.equal(
    withoutName("cmd=kick, args: ALICE alice-2 my_alice malice Alice's", "alice"),
    "cmd=kick, args: [forgotten] alice-2 my_alice malice [forgotten]'s",
  );
  assert.equal(withoutName("a.b axb (a.b)", "A.B"), "[forgotten] axb ([forgotten])");
  assert.equal(withoutName("$& said hi", "$&"), "[forgotten] said hi");
  const twice = withoutName(withoutName("forgotten, by whom?", "Forgotten"), "Forgotten");
  assert.equal(twice, "[forgotten], by whom?");
});

Deno.test("forgetting: the audit keeps its fact, a line of chat goes", () => {
  assert.deepEqual(
    fate("user_actions", { username: "alice", details: "cmd=seen, args: Alice, result: success" }),
    {
      kind: "blanked",
      values: { username: "[forgotten]", details: "cmd=seen, args: [forgotten], result: success" },
    },
  );
  assert.deepEqual(fate("user_actions", { username: "bob", details: "args: alice" }), {
    kind: "blanked",
    values: { details: "args: [forgotten]" },
  });
  assert.deepEqual(fate("recent_chat", { username: "aLiCe" }), { kind: "removed" });
  assert.equal(fate("recent_chat", { username: "bob", message: "alice!" }), undefined);
});

Deno.test("forgetting: what is still to be said waits", () => {
  const row = { recipient: "alice", message: "psst" };
  assert.deepEqual(fate("outbound_messages", { ...row, sent: 0 }), { kind: "waiting" });
  assert.deepEqual(fate("outbound_messages", { ...row, sent: 1 }), { kind: "removed" });
});

Deno.test("forgetting: an act stays an act, whatever the person is called", () => {
  const act = (name: string) => ({
    sent: 1,
    message: "",
    action: JSON.stringify({ kind: "kick", name, reason: "" }),
  });
  assert.deepEqual(fate("outbound_messages", act("kick"), "kick"), {
    kind: "blanked",
    values: { action: '{"kind":"kick","name":"[forgotten]","reason":""}' },
  });
  assert.equal(fate("outbound_messages", act("bob"), "kick"), undefined);
});

Deno.test("forgetting: a row that an old file could not place goes with whose it was", () => {
  const original = (username: string, details: string) => ({
    original: JSON.stringify({ username, details }),
    replacements: null,
    row_key: null,
  });
  assert.deepEqual(fate("quarantined_rows", original("alice", "x")), { kind: "removed" });
  assert.deepEqual(fate("quarantined_rows", original("bob", "met alice")), {
    kind: "blanked",
    values: { original: '{"username":"bob","details":"met [forgotten]"}' },
  });
});
