/** A memory that is copied is the same memory. */
import assert from "node:assert/strict";
import { RoseyError } from "../../../src/domain/errors.ts";
import type { DatabaseTarget } from "../../../src/domain/database_target.ts";
import { tablesWith } from "../../../src/cli/program_tables.ts";
import { openMemory, rowsOf } from "../../contract/memory_under_test.ts";
import { petLiked, petNamed, petNames } from "../../contract/pet_names_plugin.ts";
import {
  change,
  copy,
  fillMemory,
  HIGHEST_LINE_ID,
  LINES,
  openEnd,
  type Places,
  withPlaces,
} from "./filled_memory.ts";

function refused(code: string, ...words: readonly string[]) {
  return (thrown: unknown) => {
    assert.ok(thrown instanceof RoseyError, String(thrown));
    assert.equal(thrown.code, code);
    for (const word of words) assert.ok(thrown.message.includes(word), thrown.message);
    return true;
  };
}

async function nextLineId(target: DatabaseTarget): Promise<unknown> {
  const driver = openEnd(target);
  try {
    const [row] = await driver.read<{ id: number }>({
      sql: "insert into recent_chat (timestamp, username, message) values (1, 'a', 'b') returning id",
      parameters: [],
    });
    return row?.id;
  } finally {
    await driver.close();
  }
}

type Kind = "sqlite" | "postgres";

function place(places: Places, kind: Kind, name: string): Promise<DatabaseTarget> {
  return kind === "sqlite" ? Promise.resolve(places.sqlite(name)) : places.postgres();
}

const WAYS: readonly [Kind, Kind][] = [
  ["sqlite", "postgres"],
  ["postgres", "sqlite"],
  ["sqlite", "sqlite"],
  ["postgres", "postgres"],
];

for (const [from, to] of WAYS) {
  Deno.test(`transfer: from ${from} to ${to} tables of plugins go along`, async () => {
    await withPlaces(async (places) => {
      const first = await place(places, from, "first.db");
      const second = await place(places, to, "second.db");
      const { driver, sink, close } = await openMemory(first, [petNames]);
      const pets = [
        petNamed({ name: "Rex", weight: 0.1, facts: '{"legs":4}' }),
        petNamed({ name: "日本", weight: undefined, facts: undefined }),
        petLiked({ name: "Rex", voter: "alice" }),
      ];
      await sink.commit({ id: "pets", writes: pets });
      const tables = ["pet_names", "pet_names_votes"];
      const before = await Promise.all(tables.map((table) => rowsOf(driver, table)));
      await close();
      const { left } = await copy(first, second, tablesWith([petNames]));
      assert.deepEqual(left, []);
      const copied = await openMemory(second, [petNames]);
      assert.deepEqual(copied.applied, []);
      assert.deepEqual(await Promise.all(tables.map((table) => rowsOf(copied.driver, table))), before);
      await copied.sink.commit({
        id: "one more",
        writes: [petNamed({ name: "Tom", weight: 1, facts: "[]" })],
      });
      assert.deepEqual((await rowsOf(copied.driver, "pet_names")).map(({ id }) => id), [1, 2, 3]);
      await copied.close();
    });
  });
}

for (const [from, to] of WAYS) {
  Deno.test(`transfer: from ${from} to ${to} and back, every row is equal and no number is given twice`, async () => {
    await withPlaces(async (places) => {
      const first = await place(places, from, "first.db");
      const second = await place(places, to, "second.db");
      const third = await place(places, from, "third.db");
      await fillMemory(first);
      const there = await copy(first, second);
      const back = await copy(second, third);
      assert.deepEqual(back.tables, there.tables);
      assert.equal(there.tables.find(({ table }) => table === "recent_chat")?.rows, LINES);
      assert.deepEqual(there.left, []);
      assert.equal(there.resumed, false);
      const [before, after] = [openEnd(first), openEnd(third)];
      const order = { applied_units: "unit_id", user_stats: "username" };
      for (const { table } of there.tables) {
        const by = Object.entries(order).find(([name]) => name === table)?.[1] ?? "1";
        assert.deepEqual(await rowsOf(after, table, by), await rowsOf(before, table, by), table);
      }
      assert.deepEqual(
        await rowsOf(after, "rosey_migrations", "id"),
        await rowsOf(before, "rosey_migrations", "id"),
      );
      await before.close();
      await after.close();
      assert.equal(await nextLineId(second), HIGHEST_LINE_ID + 1);
      assert.equal(await nextLineId(third), HIGHEST_LINE_ID + 1);
    });
  });
}

Deno.test("transfer: the copy opens as a memory, bound to the same room", async () => {
  await withPlaces(async (places) => {
    const [first, second] = [places.sqlite("first.db"), await places.postgres()];
    await fillMemory(first);
    await copy(first, second);
    const memory = await openMemory(second);
    assert.deepEqual(memory.applied, []);
    assert.deepEqual(await memory.repositories.binding.get(), {
      domain: "https://cytu.be",
      channel: "movies",
    });
    assert.equal((await memory.repositories.users.inSession()).length, 5);
    await memory.close();
  });
});

Deno.test("transfer: a target with rows is refused, and replaced when that is forced", async () => {
  await withPlaces(async (places) => {
    for (const target of [places.sqlite("target.db"), await places.postgres()]) {
      const source = places.sqlite(`${target.kind}.db`);
      await fillMemory(source);
      await fillMemory(target);
      await change(target, "update user_stats set total_chat_lines = 77");
      await assert.rejects(copy(source, target), refused("copy.target_not_empty", "recent_chat"));
      let backups = 0;
      await copy(source, target, { force: true, beforeReplacing: () => Promise.resolve(void backups++) });
      assert.equal(backups, 1);
      const memory = await openMemory(target);
      assert.equal((await memory.repositories.users.find("bob"))?.chatLines, 0);
      await memory.close();
    }
  });
});

Deno.test("transfer: a target of another version is refused; an empty one is made at the source's version", async () => {
  await withPlaces(async (places) => {
    const [source, target] = [places.sqlite("source.db"), places.sqlite("target.db")];
    await fillMemory(source);
    const memory = await openMemory(target);
    await memory.close();
    // As a program would leave it that has one migration less.
    await change(target, "delete from rosey_migrations where id = (select max(id) from rosey_migrations)");
    await assert.rejects(copy(source, target), refused("copy.versions_differ"));
    await change(source, "delete from rosey_migrations where id = (select max(id) from rosey_migrations)");
    const { version } = await copy(source, target);
    assert.equal(version, (await versions(target)).at(-1));
  });
});

async function versions(target: DatabaseTarget): Promise<unknown[]> {
  const driver = openEnd(target);
  try {
    return (await rowsOf(driver, "rosey_migrations", "id")).map(({ id }) => id);
  } finally {
    await driver.close();
  }
}

Deno.test("transfer: what is no memory of ours is not copied from, nor to", async () => {
  await withPlaces(async (places) => {
    const source = places.sqlite("source.db");
    await fillMemory(source);
    await assert.rejects(
      copy(places.sqlite("empty.db"), places.sqlite("x.db")),
      refused("copy.not_a_memory"),
    );
    const foreign = places.sqlite("foreign.db");
    await change(foreign, "create table songs (id integer primary key)");
    await assert.rejects(copy(foreign, places.sqlite("x.db")), refused("database.foreign", "songs"));
    await assert.rejects(copy(source, foreign, { force: true }), refused("database.foreign", "songs"));
  });
});

Deno.test("transfer: tables and columns of others are refused by name while they hold something", async () => {
  await withPlaces(async (places) => {
    const source = places.sqlite("source.db");
    await fillMemory(source);
    await change(source, "create table songs (name text)", "alter table user_stats add column mood text");
    const empty = await copy(source, await places.postgres());
    assert.deepEqual(empty.left, [
      { table: "songs", column: undefined, rows: 0 },
      { table: "user_stats", column: "mood", rows: 0 },
    ]);
    await change(
      source,
      "insert into songs values ('x')",
      "update user_stats set mood = 'fine' where username = 'bob'",
    );
    const target = await places.postgres();
    await assert.rejects(
      copy(source, target),
      refused("copy.no_place", "table songs (1 row)", "column user_stats.mood (1 row)"),
    );
    const { left } = await copy(source, target, { leaveUnknown: true });
    assert.deepEqual(left.map(({ rows }) => rows), [1, 1]);
  });
});

Deno.test("transfer: values that only SQLite takes are named by column and count before anything is written", async () => {
  const misfits = [
    [
      "user_count_history",
      "update user_count_history set chat_users = 'many' where id < 3",
      "chat_users (2 rows)",
    ],
    [
      "user_count_history",
      "update user_count_history set chat_users = 1.5 where id = 3",
      "chat_users (1 row)",
    ],
    ["user_actions", "update user_actions set details = cast(x'610062' as text)", "details (1 row)"],
    ["recent_chat", "update recent_chat set shadow = 70000 where id = 1", "shadow (1 row)"],
  ] as const;
  await withPlaces(async (places) => {
    const target = await places.postgres();
    for (const [index, [table, statement, named]] of misfits.entries()) {
      const source = places.sqlite(`${index}.db`);
      await fillMemory(source);
      await change(source, statement);
      await assert.rejects(copy(source, target), refused("copy.not_carriable", table, named));
    }
    const driver = openEnd(target);
    assert.deepEqual(await rowsOf(driver, "recent_chat"), []);
    await driver.close();
  });
});

Deno.test("transfer: an SQLite column may be called otherwise, as long as its values fit", async () => {
  await withPlaces(async (places) => {
    const source = places.sqlite("source.db");
    await fillMemory(source);
    await change(
      source,
      "alter table plugin_settings rename to old_settings",
      "create table plugin_settings (plugin varchar(40) primary key, enabled boolean, settings, updated_at datetime)",
      "insert into plugin_settings select * from old_settings",
      "drop table old_settings",
    );
    const { tables } = await copy(source, await places.postgres());
    assert.equal(tables.find(({ table }) => table === "plugin_settings")?.rows, 1);
  });
});

Deno.test("transfer: what is written to the source meanwhile is not in the copy", async () => {
  await withPlaces(async (places) => {
    const source = places.sqlite("source.db");
    await fillMemory(source);
    const bot = await openMemory(source);
    let said = false;
    const { tables } = await copy(source, await places.postgres(), {
      onProgress: () => {
        if (said) return;
        said = true;
        bot.sink.commit({ id: "late", writes: bot.repositories.users.joined({ name: "late", atMs: 1 }) })
          .catch((thrown) => assert.fail(String(thrown)));
      },
    });
    await bot.close();
    assert.equal(tables.find(({ table }) => table === "user_stats")?.rows, 5);
  });
});

/** Stops a copy in the middle of the chat, as a process that is killed there. */
function interruptedIn(stage: "copy" | "verify") {
  return ({ stage: at, table, rows }: { stage: string; table: string; rows: number }) => {
    if (at === stage && table === "recent_chat" && rows > 2_000) throw new Error("interrupted");
  };
}

Deno.test("transfer: the target of an interrupted copy is no memory, and the same copy goes on with it", async () => {
  await withPlaces(async (places) => {
    const source = places.sqlite("source.db");
    await fillMemory(source);
    for (const stage of ["copy", "verify"] as const) {
      const target = stage === "copy" ? await places.postgres() : places.sqlite("target.db");
      await assert.rejects(copy(source, target, { onProgress: interruptedIn(stage) }), /interrupted/);
      await assert.rejects(openMemory(target), refused("database.unfinished_copy"));
      await assert.rejects(copy(target, places.sqlite("other.db")), refused("database.unfinished_copy"));
      const other = places.sqlite(`other_${stage}.db`);
      await fillMemory(other);
      await assert.rejects(copy(other, target), refused("copy.other_unfinished", "source.db"));
      const { resumed, tables } = await copy(source, target);
      assert.equal(resumed, true);
      assert.equal(tables.find(({ table }) => table === "recent_chat")?.rows, LINES);
      const memory = await openMemory(target);
      await memory.close();
    }
  });
});

Deno.test("transfer: a source that changed between two runs is noticed, and the target stays unfit", async () => {
  await withPlaces(async (places) => {
    const [source, target] = [places.sqlite("source.db"), await places.postgres()];
    await fillMemory(source);
    await assert.rejects(copy(source, target, { onProgress: interruptedIn("verify") }), /interrupted/);
    await change(source, "update recent_chat set message = 'other' where id = 1");
    await assert.rejects(copy(source, target), refused("copy.differs", "recent_chat"));
    await assert.rejects(openMemory(target), refused("database.unfinished_copy"));
    assert.equal((await copy(source, target, { force: true })).resumed, false);
  });
});
