/** The file that the real v0.5.0 wrote: taken over, and given back. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { SMALL_V050, withFile } from "../../unit/db/temporary_file.ts";
import { giveBack, query, rowsOf, schemaOf, takeOver } from "./old_file.ts";

Deno.test("takeover: the report names what was recognised, put aside, hashed and parked", () =>
  withFile(async (path) => {
    const { report } = await takeOver(path);
    assert.deepEqual(report?.file, {
      description: "Rosey-Robot v1.0.0 of 2025 to v0.5.0",
      completed: [],
      leftAlone: [],
      setAside: [],
    });
    assert.deepEqual(report?.quarantined, [
      {
        table: "recent_chat",
        reason: "message holds NUL",
        putAside: "value",
        rows: 2,
        firstRowIds: [36, 274],
      },
      {
        table: "user_count_history",
        reason: "chat_users is negative",
        putAside: "row",
        rows: 1,
        firstRowIds: report?.quarantined[1]?.firstRowIds,
      },
      {
        table: "user_count_history",
        reason: "chat_users is no whole number; connected_users is no whole number",
        putAside: "row",
        rows: 1,
        firstRowIds: report?.quarantined[2]?.firstRowIds,
      },
      {
        table: "user_stats",
        reason: "total_time_connected is negative",
        putAside: "value",
        rows: 1,
        firstRowIds: [40],
      },
      { table: "user_stats", reason: "username is NULL", putAside: "row", rows: 2, firstRowIds: [41, 42] },
    ]);
    assert.deepEqual(report?.rows, {
      user_stats: 40,
      user_actions: 30,
      channel_stats: 1,
      user_count_history: 424,
      recent_chat: 499,
      current_status: 1,
      outbound_messages: 15,
      api_tokens: 3,
    });
    assert.deepEqual(report?.tokens, { working: 2, revoked: 1 });
    assert.equal(report?.parkedMessages, 11);
    assert.equal(report?.openSessions, 12);
    assert.match(report?.notes[0] ?? "", /counted each line of chat twice/);
    assert.deepEqual(query(path, "select report from takeover_report"), [{ report: JSON.stringify(report) }]);
  }, SMALL_V050));

Deno.test("takeover: down gives the old file back: its tables, its rows, its sequence; tokens revoked and unusable", () =>
  withFile(async (path) => {
    const before = { schema: schemaOf(path), rows: rowsOf(path) };
    await takeOver(path);
    const { notes } = await giveBack(path);
    assert.deepEqual(schemaOf(path), before.schema);
    const { api_tokens: tokens, ...rows } = rowsOf(path);
    const { api_tokens: _, ...rowsBefore } = before.rows;
    assert.deepEqual(rows, rowsBefore);
    assert.equal(tokens?.length, 3);
    assert.deepEqual(query(path, "select distinct revoked from api_tokens"), [{ revoked: 1 }]);
    assert.deepEqual(notes, [
      "3 API tokens came back revoked and unusable: make new ones",
      "7 quarantined rows are in their tables again",
    ]);
  }, SMALL_V050));

Deno.test("takeover: up, down and up again end in the same", () =>
  withFile(async (path) => {
    await takeOver(path);
    const first = { schema: schemaOf(path), rows: rowsOf(path) };
    await giveBack(path);
    await takeOver(path);
    assert.deepEqual(schemaOf(path), first.schema);
    const rows = rowsOf(path);
    for (
      const table of ["user_stats", "recent_chat", "user_count_history", "quarantined_rows", "user_actions"]
    ) {
      assert.deepEqual(rows[table], first.rows[table], table);
    }
  }, SMALL_V050));

Deno.test("takeover: no open session is closed", () =>
  withFile(async (path) => {
    const open = "select username, current_session_start, total_time_connected from user_stats " +
      "where current_session_start is not null and username is not null order by 1";
    const before = query(path, open);
    assert.equal(before.length, 12);
    await takeOver(path);
    assert.deepEqual(query(path, open), before);
  }, SMALL_V050));

Deno.test("takeover: a token is nowhere in the file any more, and its hash is", () =>
  withFile(async (path) => {
    const tokens = query(path, "select token from api_tokens").map(({ token }) => String(token));
    await takeOver(path);
    const bytes = new TextDecoder("latin1").decode(await Deno.readFile(path));
    for (const token of tokens) {
      assert.ok(!bytes.includes(token), "the token can still be read in the file");
      const hash = createHash("sha256").update(token).digest("hex");
      assert.deepEqual(query(path, `select preview from api_tokens where token_hash = '${hash}'`), [
        { preview: token.slice(0, 8) },
      ]);
    }
  }, SMALL_V050));

Deno.test("takeover: what v0.5.0 never sent is parked, what it gave up is dead", () =>
  withFile(async (path) => {
    await takeOver(path);
    assert.deepEqual(
      query(path, "select state, group_concat(id order by id) as ids from outbound_messages group by 1"),
      [
        { state: "dead", ids: "3,4" },
        { state: "parked", ids: "5,6,7,8,9,10,11,12,13,14,15" },
        { state: "sent", ids: "1,2" },
      ],
    );
  }, SMALL_V050));

Deno.test("takeover: down --all of what was an old file empties nothing", () =>
  withFile(async (path) => {
    const before = rowsOf(path);
    await takeOver(path);
    await giveBack(path, { all: true });
    assert.deepEqual(rowsOf(path)["recent_chat"], before["recent_chat"]);
  }, SMALL_V050));
