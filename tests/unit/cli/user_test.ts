import assert from "node:assert/strict";
import { plugins } from "../../../plugins/mod.ts";
import { openMemory } from "../../contract/memory_under_test.ts";
import { databaseIn, withFolder } from "./control/doorway.ts";
import { rosey } from "./fake_host.ts";

type CommandLine = (...args: string[]) => ReturnType<typeof rosey>;

/** `rosey user` beside the open memory of a room in which alice and bob talked. */
async function withPeople(use: (user: CommandLine) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const target = databaseIn(folder);
    const { driver, close } = await openMemory(target, plugins);
    await driver.transaction(async (session) => {
      for (
        const statement of [
          "insert into user_stats (username, first_seen, last_seen) values ('Alice', 1, 2), ('alice', 1, 1), ('bob', 1, 1)",
          "insert into recent_chat (timestamp, username, message) values (1, 'alice', 'hi'), (2, 'bob', 'hi alice')",
          "insert into user_actions (timestamp, username, action_type, details) values (1, 'bob', 'x', 'saw Alice')",
          "insert into outbound_messages (timestamp, message, recipient, sent) values (1, 'psst', 'alice', 0)",
          "insert into quotes_optouts (person_key, since) values ('alice', 1)",
        ]
      ) await session.execute(statement);
    }, 1_000);
    try {
      await use((...args) => rosey(["user", ...args, "--database", target.path], { XDG_STATE_HOME: folder }));
    } finally {
      await close();
    }
  });
}

Deno.test("user: an export is one document of everything that names the person", async () => {
  await withPeople(async (user) => {
    const { code, out, err } = await user("export", "ALICE");
    assert.equal(code, 0, err);
    const { name, spellings, exportedAt, tables } = JSON.parse(out);
    assert.deepEqual([name, spellings], ["Alice", ["Alice", "alice"]]);
    assert.match(exportedAt, /^\d{4}-/);
    assert.deepEqual(
      Object.entries(tables).map(([table, rows]) => [table, Array.isArray(rows) ? rows.length : 0]),
      [["user_stats", 2], ["user_actions", 1], ["recent_chat", 1], ["outbound_messages", 1], [
        "quotes_optouts",
        1,
      ]],
    );
    assert.deepEqual([tables.recent_chat[0].username, tables.recent_chat[0].message], ["alice", "hi"]);
    assert.equal((await user("export", "ALICE", "--json")).code, 0);
  });
});

Deno.test("user: what would be forgotten is told first, and done with --yes", async () => {
  await withPeople(async (user) => {
    const told = await user("forget", "alice");
    assert.equal(told.code, 0, told.err);
    assert.match(told.out, /: of alice \(also Alice\), there is\n/);
    assert.match(told.out, /^ {2}user_stats +2 removed$/m);
    assert.match(told.out, /^ {2}user_actions +1 without the name$/m);
    assert.match(told.out, /^ {2}outbound_messages +1 still to be said or done$/m);
    assert.match(told.out, /^ {2}quotes_optouts +1 kept for their sake$/m);
    assert.match(told.out, /Nothing was changed\. Say --yes to forget\.\n$/);
    const before = JSON.parse((await user("forget", "alice", "--json")).out);
    const done = JSON.parse((await user("forget", "alice", "--yes", "--json")).out);
    assert.deepEqual([before.forgotten, done.forgotten], [false, true]);
    assert.deepEqual(done.tables, before.tables);
    const { tables } = JSON.parse((await user("export", "alice")).out);
    assert.deepEqual(Object.keys(tables), ["outbound_messages", "quotes_optouts"]);
    assert.match((await user("forget", "alice")).out, /There is nothing to forget\.\n$/);
    const bob = JSON.parse((await user("export", "bob")).out);
    assert.equal(bob.tables.recent_chat[0].message, "hi alice");
    assert.equal(bob.tables.user_actions[0].details, "saw [forgotten]");
  });
});

Deno.test("user: of whom nothing is kept, exit code 3 and no document", async () => {
  await withPeople(async (user) => {
    for (const args of [["export", "carol"], ["forget", "carol"], ["forget", "carol", "--yes"]]) {
      const { code, out, err } = await user(...args);
      assert.deepEqual([code, out], [3, ""]);
      assert.match(err, /nothing is kept of "carol" in /);
    }
    const { code, err } = await user("export", " ");
    assert.equal(code, 2);
    assert.match(err, /NAME is " ", but must be somebody's name/);
  });
});
