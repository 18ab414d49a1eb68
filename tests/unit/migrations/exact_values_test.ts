import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import {
  exactColumns,
  type ExactValue,
  parseRow,
  readValue,
  valueJson,
  valueSql,
} from "../../../migrations/quarantine/exact_values.ts";

/** Puts a value into a table whose column changes nothing, and reads it back. */
function throughSqlite(json: ReturnType<typeof valueJson>): ExactValue {
  const database = new DatabaseSync(":memory:");
  try {
    database.exec("CREATE TABLE t (v BLOB)");
    const { sql, parameters } = valueSql(json);
    database.prepare(`INSERT INTO t VALUES (${sql})`).run(...parameters);
    const [row] = database.prepare(`SELECT ${exactColumns("v", 0)} FROM t`).all();
    return readValue(row ?? {}, 0);
  } finally {
    database.close();
  }
}

const bytes = fc.uint8Array({ maxLength: 40 });
const values: fc.Arbitrary<ExactValue> = fc.oneof(
  fc.constant<ExactValue>({ kind: "null" }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((value): ExactValue => ({
    kind: "integer",
    value,
  })),
  // SQLite keeps no sign of a zero in every column, and knows no NaN.
  fc.double({ noNaN: true }).filter((value) => !Object.is(value, -0))
    .map((value): ExactValue => ({ kind: "real", value })),
  bytes.map((bytes): ExactValue => ({ kind: "text", bytes })),
  fc.string({ unit: "grapheme" }).map((text): ExactValue => ({
    kind: "text",
    bytes: new TextEncoder().encode(text),
  })),
  bytes.map((bytes): ExactValue => ({ kind: "blob", bytes })),
);

/** Without the difference between kinds of byte arrays. */
function plain(value: ExactValue) {
  return "bytes" in value ? { ...value, bytes: [...value.bytes] } : value;
}

Deno.test("migrations: every value of SQLite comes back exactly from its JSON", () => {
  fc.assert(fc.property(values, (value) => {
    const json = JSON.stringify({ column: valueJson(value) });
    assert.ok(!json.includes("\0"));
    assert.deepEqual(plain(throughSqlite(parseRow(json)["column"] ?? null)), plain(value));
  }));
});

Deno.test("migrations: values that JSON has no type for say theirs", () => {
  const text = (bytes: number[]): ExactValue => ({ kind: "text", bytes: new Uint8Array(bytes) });
  assert.equal(valueJson(text([0x61, 0, 0x62])), "a\0b");
  assert.deepEqual(valueJson(text([0x61, 0xff, 0x62])), { text_bytes: "Yf9i" });
  assert.deepEqual(valueJson({ kind: "integer", value: 2n ** 63n - 1n }), { integer: "9223372036854775807" });
  assert.equal(valueJson({ kind: "integer", value: 2n ** 53n - 1n }), 2 ** 53 - 1);
  assert.deepEqual(valueJson({ kind: "real", value: 5 }), { real: "5" });
  assert.deepEqual(valueJson({ kind: "real", value: -Infinity }), { real: "-Infinity" });
  assert.deepEqual(valueJson({ kind: "blob", bytes: new Uint8Array([0, 255]) }), { blob: "AP8=" });
});

Deno.test("migrations: JSON that is no row is not taken for one", () => {
  for (
    const text of [
      "1",
      '"a"',
      "null",
      '{"a": true}',
      '{"a": {"date": "x"}}',
      '{"a": {"real": 5}}',
      '{"a": [1]}',
    ]
  ) {
    assert.throws(() => parseRow(text), TypeError, text);
  }
});
