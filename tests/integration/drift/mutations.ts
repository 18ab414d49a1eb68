/**
 * Everything that can be altered or dropped of the declared tables, one thing at a time, and how somebody would do it
 * by hand. The statements have nothing in common with those that mend it.
 *
 * @module
 */
import type { Finding } from "../../../db/drivers/compare_shapes.ts";
import type { Declarations } from "../../../db/drivers/declared_shapes.ts";
import { createIndexes, createTable } from "../../../db/drivers/ddl.ts";
import type { Dialect } from "../../../db/drivers/dialect.ts";
import type { ColumnDeclaration, TableDeclaration } from "../../../db/schema.ts";

/** One thing done to a database. */
export interface Mutation {
  readonly title: string;
  readonly statements: readonly string[];
  /** What a check must name. */
  readonly named: Pick<Finding, "problem" | "object" | "table" | "name">;
  /** What cannot be brought back, because it was dropped with its data. */
  readonly lost: { readonly table: string; readonly column?: string } | undefined;
}

/** Every mutation of the declared tables. */
export function mutationsOf(dialect: Dialect, tables: Declarations): Mutation[] {
  return Object.entries(tables).flatMap(([name, table]) => [
    ...ofTable(name),
    ...Object.entries(table.columns).flatMap(([column, declared]) =>
      dialect === "sqlite"
        ? sqliteColumn(name, table, column, declared)
        : postgresColumn(name, table, column, declared)
    ),
    ...ofKey(dialect, name, table),
    ...ofChecks(dialect, name, table),
    ...ofIndexes(name, table),
    ...harmfulExtras(dialect, name),
  ]);
}

function ofTable(table: string): Mutation[] {
  return [{
    title: `the table ${table} is dropped`,
    statements: [`DROP TABLE ${table}`],
    named: { problem: "missing", object: "table", table, name: table },
    lost: { table },
  }];
}

type Change = readonly [
  what: string,
  named: Pick<Finding, "problem" | "object">,
  sqlite: Partial<Record<"type" | "rest", string>> | "dropped",
  postgres: readonly string[],
];

function toggled(declared: ColumnDeclaration): Change[] {
  const isText = declared.type === "text" || declared.type === "json";
  const changes: Change[] = [];
  if (declared.key === undefined) {
    changes.push(
      declared.nullable === true
        ? ["NOT NULL", different("nullability"), {}, ["SET NOT NULL"]]
        : ["NULL", different("nullability"), {}, ["DROP NOT NULL"]],
      declared.default === undefined
        ? ["a default", different("default"), {}, [`SET DEFAULT ${isText ? "'x'" : "7"}`]]
        : ["no default", different("default"), {}, ["DROP DEFAULT"]],
    );
  }
  return changes;
}

function different(object: Finding["object"]) {
  return { problem: "different" as const, object };
}

function postgresColumn(
  table: string,
  { primaryKey = [] }: TableDeclaration,
  column: string,
  declared: ColumnDeclaration,
): Mutation[] {
  const numbered = declared.key === "serial" || declared.key === "autoincrement";
  const other = numbered ? "integer" : {
    integer64: "numeric",
    boolean01: "integer",
    real: "real",
    text: "varchar",
    json: "varchar",
  }[declared.type];
  const alter = (change: string) => `ALTER TABLE ${table} ALTER COLUMN ${column} ${change}`;
  const mutation = (
    what: string,
    named: Pick<Finding, "problem" | "object">,
    ...statements: string[]
  ): Mutation => ({
    title: `${table}.${column} gets ${what}`,
    statements,
    named: { ...named, table, name: column },
    lost: undefined,
  });
  return [
    {
      title: `${table}.${column} is dropped`,
      statements: [`ALTER TABLE ${table} DROP COLUMN ${column}`],
      named: { problem: "missing", object: "column", table, name: column },
      lost: { table, column },
    },
    mutation(`the type ${other}`, different("type"), alter(`TYPE ${other}`)),
    ...toggled(declared)
      // PostgreSQL lets no part of a key be empty.
      .filter(([, { object }]) => object !== "nullability" || !primaryKey.includes(column))
      .map(([what, named, , changes]) => mutation(what, named, ...changes.map(alter))),
    ...(numbered ? [mutation("no numbers", different("numbering"), alter("DROP IDENTITY"))] : []),
  ];
}

/** SQLite's way for nearly everything: another table with the same rows. */
function sqliteColumn(
  table: string,
  whole: TableDeclaration,
  column: string,
  declared: ColumnDeclaration,
): Mutation[] {
  const line = createTable("sqlite", table, { columns: { [column]: declared } }).split("\n")[1]?.trim() ?? "";
  const [, type = ""] = line.split(" ");
  const other = { INTEGER: "NUMERIC", REAL: "NUMERIC", TEXT: "BLOB" }[type] ?? "";
  const mutation = (what: string, object: Finding["object"], changed: string): Mutation => ({
    title: `${table}.${column} gets ${what}`,
    statements: rewritten(table, whole, line, changed),
    named: { ...different(object), table, name: column },
    lost: undefined,
  });
  const found = [
    mutation(`the type ${other}`, "type", line.replace(type, other).replace(" AUTOINCREMENT", "")),
  ];
  if (declared.key === undefined) {
    const rest = declared.type === "text" || declared.type === "json" ? "'x'" : "7";
    found.push(
      declared.nullable === true
        ? mutation("NOT NULL", "nullability", `${line} NOT NULL`)
        : mutation("NULL", "nullability", line.replace(" NOT NULL", "")),
      declared.default === undefined
        ? mutation("a default", "default", `${line} DEFAULT ${rest}`)
        : mutation("no default", "default", line.replace(/ DEFAULT .*/, "")),
    );
  }
  if (declared.key === "autoincrement") {
    found.push(mutation("no autoincrement", "numbering", line.replace(" AUTOINCREMENT", "")));
  }
  return [{
    title: `${table}.${column} is dropped`,
    statements: rewritten(table, whole, line, undefined),
    named: { problem: "missing", object: "column", table, name: column },
    lost: { table, column },
  }, ...found];
}

/** The table made anew with one line of its declaration changed or left out; what depends on that goes with it. */
function rewritten(
  table: string,
  whole: TableDeclaration,
  line: string,
  changed: string | undefined,
): string[] {
  const [column = ""] = line.split(" ");
  const uses = (sql: string) => new RegExp(`\\b${column}\\b`).test(sql);
  const created = createTable("sqlite", table, whole).split("\n").slice(1, -1)
    .map((text) => text.trim().replace(/,$/, ""));
  const lines = created.flatMap((text) => {
    if (text === line) return changed === undefined ? [] : [changed];
    const depends = changed === undefined && /^(CONSTRAINT|PRIMARY KEY)/.test(text) && uses(text);
    return depends ? [] : [text];
  });
  const columns = Object.keys(whole.columns).filter((name) => changed !== undefined || name !== column).join(
    ", ",
  );
  return [
    `CREATE TABLE by_hand (${lines.join(", ")})`,
    `INSERT INTO by_hand (${columns}) SELECT ${columns} FROM ${table}`,
    `DROP TABLE ${table}`,
    `ALTER TABLE by_hand RENAME TO ${table}`,
    ...createIndexes(table, whole).filter((sql) =>
      changed !== undefined || !uses(sql.replace(/^.*? ON \w+/, ""))
    ),
  ];
}

function ofKey(dialect: Dialect, table: string, whole: TableDeclaration): Mutation[] {
  const [key] = Object.entries(whole.columns).find(([, column]) => column.key !== undefined) ?? [];
  const line = dialect === "postgres" || key === undefined
    ? `PRIMARY KEY (${whole.primaryKey?.join(", ") ?? ""})`
    : createTable("sqlite", table, { columns: { [key]: whole.columns[key] ?? { type: "text" } } }).split(
      "\n",
    )[1]
      ?.trim() ?? "";
  const statements = dialect === "postgres"
    ? [`ALTER TABLE ${table} DROP CONSTRAINT ${table}_pkey`]
    : key === undefined
    ? withoutKey(table, whole, line)
    : rewritten(table, whole, line, line.replace(/ PRIMARY KEY( AUTOINCREMENT)?/, ""));
  const named = { problem: "different", object: "primary key", table, name: table } as const;
  return [{ title: `${table} loses its primary key`, statements, named, lost: undefined }];
}

function withoutKey(table: string, whole: TableDeclaration, line: string): string[] {
  return [
    createTable("sqlite", "by_hand", whole).replace(`,\n  ${line}`, ""),
    `INSERT INTO by_hand SELECT * FROM ${table}`,
    `DROP TABLE ${table}`,
    `ALTER TABLE by_hand RENAME TO ${table}`,
    ...createIndexes(table, whole),
  ];
}

function ofChecks(dialect: Dialect, table: string, whole: TableDeclaration): Mutation[] {
  const ofColumns = Object.entries(whole.columns).flatMap(([column, declared]): Mutation[] => {
    const { check } = declared;
    if (check === undefined) return [];
    const line = createTable("sqlite", table, { columns: { [column]: declared } }).split("\n")[1]?.trim() ??
      "";
    const name = dialect === "sqlite" ? check : `${table}_${column}_check`;
    const mutation = (title: string, sqlite: string, postgres: string[]): Mutation => ({
      title,
      statements: dialect === "sqlite" ? rewritten(table, whole, line, sqlite) : postgres,
      named: { problem: "missing", object: "check", table, name },
      lost: undefined,
    });
    const drop = `ALTER TABLE ${table} DROP CONSTRAINT ${name}`;
    return [
      mutation(`${table}.${column} loses its check`, line.replace(` CHECK (${check})`, ""), [drop]),
      mutation(`the check of ${table}.${column} is another`, line.replace(`(${check})`, `(${column} >= 0)`), [
        drop,
        `ALTER TABLE ${table} ADD CONSTRAINT ${name} CHECK (${column} >= 0)`,
      ]),
    ];
  });
  const ofRows = Object.entries(whole.checks ?? {}).flatMap(([name, check]): Mutation[] => {
    const named = { problem: "missing", object: "check", table, name } as const;
    const drop = `ALTER TABLE ${table} DROP CONSTRAINT ${name}`;
    return [
      { title: `the check ${name} is dropped`, statements: [drop], named, lost: undefined },
      {
        title: `the check ${name} is another`,
        statements: [drop, `ALTER TABLE ${table} ADD CONSTRAINT ${name} CHECK ((${check}) OR 1 = 1)`],
        named,
        lost: undefined,
      },
    ];
  });
  return [...ofColumns, ...ofRows];
}

function ofIndexes(table: string, whole: TableDeclaration): Mutation[] {
  return Object.entries(whole.indexes ?? {}).flatMap(([name, { on, unique, where }]): Mutation[] => {
    const mutation = (
      title: string,
      problem: "missing" | "different",
      ...statements: string[]
    ): Mutation => ({
      title: `the index ${name} ${title}`,
      statements: [`DROP INDEX ${name}`, ...statements],
      named: { problem, object: "index", table, name },
      lost: undefined,
    });
    const create = (kind: string, columns: string) =>
      `CREATE ${kind} ${name} ON ${table} (${columns})${where === undefined ? "" : ` WHERE ${where}`}`;
    const kind = unique === true ? "UNIQUE INDEX" : "INDEX";
    const other = Object.keys(whole.columns).find((column) => !on.includes(column)) ?? "";
    return [
      mutation("is dropped", "missing"),
      mutation("has one column more", "different", create(kind, `${on}, ${other}`)),
      mutation(
        "has another order",
        "different",
        create(kind, /desc$/i.test(on) ? on.slice(0, -5) : `${on} DESC`),
      ),
      mutation("changes its uniqueness", "different", create(unique === true ? "INDEX" : "UNIQUE INDEX", on)),
      ...(where === undefined
        ? [mutation("is for some rows only", "different", `${create(kind, on)} WHERE ${other} IS NOT NULL`)]
        : [mutation("is for all rows", "different", `CREATE ${kind} ${name} ON ${table} (${on})`)]),
    ];
  });
}

/** What somebody adds and what would refuse rows of ours. */
function harmfulExtras(dialect: Dialect, table: string): Mutation[] {
  const add = (definition: string) => `ALTER TABLE ${table} ADD COLUMN ${definition}`;
  const mutation = (
    title: string,
    named: Omit<Mutation["named"], "table">,
    ...statements: string[]
  ): Mutation => ({
    title: `${table} gets ${title}`,
    statements,
    named: { ...named, table },
    lost: undefined,
  });
  const check = `CONSTRAINT somebodys_check CHECK (1 = 1)`;
  return [
    mutation(
      "a unique index",
      { problem: "extra", object: "index", name: "somebodys_index" },
      [
        add("somebodys integer"),
        `CREATE UNIQUE INDEX somebodys_index ON ${table} (somebodys)`,
      ].join(";"),
    ),
    mutation(
      "a condition",
      { problem: "extra", object: "check", name: "somebodys_check" },
      `ALTER TABLE ${table} ADD ${check}`,
    ),
    ...(dialect === "postgres"
      ? [mutation(
        "a column that must be filled",
        { problem: "different", object: "nullability", name: "somebodys_own" },
        [
          add("somebodys_own integer DEFAULT 1 NOT NULL"),
          `ALTER TABLE ${table} ALTER COLUMN somebodys_own DROP DEFAULT`,
        ].join(";"),
      )]
      : []),
  ].map((one) => ({ ...one, statements: one.statements.flatMap((statement) => statement.split(";")) }));
}
