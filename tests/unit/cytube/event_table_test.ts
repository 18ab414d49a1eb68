import assert from "node:assert/strict";
import { EVENT_TABLE, eventTableMarkdown } from "../../../src/cytube/frames/event_table.ts";
import recorded from "../../fixtures/recorded_events.json" with { type: "json" };

Deno.test("event table: every event that was ever recorded is handled, or ignored with a reason", () => {
  for (const event of recorded) {
    const rule = EVENT_TABLE.get(event);
    assert.ok(rule !== undefined, `${event} is in no table`);
    if (rule.kind === "ignored") assert.ok(rule.reason.length > 10, event);
    else assert.ok(rule.does.length > 3, event);
  }
});

Deno.test("event table: events that are known from the server's source only are in it too", () => {
  for (const event of ["partitionChange", "warnLargeChandump"]) assert.ok(EVENT_TABLE.has(event), event);
});

Deno.test("event table: a name from the network finds nothing that is not in the table", () => {
  for (const event of ["constructor", "__proto__", "toString", ""]) {
    assert.equal(EVENT_TABLE.get(event), undefined);
  }
});

Deno.test("event table: its page is current", () => {
  const page = Deno.readTextFileSync(new URL("../../../docs/PROTOCOL_EVENTS.md", import.meta.url));
  assert.equal(page, eventTableMarkdown());
});
