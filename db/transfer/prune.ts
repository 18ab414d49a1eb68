/**
 * Old rows, removed when somebody asks for it; nothing is removed by itself.
 *
 * @module
 */

import { type CompiledQuery, type Kysely, sql } from "kysely";
import type { SqlValue } from "../../src/domain/memory.ts";
import { statementBuilder } from "../drivers/dialect.ts";
import type { Driver, Session } from "../drivers/driver.ts";
import type { Database } from "../schema.ts";

/** Rows that are removed in one transaction: others who write wait for no longer than that. */
const ROWS_PER_SLICE = 1_000;

/** How long a slice waits for others who write. */
const LOCK_WAIT_MS = 30_000;

/** What can grow old. */
export type PrunedKind = "chat" | "counts" | "sent" | "tokens";

/** For each kind that shall be pruned, how long its rows are kept. */
export type KeptTimes = { readonly [Kind in PrunedKind]?: number };

/** One kind of rows, and how many of them are older than they are kept. */
export interface Prunable {
  readonly kind: PrunedKind;
  readonly table: string;
  /** Rows from before this moment go. */
  readonly beforeMs: number;
  readonly rows: number;
}

interface Rule {
  readonly kind: PrunedKind;
  readonly table: string;
  count(db: Kysely<Database>, beforeSeconds: number): CompiledQuery<{ rows: number }>;
  /** Removes the oldest. */
  removeSlice(db: Kysely<Database>, beforeSeconds: number): CompiledQuery;
}

const chat = (db: Kysely<Database>, before: number) =>
  db.selectFrom("recent_chat").where("timestamp", "<", before);

const counts = (db: Kysely<Database>, before: number) =>
  db.selectFrom("user_count_history").where("timestamp", "<", before);

/** Lines that were said or given up; those that still wait have no such time. */
const sent = (db: Kysely<Database>, before: number) =>
  db.selectFrom("outbound_messages").where("sent", "=", 1).where("sent_timestamp", "<", before);

/** v0.5.0 did not note when a token was revoked. */
const tokens = (db: Kysely<Database>, before: number) =>
  db.selectFrom("api_tokens").where("revoked", "=", 1)
    .where((eb) => eb(eb.fn.coalesce("revoked_at", "created_at"), "<", before));

const rows = sql<number>`count(*)`.as("rows");

const RULES: readonly Rule[] = [
  {
    kind: "chat",
    table: "recent_chat",
    count: (db, before) => chat(db, before).select(rows).compile(),
    removeSlice: (db, before) =>
      db.deleteFrom("recent_chat")
        .where("id", "in", chat(db, before).select("id").orderBy("timestamp").limit(ROWS_PER_SLICE))
        .compile(),
  },
  {
    kind: "counts",
    table: "user_count_history",
    count: (db, before) => counts(db, before).select(rows).compile(),
    removeSlice: (db, before) =>
      db.deleteFrom("user_count_history")
        .where("id", "in", counts(db, before).select("id").orderBy("timestamp").limit(ROWS_PER_SLICE))
        .compile(),
  },
  {
    kind: "sent",
    table: "outbound_messages",
    count: (db, before) => sent(db, before).select(rows).compile(),
    removeSlice: (db, before) =>
      db.deleteFrom("outbound_messages")
        .where("id", "in", sent(db, before).select("id").orderBy("sent_timestamp").limit(ROWS_PER_SLICE))
        .compile(),
  },
  {
    kind: "tokens",
    table: "api_tokens",
    count: (db, before) => tokens(db, before).select(rows).compile(),
    removeSlice: (db, before) =>
      db.deleteFrom("api_tokens")
        .where("token_hash", "in", tokens(db, before).select("token_hash").limit(ROWS_PER_SLICE)).compile(),
  },
];

/** What {@link prune} would remove now. Changes nothing. */
export async function findPrunable(driver: Driver, kept: KeptTimes, nowMs: number): Promise<Prunable[]> {
  return await driver.snapshot(async (session) => {
    const found: Prunable[] = [];
    for (const rule of RULES) {
      const keptMs = kept[rule.kind];
      if (keptMs === undefined) continue;
      const { kind, table } = rule;
      const beforeMs = nowMs - keptMs;
      found.push({ kind, table, beforeMs, rows: await countOf(driver, session, rule, beforeMs) });
    }
    return found;
  });
}

/**
 * Removes what {@link findPrunable} found, slice by slice; each slice is durable. Answers how many rows went. `onRows` hears
 * how many more have gone.
 */
export async function prune(
  driver: Driver,
  prunable: readonly Prunable[],
  onRows: (count: number) => void = () => {},
): Promise<Prunable[]> {
  const db = statementBuilder(driver.dialect);
  const removed: Prunable[] = [];
  for (const found of prunable) {
    const rule = RULES.find(({ kind }) => kind === found.kind);
    if (rule === undefined) continue;
    const { sql: statement, parameters } = rule.removeSlice(db, seconds(found.beforeMs));
    for (let left = found.rows; left > 0; left -= ROWS_PER_SLICE) {
      await driver.transaction(
        (session) => session.execute(statement, parameters.map(sqlValue)),
        LOCK_WAIT_MS,
      );
      onRows(Math.min(left, ROWS_PER_SLICE));
    }
    const left = await countOf(driver, driver, rule, found.beforeMs);
    removed.push({ ...found, rows: found.rows - left });
  }
  return removed;
}

async function countOf(
  { dialect }: Driver,
  session: Pick<Session, "read">,
  rule: Rule,
  beforeMs: number,
): Promise<number> {
  const [row] = await session.read<{ rows: number }>(
    rule.count(statementBuilder(dialect), seconds(beforeMs)),
  );
  return Number(row?.rows ?? 0);
}

/** The first whole second that is not before a moment: what lies before it is older. */
function seconds(atMs: number): number {
  return Math.ceil(atMs / 1000);
}

function sqlValue(value: unknown): SqlValue {
  if (typeof value === "string" || typeof value === "number") return value;
  throw new TypeError(`A prune is told by texts and numbers, not ${typeof value}`);
}
