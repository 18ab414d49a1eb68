/** Tokens and the database's figures, for other programs. */
import assert from "node:assert/strict";
import { membersOf, objectsIn } from "../../../json_values.ts";
import { doorTest } from "../../plugins/services/service_door.ts";

const CREATE = "rosey.db.tokens.create";

doorTest("only a token of the scope admin opens what is for administrators", async (door) => {
  const reading = await door.token("read");
  const admin = await door.token("admin");
  for (
    const subject of ["rosey.db.tokens.list", CREATE, "rosey.db.tokens.revoke", "rosey.db.maintenance.info"]
  ) {
    for (const token of [undefined, "", 7, "unknown", reading]) {
      const { code, message } = await door.refused(subject, { token });
      assert.equal(code, "UNAUTHORIZED", `${subject} ${String(token)}`);
      assert.ok(!message.includes(reading), "a token was told");
    }
  }
  await door.ask("rosey.db.tokens.list", { token: admin });
});

doorTest("a token is made once, shown once, and good until it is revoked", async (door) => {
  const token = await door.token("admin");
  const request = {
    token,
    name: "phone",
    scopes: ["read", "storage:weather", "say"],
    expires_in_seconds: 3_600,
  };
  const made = Object(await door.ask(CREATE, request));
  assert.equal(made.token.length, 43);
  assert.deepEqual(made.scopes, ["say", "read", "storage:weather"]);
  assert.equal(made.expires_at, made.created_at + 3_600);
  assert.equal((await door.refused(CREATE, request)).code, "CONFLICT");
  assert.equal((await door.repositories.tokens.identify(made.token, door.clock.now())).kind, "good");
  const { tokens } = Object(await door.ask("rosey.db.tokens.list", { token }));
  assert.deepEqual(membersOf(tokens, "name").sort(), ["admin", "phone"]);
  assert.ok(!JSON.stringify(tokens).includes(made.token));
  assert.deepEqual(await door.ask("rosey.db.tokens.revoke", { token, revoke: "phone" }), {
    success: true,
    revoked: 1,
  });
  assert.equal((await door.refused("rosey.db.tokens.revoke", { token, revoke: "phone" })).code, "NOT_FOUND");
  assert.equal((await door.repositories.tokens.identify(made.token, door.clock.now())).kind, "revoked");
  const { tokens: all } = Object(await door.ask("rosey.db.tokens.list", { token, include_revoked: true }));
  assert.equal(all.length, 2);
});

doorTest("a token for nothing, or for what there is not, is refused", async (door) => {
  const token = await door.token("admin");
  for (
    const wrong of [
      { name: "x", scopes: [] },
      { name: "x", scopes: ["shout"] },
      { name: "x", scopes: ["storage:"] },
      { name: "x", scopes: ["storage:../a"] },
      { name: "", scopes: ["read"] },
      { name: "x", scopes: ["read"], expires_in_seconds: 0 },
      { scopes: ["read"] },
    ]
  ) {
    assert.equal(
      (await door.refused(CREATE, { token, ...wrong })).code,
      "VALIDATION_ERROR",
      JSON.stringify(wrong),
    );
  }
});

doorTest("the figures of the database tell its tables and rows", async (door) => {
  const token = await door.token("admin");
  await door.ask("rosey.db.user.joined", { username: "alice" });
  const figures = Object(await door.ask("rosey.db.maintenance.info", { token }));
  assert.equal(figures.kind, "sqlite");
  assert.equal(figures.pending_migrations, 0);
  assert.equal(figures.open_sessions, 1);
  const rows = new Map(
    objectsIn(figures.tables).map(({ table, rows }) => [table, rows]),
  );
  assert.equal(rows.get("user_stats"), 1);
  assert.equal(rows.get("api_tokens"), 1);
});
