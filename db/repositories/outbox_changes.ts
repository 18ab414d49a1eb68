/**
 * The changes of the outbox. Each names the states that it starts from, so that one that comes twice, or after somebody
 * else was quicker, does nothing.
 *
 * A row is named by what was queued together and its place in it: that is known before the row has a number, and also
 * while the database is away.
 *
 * @module
 */

import { sql } from "kysely";
import type { OutboxState } from "../../src/domain/outbox.ts";
import { defineWrite } from "../write_statements.ts";

/** The states in which nothing more comes of a row: v0.5.0's `sent` is 1 there. */
const ENDS: ReadonlySet<OutboxState> = new Set(["sent", "rejected", "expired", "dead"]);

/** The rest follows its first part: where that was not queued, because its key was known, neither is the rest. */
export const queued = defineWrite(
  "outbox.queued",
  {
    group_key: "text",
    part: "integer64",
    parts: "integer64",
    lane: "text",
    kind: "text",
    class: "text",
    producer: "text",
    recipient: "text?",
    message: "text",
    action: "text?",
    enqueue_key: "text?",
    collapse_key: "text?",
    timestamp: "integer64",
    queued_at_ms: "integer64",
    expires_at_ms: "integer64",
  },
  ({ db, parameter }) => {
    const values = { ...parameter, state: sql.lit("queued"), changed_at_ms: parameter.queued_at_ms };
    const columns = sql.join(Object.keys(values).map((name) => sql.ref(name)));
    const statement = sql`insert into outbound_messages (${columns})
      select ${sql.join(Object.values(values))}
      where ${parameter.part} = 1 or exists (
        select 1 from outbound_messages where group_key = ${parameter.group_key} and part = 1
      )
      on conflict do nothing`;
    return { compile: () => statement.compile(db) };
  },
);

/** A newer line takes the place of those that nobody has begun to send. */
export const replaced = defineWrite(
  "outbox.replaced",
  { producer: "text", collapse_key: "text", at: "integer64", at_ms: "integer64" },
  ({ db, parameter: { producer, collapse_key, at, at_ms } }) =>
    db.updateTable("outbound_messages")
      .set({
        state: "expired",
        sent: 1,
        sent_timestamp: at,
        changed_at_ms: at_ms,
        reason: "replaced",
        last_error: "a newer line took its place",
      })
      .where("state", "=", sql.lit("queued"))
      .where("producer", "=", producer)
      .where("collapse_key", "=", collapse_key),
);

/** What is begun is said to its end: its parts are not replaced any more. */
export const begun = defineWrite(
  "outbox.begun",
  { group_key: "text" },
  ({ db, parameter }) =>
    db.updateTable("outbound_messages")
      .set({ collapse_key: null })
      .where("group_key", "=", parameter.group_key)
      .where("state", "=", "queued"),
);

/** It is about to be written to the server. */
export const sending = defineWrite(
  "outbox.sending",
  { group_key: "text", part: "integer64", at: "integer64", at_ms: "integer64", intent_seen: "text?" },
  ({ db, parameter: { group_key, part, at, at_ms, intent_seen } }) =>
    db.updateTable("outbound_messages")
      .set({
        state: "sending",
        sends: sql<number>`sends + 1`,
        last_attempt_at: at,
        changed_at_ms: at_ms,
        intent_at_ms: at_ms,
        intent_seen,
        reason: null,
        last_error: null,
      })
      .where("group_key", "=", group_key)
      .where("part", "=", part)
      .where("state", "=", "queued"),
);

/** It was said or done. */
export const sent = defineWrite(
  "outbox.sent",
  {
    group_key: "text",
    part: "integer64",
    at: "integer64",
    at_ms: "integer64",
    server_time_ms: "integer64?",
    truncated: "boolean01",
    shadowed: "boolean01",
    reason: "text?",
  },
  ({ db, parameter: { group_key, part, at, at_ms, server_time_ms, truncated, shadowed, reason } }) =>
    db.updateTable("outbound_messages")
      .set({
        state: "sent",
        sent: 1,
        sent_timestamp: at,
        changed_at_ms: at_ms,
        server_time_ms,
        truncated,
        shadowed,
        reason,
        last_error: null,
      })
      .where("group_key", "=", group_key)
      .where("part", "=", part)
      .where("state", "in", ["sending", "in_doubt"]),
);

/** It was certainly not said, though it was about to be: as if it had not been tried. */
export const putBack = defineWrite(
  "outbox.put_back",
  { group_key: "text", part: "integer64", at_ms: "integer64", reason: "text", detail: "text" },
  ({ db, parameter: { group_key, part, at_ms, reason, detail } }) =>
    db.updateTable("outbound_messages")
      .set({
        state: "queued",
        sends: sql<number>`sends - 1`,
        changed_at_ms: at_ms,
        reason,
        last_error: detail,
      })
      .where("group_key", "=", group_key)
      .where("part", "=", part)
      .where("state", "=", "sending"),
);

/** What an earlier life was about to send. */
export const abandoned = defineWrite(
  "outbox.abandoned",
  { at_ms: "integer64", reason: "text", detail: "text" },
  ({ db, parameter: { at_ms, reason, detail } }) =>
    db.updateTable("outbound_messages")
      .set({ state: "in_doubt", changed_at_ms: at_ms, reason, last_error: detail })
      .where("state", "in", ["sending", "claimed"]),
);

/** It was said, and nobody saw it. */
export const shadowed = defineWrite(
  "outbox.shadowed",
  { group_key: "text", part: "integer64" },
  ({ db, parameter: { group_key, part } }) =>
    db.updateTable("outbound_messages")
      .set({ shadowed: 1 })
      .where("group_key", "=", group_key)
      .where("part", "=", part)
      .where("state", "=", "sent"),
);

/** Asked for by a person: it may be said for so long again. */
export const retried = defineWrite(
  "outbox.retried",
  { id: "integer64", at_ms: "integer64", expires_at_ms: "integer64", reason: "text", detail: "text" },
  ({ db, parameter: { id, at_ms, expires_at_ms, reason, detail } }) =>
    db.updateTable("outbound_messages")
      .set({
        state: "queued",
        sent: 0,
        sent_timestamp: null,
        changed_at_ms: at_ms,
        expires_at_ms,
        reason,
        last_error: detail,
      })
      .where("id", "=", id)
      .where("state", "in", ["parked", "rejected", "expired", "dead"]),
);

/** Given up by a person. */
export const dropped = defineWrite(
  "outbox.dropped",
  { id: "integer64", at: "integer64", at_ms: "integer64", reason: "text", detail: "text" },
  ({ db, parameter: { id, at, at_ms, reason, detail } }) =>
    db.updateTable("outbound_messages")
      .set({
        state: "dead",
        sent: 1,
        sent_timestamp: at,
        changed_at_ms: at_ms,
        reason,
        last_error: detail,
      })
      .where("id", "=", id)
      .where("state", "in", ["queued", "in_doubt", "parked"]),
);

/** A change of state that changes nothing else. */
function moved(statement: string, to: OutboxState, from: readonly OutboxState[]) {
  return defineWrite(
    statement,
    {
      group_key: "text",
      part: "integer64",
      at: "integer64",
      at_ms: "integer64",
      reason: "text",
      detail: "text",
    },
    ({ db, parameter: { group_key, part, at, at_ms, reason, detail } }) =>
      db.updateTable("outbound_messages")
        .set({
          state: to,
          changed_at_ms: at_ms,
          reason,
          last_error: detail,
          ...(ENDS.has(to) ? { sent: 1, sent_timestamp: at } : {}),
        })
        .where("group_key", "=", group_key)
        .where("part", "=", part)
        .where("state", "in", from),
  );
}

/** No answer came: it may have been said. */
export const doubted = moved("outbox.doubted", "in_doubt", ["sending"]);
/** It was not said, or may be said twice. */
export const requeued = moved("outbox.requeued", "queued", ["in_doubt"]);
/** It cannot be known, or has to stay together with what cannot be known. */
export const parked = moved("outbox.parked", "parked", ["queued", "in_doubt"]);
/** The server said no. */
export const rejected = moved("outbox.rejected", "rejected", ["queued", "sending"]);
/** It waited too long. */
export const expired = moved("outbox.expired", "expired", ["queued"]);
/** Nothing can come of it. */
export const dead = moved("outbox.dead", "dead", ["queued", "sending"]);
