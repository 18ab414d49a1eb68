/**
 * The tables of a schema on a PostgreSQL server, with all that is known of them.
 *
 * @module
 */

import type { Session } from "./driver.ts";
import type { ConstraintShape, Numbering, TableShape, TableShapes } from "./table_shape.ts";

interface ColumnRow {
  readonly table_name: string;
  readonly name: string;
  readonly type: string;
  readonly collation: string | null;
  readonly nullable: number;
  readonly preset: string | null;
  readonly identity: string;
  readonly generated: string;
}

interface ConstraintRow {
  readonly table_name: string;
  readonly name: string;
  readonly kind: "p" | "c" | "u" | "f" | "x";
  readonly text: string;
  readonly columns: string | null;
}

interface IndexRow {
  readonly table_name: string;
  readonly name: string;
  readonly is_unique: number;
  readonly is_valid: number;
  readonly definition: string;
}

interface TriggerRow {
  readonly table_name: string;
  readonly name: string;
  readonly definition: string;
}

const OURS = `c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')`;

const TABLES = `select c.relname::text as name from pg_class c where ${OURS} order by 1`;

const COLUMNS = `select c.relname::text as table_name, a.attname::text as name,
    format_type(a.atttypid, a.atttypmod) as type,
    case when a.attcollation <> t.typcollation then quote_ident(l.collname) end as collation,
    (not a.attnotnull)::int as nullable, pg_get_expr(d.adbin, d.adrelid) as preset,
    a.attidentity::text as identity, a.attgenerated::text as generated
  from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    join pg_type t on t.oid = a.atttypid
    left join pg_collation l on l.oid = a.attcollation
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
  where ${OURS} order by a.attnum`;

/** From version 18 on each NOT NULL is a constraint too; columns tell of it already. */
const CONSTRAINTS = `select c.relname::text as table_name, n.conname::text as name, n.contype::text as kind,
    pg_get_constraintdef(n.oid) as text,
    (select string_agg(a.attname, ',' order by k.place) from unnest(n.conkey) with ordinality k (attnum, place)
      join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum) as columns
  from pg_class c join pg_constraint n on n.conrelid = c.oid and n.contype in ('p', 'c', 'u', 'f', 'x')
  where ${OURS} order by 1, 2`;

const INDEXES =
  `select c.relname::text as table_name, i.relname::text as name, x.indisunique::int as is_unique,
    x.indisvalid::int as is_valid, pg_get_indexdef(x.indexrelid) as definition
  from pg_class c join pg_index x on x.indrelid = c.oid join pg_class i on i.oid = x.indexrelid
  where ${OURS} and not exists (
    select from pg_constraint n where n.conindid = x.indexrelid and n.contype in ('p', 'u', 'x'))
  order by 1, 2`;

const TRIGGERS =
  `select c.relname::text as table_name, g.tgname::text as name, pg_get_triggerdef(g.oid) as definition
  from pg_class c join pg_trigger g on g.tgrelid = c.oid and not g.tgisinternal where ${OURS} order by 1, 2`;

const KINDS = { c: "check", u: "unique", f: "foreign key", x: "exclusion" } as const;

const IDENTITIES: Readonly<Record<string, Numbering>> = { d: "identity", a: "identity always" };

/** Reads the tables of the schema that statements without one mean. */
export async function readPostgresShapes(session: Pick<Session, "read">): Promise<TableShapes> {
  const ask = <Row>(sql: string) => session.read<Row>({ sql, parameters: [] });
  const tables = await ask<{ name: string }>(TABLES);
  const columns = byTable(await ask<ColumnRow>(COLUMNS));
  const constraints = byTable(await ask<ConstraintRow>(CONSTRAINTS));
  const indexes = byTable(await ask<IndexRow>(INDEXES));
  const triggers = byTable(await ask<TriggerRow>(TRIGGERS));
  return new Map(tables.map(({ name }): [string, TableShape] => {
    const ofTable = constraints.get(name) ?? [];
    const key = ofTable.find(({ kind }) => kind === "p");
    return [name, {
      name,
      columns: (columns.get(name) ?? []).map(columnShape),
      primaryKey: key?.columns?.split(",") ?? [],
      primaryKeyName: key?.name,
      constraints: ofTable.flatMap(constraintShape),
      indexes: (indexes.get(name) ?? []).map((row) => ({
        name: row.name,
        unique: row.is_unique === 1,
        on: row.definition.replace(/^.*? USING (?:btree )?/s, "") +
          (row.is_valid === 1 ? "" : " (not valid)"),
        definition: row.definition,
      })),
      triggers: triggers.get(name) ?? [],
      views: [],
    }];
  }));
}

function columnShape({ name, type, collation, nullable, preset, identity, generated }: ColumnRow) {
  const named = collation === null ? type : `${type} COLLATE ${collation}`;
  const isGenerated = generated !== "";
  return {
    name,
    type: named,
    nullable: nullable === 1,
    default: isGenerated ? undefined : preset ?? undefined,
    numbering: IDENTITIES[identity] ?? "none",
    generated: isGenerated,
    definition: `${name} ${named}`,
  };
}

function constraintShape({ kind, name, text }: ConstraintRow): ConstraintShape[] {
  return kind === "p"
    ? []
    : [{ kind: KINDS[kind], name, text: text.replace(/^(CHECK|UNIQUE|FOREIGN KEY) /, "") }];
}

function byTable<Row extends { readonly table_name: string }>(rows: readonly Row[]): Map<string, Row[]> {
  return Map.groupBy(rows, ({ table_name }) => table_name);
}
