import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { type ColumnRule, misfit, suspicion } from "../../../migrations/quarantine/column_rules.ts";
import {
  exactColumns,
  integerValue,
  NULL_VALUE,
  readValue,
  textValue,
} from "../../../migrations/quarantine/exact_values.ts";

/** What is wrong with a value in SQL; whether SQL itself would have found it suspicious is asserted. */
function problemOf(sql: string, rule: ColumnRule): string | undefined {
  const database = new DatabaseSync(":memory:");
  try {
    database.exec(`CREATE TABLE t AS SELECT ${sql} AS v`);
    const [row] = database.prepare(
      `SELECT ${exactColumns("v", 0)}, ${suspicion("v", rule)} AS suspicious FROM t`,
    ).all();
    const problem = misfit(readValue(row ?? {}, 0), rule)?.problem;
    if (problem !== undefined) assert.equal(row?.["suspicious"], 1, `${sql} is not suspicious`);
    return problem;
  } finally {
    database.close();
  }
}

const CASES: readonly [string, ColumnRule, string | undefined][] = [
  ["5", { holds: "integer" }, undefined],
  ["-5", { holds: "integer" }, undefined],
  ["9223372036854775807", { holds: "integer" }, undefined],
  ["NULL", { holds: "integer" }, "is NULL"],
  ["NULL", { holds: "integer", nullable: true }, undefined],
  ["5.5", { holds: "integer", nullable: true }, "is no whole number"],
  ["'many'", { holds: "integer" }, "is text"],
  ["x'00'", { holds: "integer" }, "is blob"],
  ["-1", { holds: "integer", atLeastZero: true }, "is negative"],
  ["0", { holds: "integer", atLeastZero: true }, undefined],
  ["2", { holds: "integer", only: 1n }, "is not 1"],
  ["1", { holds: "boolean" }, undefined],
  ["2", { holds: "boolean" }, "is neither 0 nor 1"],
  ["'yes'", { holds: "boolean" }, "is text"],
  ["2.5", { holds: "real" }, undefined],
  ["9e999", { holds: "real" }, "is infinite"],
  ["'three'", { holds: "real" }, "is text"],
  ["'plain'", { holds: "text" }, undefined],
  ["''", { holds: "text" }, undefined],
  ["'日本語 😀'", { holds: "text" }, undefined],
  ["CAST(x'610062' AS TEXT)", { holds: "text" }, "holds NUL"],
  ["CAST(x'00' AS TEXT)", { holds: "text" }, "holds NUL"],
  ["CAST(x'61ff' AS TEXT)", { holds: "text" }, "is not UTF-8"],
  ["CAST(x'80' AS TEXT)", { holds: "text" }, "is not UTF-8"],
  ["CAST(x'eda080' AS TEXT)", { holds: "text" }, "is not UTF-8"],
  ["CAST(x'c080' AS TEXT)", { holds: "text" }, "is not UTF-8"],
  ["CAST(x'f4908080' AS TEXT)", { holds: "text" }, "is not UTF-8"],
  ["CAST(x'efbbbf61' AS TEXT)", { holds: "text" }, undefined],
  ["x'61'", { holds: "text" }, "is blob"],
  ["5", { holds: "text" }, "is integer"],
  ["CAST(x'ff' AS TEXT)", { holds: "secret" }, undefined],
  ["x'61'", { holds: "secret" }, "is blob"],
];

for (const [sql, rule, problem] of CASES) {
  Deno.test(`migrations: ${sql} in ${JSON.stringify(rule, (_, value) => typeof value === "bigint" ? Number(value) : value)} ${problem ?? "fits"}`, () => {
    assert.equal(problemOf(sql, rule), problem);
  });
}

Deno.test("migrations: what can be read of a text stands in its place, even where nothing else could", () => {
  const text = (bytes: number[]) =>
    misfit({ kind: "text", bytes: new Uint8Array(bytes) }, { holds: "text" })?.instead;
  assert.deepEqual(text([0x61, 0, 0x62]), textValue("a\u2400b"));
  assert.deepEqual(text([0x61, 0xff, 0x62]), textValue("a\ufffdb"));
  assert.equal(misfit(integerValue(5), { holds: "text" })?.instead, undefined);
  assert.deepEqual(misfit(integerValue(5), { holds: "text", instead: NULL_VALUE })?.instead, NULL_VALUE);
});
