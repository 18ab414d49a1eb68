/** What tables of programs outside promise on every database. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import fc from "fast-check";
import { plugins } from "../../plugins/mod.ts";
import { ServiceDoor } from "../unit/plugins/services/service_door.ts";
import { type MakeDatabase, withMemory } from "./memory_under_test.ts";

type Value = string | number | boolean | null;
type Row = Readonly<Record<string, Value>>;

const FIELDS = [
  { name: "word", type: "string" },
  { name: "note", type: "text" },
  { name: "score", type: "integer" },
  { name: "share", type: "float" },
  { name: "open", type: "boolean" },
  { name: "day", type: "datetime" },
] as const;

const NAMES = FIELDS.map(({ name }) => name);

/** Few enough that values meet, and what two databases might see differently. */
const VALUES: Readonly<Record<(typeof FIELDS)[number]["name"], readonly Value[]>> = {
  word: [
    "",
    "a",
    "A",
    "ab",
    "Ab%",
    "a_b",
    "a*b",
    "a[b",
    "a?b",
    "a\\b",
    "é",
    "É",
    "z",
    "\u{1f3b2}",
    "\uffee",
    "1",
    "10",
    "9",
  ],
  note: ['it\'s "quoted"', "line\nbreak", "null", "$", "{}", "ß", "ss", "SS"],
  score: [-1, 0, 1, 2, 10, 9_007_199_254_740_991, -9_007_199_254_740_991],
  share: [-0.5, 0, 0.1, 0.25, 1e-9, 1e21, 123_456.75],
  open: [true, false],
  day: ["2026-11-28T12:00:00Z", "2026-11-28T11:59:59.999Z", "1969-12-31T23:59:59Z"],
};

export function externalRowsContract(on: string, make: MakeDatabase): void {
  const test = (promise: string, run: (table: Table) => Promise<void>) =>
    Deno.test(`rows of programs on ${on}: ${promise}`, () =>
      withMemory(make, async ({ repositories, sink, driver }) => {
        const door = new ServiceDoor({ repositories, sink, driver });
        await run(new Table(door, await door.token("storage:lab")));
      }, plugins));

  test("every search finds what a look at every row finds, in the same order", async (table) => {
    await table.register();
    const random = fc.sample(row, { numRuns: 120, seed: 7 });
    await table.ask("insert", { data: random });
    const rows = await table.all();
    await fc.assert(
      fc.asyncProperty(filter(3), sorting, fc.nat(30), fc.nat(10), async (filters, sort, limit, offset) => {
        const found = await table.search({ filters, sort, limit, offset });
        const expected = ordered(rows.filter((one) => fits(one, filters)), sort);
        assert.deepEqual(found.rows, expected.slice(offset, offset + limit));
        assert.equal(found.truncated, limit > 0 && expected.length > offset + limit);
      }),
      { numRuns: 150, seed: 11 },
    );
  });

  test("values over all rows that fit are those of a look at every row", async (table) => {
    await table.register();
    await table.ask("insert", { data: fc.sample(row, { numRuns: 60, seed: 3 }) });
    const rows = await table.all();
    const aggregates = Object.fromEntries([
      ["all", { $count: "*" }],
      ...NAMES.map((name) => [`count_${name}`, { $count: name }]),
      ...NAMES.filter((name) => name !== "open").flatMap((name) => [
        [`min_${name}`, { $min: name }],
        [`max_${name}`, { $max: name }],
      ]),
    ]);
    await fc.assert(
      fc.asyncProperty(filter(2), async (filters) => {
        const { aggregates: told } = await table.search({ filters, limit: 0, aggregates });
        const wanted = rows.filter((one) => fits(one, filters));
        assert.equal(told["all"], wanted.length);
        for (const name of NAMES) {
          const there = wanted.flatMap((one) => one[name] ?? []).toSorted(compare);
          assert.equal(told[`count_${name}`], there.length);
          if (name === "open") continue;
          assert.equal(told[`min_${name}`], there[0] ?? null);
          assert.equal(told[`max_${name}`], there.at(-1) ?? null);
        }
      }),
      { numRuns: 40, seed: 5 },
    );
    const { aggregates: sums } = await table.search({
      filters: { score: { $gte: 1, $lte: 10 } },
      aggregates: { sum: { $sum: "score" }, average: { $avg: "score" }, none: { $sum: "share" } },
    });
    const scores = rows.flatMap(({ score }) =>
      typeof score === "number" && score >= 1 && score <= 10 ? score : []
    );
    const sum = scores.reduce((before, score) => before + score, 0);
    assert.ok(scores.length > 0);
    assert.deepEqual([sums["sum"], sums["average"]], [sum, sum / scores.length]);
    const { aggregates: empty } = await table.search({
      filters: { id: -1 },
      aggregates: { sum: { $sum: "score" }, average: { $avg: "share" }, least: { $min: "word" } },
    });
    assert.deepEqual(empty, { sum: null, average: null, least: null });
  });

  test("operations are made on what is there, also the greatest and the least", async (table) => {
    await table.register();
    const { id } = await table.ask("insert", { data: { word: "a", score: 5, share: 0.5 } });
    const update = async (operations: unknown) => {
      await table.ask("update", { id, operations });
      return (await table.ask("select", { id })).data;
    };
    assert.equal((await update({ score: { $max: 9 } })).score, 9);
    assert.equal((await update({ score: { $max: 3 } })).score, 9);
    assert.equal((await update({ score: { $min: 2 } })).score, 2);
    assert.equal((await update({ score: { $inc: 40 } })).score, 42);
    assert.equal((await update({ score: { $dec: 2 } })).score, 40);
    assert.equal((await update({ score: { $mul: -2 } })).score, -80);
    assert.equal((await update({ share: { $mul: 3 } })).share, 1.5);
    assert.equal((await update({ day: { $max: "2026-11-28T12:00:00+02:00" } })).day, "2026-11-28T10:00:00Z");
    assert.equal((await update({ day: { $min: "2026-11-28" } })).day, "2026-11-28T00:00:00Z");
    assert.equal((await update({ word: { $set: null }, open: { $set: "yes" } })).word, null);
  });

  test("twenty additions at once are all counted, by two desks over one memory", async (table) => {
    await table.register();
    const { id } = await table.ask("insert", { data: { score: 0 } });
    const other = table.another();
    const request = { id, operations: { score: { $inc: 1 } } };
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? table : other).ask("update", request)),
    );
    assert.equal((await table.ask("select", { id })).data.score, 20);
  });

  test("a request that comes twice is done once", async (table) => {
    await table.register();
    const added = await table.ask("insert", { data: [{ score: 1 }, { score: 2 }], request_id: "a" });
    assert.deepEqual(
      await table.ask("insert", { data: [{ score: 1 }, { score: 2 }], request_id: "a" }),
      added,
    );
    const [id] = added.ids;
    for (let tell = 0; tell < 3; tell += 1) {
      await table.ask("update", { id, operations: { score: { $inc: 1 } }, request_id: "b" });
    }
    assert.deepEqual((await table.all()).map(({ score }) => score), [2, 2]);
  });

  test("whatever is kept is told as it was, where both databases can hold it", async (table) => {
    await table.register();
    const texts = [
      "",
      " ",
      "it's",
      '"',
      "\\",
      "%_",
      "é\u0301",
      "\u{1f3b2}",
      "a\u0000b",
      "half \ud83d",
      "</script>",
      "x".repeat(9_000),
    ];
    const { ids } = await table.ask("insert", { data: texts.map((note) => ({ note, score: -0 })) });
    const kept = (await table.all()).map(({ note }) => note);
    assert.deepEqual(kept, texts.map((text) => text.replaceAll("\0", "\u2400").toWellFormed()));
    for (const [index, note] of texts.entries()) {
      const { rows } = await table.search({ filters: { note } });
      assert.deepEqual(rows.map(({ id }) => id), [ids[index]], JSON.stringify(note));
    }
  });
}

/** A table of a program, asked over a memory. */
class Table {
  readonly #door: ServiceDoor;
  readonly #token: string;

  constructor(door: ServiceDoor, token: string) {
    this.#door = door;
    this.#token = token;
  }

  /** As another process would ask. */
  another(): Table {
    return new Table(this.#door.another(), this.#token);
  }

  async register(): Promise<void> {
    await this.ask("schema.register", { schema: { fields: FIELDS } });
  }

  async ask(what: string, payload: object) {
    const request = { token: this.#token, table: "trials", ...payload };
    return Object(await this.#door.ask(`rosey.db.row.lab.${what}`, request));
  }

  async search(payload: object): Promise<{ rows: Row[]; truncated: boolean; aggregates: Row }> {
    return await this.ask("search", payload);
  }

  async all(): Promise<Row[]> {
    return (await this.search({ limit: 1_000 })).rows;
  }
}

const fieldName = fc.constantFrom(...NAMES);

const row = fc.record(
  Object.fromEntries(FIELDS.map(({ name }) => [name, fc.constantFrom(...VALUES[name], null)])),
  { requiredKeys: [] },
);

const sorting = fc.uniqueArray(
  fc.record({ field: fc.constantFrom(...NAMES, "id", "created_at"), order: fc.constantFrom("asc", "desc") }),
  { maxLength: 3, selector: ({ field }) => field },
);

type Filter = Readonly<Record<string, unknown>>;

function filter(depth: number): fc.Arbitrary<Filter> {
  const leaf = fieldName.chain((name) => {
    const value = fc.constantFrom(...VALUES[name]);
    const values = fc.array(value, { minLength: 1, maxLength: 4 });
    const operators = [
      ...["$eq", "$ne", "$gt", "$gte", "$lt", "$lte"].map((operator) =>
        value.map((one) => ({ [operator]: one }))
      ),
      ...["$in", "$nin"].map((operator) => values.map((many) => ({ [operator]: many }))),
      ...["$exists", "$null"].map((operator) => fc.boolean().map((yes) => ({ [operator]: yes }))),
      fc.constantFrom("$eq", "$ne").map((operator) => ({ [operator]: null })),
      ...(name === "word" || name === "note" ? [likeFilter] : []),
    ];
    return fc.oneof(value, ...operators).map((condition) => ({ [name]: condition }));
  });
  if (depth === 0) return leaf;
  const inner = filter(depth - 1);
  const many = fc.array(inner, { minLength: 1, maxLength: 3 });
  return fc.oneof(
    leaf,
    fc.tuple(leaf, leaf).map(([left, right]) => ({ ...left, ...right })),
    many.map(($and) => ({ $and })),
    many.map(($or) => ({ $or })),
    inner.map(($not) => ({ $not })),
  );
}

const likeFilter = fc.tuple(
  fc.constantFrom("$like", "$ilike"),
  fc.array(fc.constantFrom("%", "_", "a", "B", "é", "\\%", "\\_", "\\\\", "*", "[", "]", "?", "\u{1f3b2}"), {
    maxLength: 4,
  }),
).map(([operator, parts]) => ({ [operator]: parts.join("") }));

/** The same question, asked of one row in plain JavaScript. */
function fits(one: Row, filters: Filter): boolean {
  return Object.entries(filters).every(([key, condition]) => {
    switch (key) {
      case "$and":
        return Array.isArray(condition) && condition.every((part) => fits(one, part));
      case "$or":
        return Array.isArray(condition) && condition.some((part) => fits(one, part));
      case "$not":
        return !fits(one, Object(condition));
    }
    const value = one[key] ?? null;
    if (typeof condition !== "object" || condition === null) return holds(value, "$eq", condition);
    return Object.entries(condition).every(([operator, operand]) => holds(value, operator, operand));
  });
}

function holds(value: Value, operator: string, operand: unknown): boolean {
  if (operator === "$exists") return (value !== null) === operand;
  if (operator === "$null") return (value === null) === operand;
  if (operand === null) return (value === null) === (operator === "$eq");
  if (value === null) return false;
  if (operator === "$in") return Array.isArray(operand) && operand.includes(value);
  if (operator === "$nin") return Array.isArray(operand) && !operand.includes(value);
  if (operator === "$like") return like(String(value), String(operand));
  if (operator === "$ilike") return like(lower(String(value)), lower(String(operand)));
  const order = compare(value, operand);
  switch (operator) {
    case "$eq":
      return order === 0;
    case "$ne":
      return order !== 0;
    case "$gt":
      return order > 0;
    case "$gte":
      return order >= 0;
    case "$lt":
      return order < 0;
    default:
      return order <= 0;
  }
}

function compare(left: unknown, right: unknown): number {
  if (typeof left !== "string") return Number(left) - Number(right);
  const isTime = (text: unknown) => /^\d{4}-\d\d-\d\dT/.test(String(text));
  if (isTime(left)) return Date.parse(left) - Date.parse(String(right));
  return Buffer.compare(Buffer.from(left), Buffer.from(String(right)));
}

function ordered(rows: readonly Row[], sort: readonly { field: string; order: string }[]): Row[] {
  return rows.toSorted((left, right) => {
    for (const { field, order } of sort) {
      const [one, other] = [left[field] ?? null, right[field] ?? null];
      const result = one === null || other === null
        ? Number(one !== null) - Number(other !== null)
        : compare(one, other);
      if (result !== 0) return order === "asc" ? result : -result;
    }
    return Number(left["id"]) - Number(right["id"]);
  });
}

function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function like(text: string, pattern: string): boolean {
  const [head, ...rest] = [...pattern];
  if (head === undefined) return text === "";
  if (head === "%") {
    return [...text, ""].some((_, index, all) => like(all.slice(index).join(""), rest.join("")));
  }
  const [first, ...others] = [...text];
  if (first === undefined) return false;
  if (head === "_") return like(others.join(""), rest.join(""));
  const [literal, left] = head === "\\" ? [rest[0], rest.slice(1)] : [head, rest];
  return first === literal && like(others.join(""), left.join(""));
}
