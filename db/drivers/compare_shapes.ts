/**
 * What two sets of tables differ in, thing by thing.
 *
 * @module
 */

import type { ColumnShape, ConstraintShape, TableShape, TableShapes } from "./table_shape.ts";

/** One thing that is not as declared. */
export interface Finding {
  readonly problem: "missing" | "extra" | "different";
  readonly object:
    | "table"
    | "column"
    | "type"
    | "nullability"
    | "default"
    | "numbering"
    | "primary key"
    | ConstraintShape["kind"]
    | "index"
    | "trigger";
  readonly table: string;
  /** Of the column, index or trigger; of a constraint, its name or its text; else that of the table. */
  readonly name: string;
  readonly expected?: string;
  readonly found?: string;
  /** Somebody's own: Rosey works beside it, and leaves it alone. */
  readonly harmless: boolean;
}

/**
 * Compares what is there with what should be. `made` are the tables as Rosey's migrations made them: what stands there
 * and is not declared any more is Rosey's to remove, everything else that is extra is somebody's own.
 */
export function compareShapes(expected: TableShapes, live: TableShapes, made: TableShapes): Finding[] {
  const findings = [...expected.values()].flatMap((table): Finding[] => {
    const found = live.get(table.name);
    if (found !== undefined) return compareTable(table, found, made.get(table.name));
    return [{ problem: "missing", object: "table", table: table.name, name: table.name, harmless: false }];
  });
  const extras = [...live.keys()].filter((name) => !expected.has(name)).map((name): Finding => ({
    problem: "extra",
    object: "table",
    table: name,
    name,
    harmless: !made.has(name),
  }));
  return [...findings, ...extras];
}

function compareTable(expected: TableShape, live: TableShape, made: TableShape | undefined): Finding[] {
  return [
    ...compareColumns(expected, live, made),
    ...comparePrimaryKey(expected, live),
    ...compareConstraints(expected, live),
    ...compareIndexes(expected, live, made),
    ...live.triggers.map(({ name }): Finding => ({
      problem: "extra",
      object: "trigger",
      table: live.name,
      name,
      harmless: true,
    })),
  ];
}

function compareColumns(expected: TableShape, live: TableShape, made: TableShape | undefined): Finding[] {
  const table = expected.name;
  const findings: Finding[] = [];
  for (const column of expected.columns) {
    const found = live.columns.find(({ name }) => name === column.name);
    if (found === undefined) {
      findings.push({ problem: "missing", object: "column", table, name: column.name, harmless: false });
    } else findings.push(...compareColumn(table, column, found));
  }
  for (const column of live.columns) {
    const { name } = column;
    if (expected.columns.some((other) => other.name === name)) continue;
    const isOurs = made?.columns.some((other) => other.name === name) === true;
    findings.push({ problem: "extra", object: "column", table, name, harmless: !isOurs });
    // A row of ours has no value for it.
    const refusesRows = !column.nullable && column.default === undefined && !column.generated &&
      column.numbering === "none";
    if (!isOurs && refusesRows) {
      findings.push(different(table, "nullability", name, NULLABLE.true, NULLABLE.false));
    }
  }
  return findings;
}

const NULLABLE = { true: "NULL", false: "NOT NULL" } as const;

function compareColumn(table: string, expected: ColumnShape, live: ColumnShape): Finding[] {
  const { name } = expected;
  const facts = [
    ["type", expected.type, live.type],
    ["nullability", NULLABLE[`${expected.nullable}`], NULLABLE[`${live.nullable}`]],
    ["default", expected.default ?? "none", live.default ?? "none"],
    ["numbering", expected.numbering, live.numbering],
  ] as const;
  const findings = facts.filter(([, wanted, found]) => wanted !== found)
    .map(([object, wanted, found]) => different(table, object, name, wanted, found));
  if (live.generated) {
    findings.push(different(table, "default", name, expected.default ?? "none", "computed"));
  }
  return findings;
}

function comparePrimaryKey(expected: TableShape, live: TableShape): Finding[] {
  const [wanted, found] = [expected.primaryKey.join(", "), live.primaryKey.join(", ")];
  return wanted === found ? [] : [different(expected.name, "primary key", expected.name, wanted, found)];
}

function compareConstraints(expected: TableShape, live: TableShape): Finding[] {
  const table = expected.name;
  const left = [...live.constraints];
  const missing = expected.constraints.filter(({ kind, name, text }) => {
    const at = left.findIndex((other) =>
      other.kind === kind && other.text === text && (name === undefined || other.name === name)
    );
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return [
    ...missing.map(({ kind, name, text }): Finding => ({
      problem: "missing",
      object: kind,
      table,
      name: name ?? text,
      expected: text,
      harmless: false,
    })),
    // Each of them may refuse a row of ours.
    ...left.map(({ kind, name, text }): Finding => ({
      problem: "extra",
      object: kind,
      table,
      name: name ?? text,
      found: text,
      harmless: false,
    })),
  ];
}

function compareIndexes(expected: TableShape, live: TableShape, made: TableShape | undefined): Finding[] {
  const table = expected.name;
  const words = ({ unique, on }: { unique: boolean; on: string }) => `${unique ? "unique " : ""}${on}`;
  const findings: Finding[] = [];
  for (const index of expected.indexes) {
    const { name } = index;
    const found = live.indexes.find((other) => other.name === name);
    if (found === undefined) {
      findings.push({ problem: "missing", object: "index", table, name, harmless: false });
    } else if (words(index) !== words(found)) {
      findings.push(different(table, "index", name, words(index), words(found)));
    }
  }
  for (const index of live.indexes) {
    const { name } = index;
    if (expected.indexes.some((other) => other.name === name)) continue;
    const isOurs = made?.indexes.some((other) => other.name === name) === true;
    const harmless = !isOurs && !index.unique;
    findings.push({ problem: "extra", object: "index", table, name, found: words(index), harmless });
  }
  return findings;
}

function different(
  table: string,
  object: Finding["object"],
  name: string,
  expected: string,
  found: string,
): Finding {
  return { problem: "different", object, table, name, expected, found, harmless: false };
}
