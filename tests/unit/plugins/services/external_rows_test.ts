/** Tables that other programs keep: what is refused, and what may be changed of a table. */
import assert from "node:assert/strict";
import { membersOf, objectsIn } from "../../../json_values.ts";
import { doorTest, type ServiceDoor, withDoor } from "./service_door.ts";

const FIELDS = [
  { name: "title", type: "string", required: true },
  { name: "plays", type: "integer" },
  { name: "rate", type: "float" },
  { name: "live", type: "boolean" },
  { name: "seen", type: "datetime" },
];

/** Asks about the table `films` of the program `club`. */
async function filmClub(door: ServiceDoor) {
  const token = await door.token("storage:club");
  const with_ = (payload: object) => ({ token, table: "films", ...payload });
  await door.ask("rosey.db.row.club.schema.register", with_({ schema: { fields: FIELDS } }));
  return {
    token,
    ask: async (what: string, payload: object = {}) =>
      Object(await door.ask(`rosey.db.row.club.${what}`, with_(payload))),
    refused: (what: string, payload: object = {}) =>
      door.refused(`rosey.db.row.club.${what}`, with_(payload)),
  };
}

doorTest("a row is added, read, changed and deleted in v0.5.0's successors' shapes", async (door) => {
  const { ask } = await filmClub(door);
  const now = new Date(door.clock.now()).toISOString().replace(".000Z", "Z");
  assert.deepEqual(
    await ask("insert", { data: { title: 7, plays: "42", live: "on", seen: "2026-11-28T12:00" } }),
    {
      success: true,
      id: 1,
      created: true,
    },
  );
  const row = { id: 1, title: "7", plays: 42, rate: null, live: true, seen: "2026-11-28T12:00:00Z" };
  const times = { created_at: now, updated_at: now };
  assert.deepEqual(await ask("select", { id: 1 }), {
    success: true,
    exists: true,
    data: { ...row, ...times },
  });
  door.clock.advance(1_500);
  assert.deepEqual(await ask("update", { id: 1, data: { plays: 3.9, live: null } }), {
    success: true,
    id: 1,
    updated: true,
  });
  const { data } = await ask("select", { id: 1 });
  assert.deepEqual([data.plays, data.live, data.created_at], [3, null, now]);
  assert.equal(data.updated_at, new Date(door.clock.now()).toISOString());
  assert.deepEqual(await ask("insert", { data: [{ title: "a" }, { title: "b" }] }), {
    success: true,
    ids: [2, 3],
    created: 2,
  });
  assert.deepEqual(await ask("delete", { id: 1 }), { success: true, deleted: true });
  assert.deepEqual(await ask("delete", { id: 1 }), { success: true, deleted: false });
  assert.deepEqual(await ask("select", { id: 1 }), { success: true, exists: false });
  assert.deepEqual(await ask("update", { id: 1, data: { plays: 1 } }), { success: true, exists: false });
  const found = await ask("search", { filters: { title: "b" }, sort: { field: "title", order: "desc" } });
  assert.deepEqual([found.count, found.truncated, found.rows[0].id], [1, false, 3]);
});

doorTest(
  "a value that does not fit is refused by the name of its field, and nothing is kept",
  async (door) => {
    const { ask, refused } = await filmClub(door);
    const wrong: [object, RegExp][] = [
      [{}, /^title: is required/],
      [{ title: null }, /^title: is required/],
      [
        { title: "x", colour: "red" },
        /^colour: films has no such field, but live, plays, rate, seen, title$/,
      ],
      [{ title: "x", id: 7 }, /^id: is filled by Rosey/],
      [{ title: "x", constructor: 1 }, /^constructor: films has no such field/],
      [{ title: [] }, /^title: \[\] is not a text/],
      [{ title: "x", plays: "many" }, /^plays: "many" is not a whole number/],
      [{ title: "x", plays: 2 ** 53 }, /^plays: /],
      [{ title: "x", rate: "1e999" }, /^rate: /],
      [{ title: "x", live: 2 }, /^live: /],
      [{ title: "x", seen: "yesterday" }, /^seen: "yesterday" is not a time/],
      [{ title: "x", seen: 1_763_000_000 }, /^seen: /],
    ];
    for (const [data, message] of wrong) {
      const told = await refused("insert", { data: [{ title: "good" }, data] });
      assert.equal(told.code, "VALIDATION_ERROR");
      assert.match(told.message, message);
    }
    assert.equal((await ask("search")).count, 0);
    assert.equal((await refused("insert", { data: { title: "x".repeat(66_000) } })).code, "VALUE_TOO_LARGE");
  },
);

doorTest("a change that does not fit is refused, and the row stays as it was", async (door) => {
  const { ask, refused } = await filmClub(door);
  await ask("insert", { data: { title: "a", plays: Number.MAX_SAFE_INTEGER, rate: 1e300 } });
  const { data } = await ask("select", { id: 1 });
  for (
    const change of [
      {},
      { data: { plays: 1 }, operations: {} },
      { data: { title: null } },
      { operations: { title: { $set: null } } },
      { operations: { plays: { $inc: 1 } } },
      { operations: { plays: { $inc: 0.5 } } },
      { operations: { rate: { $mul: 10 } } },
      { operations: { title: { $inc: 1 } } },
      { operations: { title: { $max: "b" } } },
      { operations: { seen: { $mul: 2 } } },
      { operations: { plays: { $pow: 2 } } },
      { operations: { plays: { constructor: 2 } } },
      { operations: { nothing: { $set: 2 } } },
    ]
  ) {
    const { code } = await refused("update", { id: 1, ...change });
    assert.equal(code, "VALIDATION_ERROR", JSON.stringify(change));
  }
  assert.deepEqual((await ask("select", { id: 1 })).data, data);
});

doorTest("a search that cannot be is refused, and says where", async (door) => {
  const { refused } = await filmClub(door);
  let deep: object = { title: "x" };
  for (let level = 0; level < 10; level += 1) deep = { $not: deep };
  for (
    const search of [
      { filters: { nothing: 1 } },
      { filters: { plays: { $gt: "many" } } },
      { filters: { plays: { $gt: 1.5 } } },
      { filters: { plays: { $near: 1 } } },
      { filters: { plays: {} } },
      { filters: { plays: { $like: "1%" } } },
      { filters: { title: { $like: "a\\" } } },
      { filters: { title: { $like: "%a".repeat(9) } } },
      { filters: { title: { $in: [] } } },
      { filters: { title: { $exists: 1 } } },
      { filters: { $or: [] } },
      { filters: { $or: { title: "x" } } },
      { filters: { $and: Array.from({ length: 101 }, () => ({ title: "x" })) } },
      { filters: deep },
      { filters: [] },
      { sort: { field: "nothing" } },
      { sort: { field: "title", order: "up" } },
      { limit: 1_001 },
      { offset: -1 },
      { aggregates: { a: { $sum: "title" } } },
      { aggregates: { a: { $sum: "*" } } },
      { aggregates: { a: { $min: "live" } } },
      { aggregates: { a: {} } },
      { aggregates: { a: { $min: "plays", $max: "plays" } } },
      { aggregates: { "a b": { $count: "*" } } },
    ]
  ) {
    assert.equal(
      (await refused("search", search)).code,
      "VALIDATION_ERROR",
      JSON.stringify(search).slice(0, 80),
    );
  }
  assert.match(
    (await refused("search", { filters: { $or: [{ plays: { $near: 1 } }] } })).message,
    /^filters\.\$or\.0\.plays\.\$near: is no operator/,
  );
});

doorTest("a table is registered once: it may grow, and nothing else", async (door) => {
  const { ask, refused } = await filmClub(door);
  await ask("insert", { data: { title: "a" } });
  const register = (fields: object[]) => ({ schema: { fields } });
  await ask("schema.register", register([...FIELDS].reverse()));
  await ask("schema.register", register([...FIELDS, { name: "year", type: "integer" }]));
  assert.equal((await ask("select", { id: 1 })).data.year, null);
  for (
    const fields of [
      FIELDS,
      [...FIELDS, { name: "year", type: "integer" }, { name: "must", type: "text", required: true }],
      [...FIELDS, { name: "year", type: "float" }],
      [{ name: "title", type: "string", required: false }, ...FIELDS.slice(1), {
        name: "year",
        type: "integer",
      }],
    ]
  ) {
    assert.equal((await refused("schema.register", register(fields))).code, "CONFLICT");
  }
  const { tables } = await ask("schema.list");
  assert.deepEqual(objectsIn(tables).map(({ table, rows }) => [table, rows]), [[
    "films",
    1,
  ]]);
  assert.deepEqual(await ask("schema.drop"), { success: true, dropped: true });
  assert.deepEqual(await ask("schema.drop"), { success: true, dropped: false });
  assert.equal((await refused("search")).code, "NOT_FOUND");
  await ask("schema.register", register([{ name: "year", type: "float" }]));
  assert.equal((await ask("search")).count, 0);
});

doorTest("names that are none are refused; names that only look alike are two", async (door) => {
  const { ask, refused } = await filmClub(door);
  const fields = [{ name: "x", type: "text" }];
  for (const table of ["", "A", "1a", "a-b", "a b", "x".repeat(65), "a;--"]) {
    assert.match((await refused("schema.register", { table, schema: { fields } })).message, /^table: /);
  }
  for (
    const wrong of [
      [{ name: "id", type: "integer" }],
      [{ name: "X", type: "text" }],
      [{ name: "x", type: "blob" }],
      [...fields, ...fields],
      [],
    ]
  ) {
    assert.match(
      (await refused("schema.register", { schema: { fields: wrong } })).message,
      /^schema\.fields/,
    );
  }
  const admin = await door.token("admin");
  for (const [program, table] of [["a_b", "c"], ["a", "b_c"], ["a-b", "c"]]) {
    const of = { token: admin, table };
    await door.ask(`rosey.db.row.${program}.schema.register`, { ...of, schema: { fields } });
    await door.ask(`rosey.db.row.${program}.insert`, { ...of, data: { x: program } });
  }
  const { rows } = Object(await door.ask("rosey.db.row.a.search", { token: admin, table: "b_c" }));
  assert.deepEqual(membersOf(rows, "x"), ["a"]);
  await ask("search");
});

Deno.test("services: a program keeps as many rows, and as much in them, as it may", () =>
  withDoor(async (door) => {
    const { ask, refused } = await filmClub(door);
    await ask("insert", { data: [{ title: "a" }, { title: "b" }] });
    assert.equal((await refused("insert", { data: { title: "c" } })).code, "LIMIT_REACHED");
    await ask("delete", { id: 1 });
    await ask("insert", { data: { title: "c" } });
  }, { external: { rows_per_program: 2 } }));

Deno.test("services: what rows weigh is counted, also when they grow", () =>
  withDoor(async (door) => {
    const { ask, refused } = await filmClub(door);
    for (let row = 0; row < 16; row += 1) await ask("insert", { data: { title: "x".repeat(60_000) } });
    const big = { title: "y".repeat(64_000) };
    for (let id = 1; id <= 16; id += 1) await ask("update", { id, data: { title: "y".repeat(64_000) } });
    assert.equal((await refused("insert", { data: big })).code, "LIMIT_REACHED");
    await ask("update", { id: 1, data: { title: "z" } });
    await ask("insert", { data: big });
    assert.equal((await refused("update", { id: 1, data: big })).code, "LIMIT_REACHED");
  }, { external: { rows_mb_per_program: 1 } }));
