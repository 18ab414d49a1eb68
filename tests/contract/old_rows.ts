/** The memory as v0.5.0 would have seen it: the rows of its tables, in its columns, and what a change did to them. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { z } from "zod";
import type { Driver } from "../../db/drivers/driver.ts";
import expectedJson from "../fixtures/v050/expected_writes.json" with { type: "json" };

const valueSchema = z.union([z.string(), z.number(), z.null()]);
const rowSchema = z.array(valueSchema);
const changeSchema = z.object({
  removed: z.union([z.array(rowSchema), z.string()]),
  added: z.array(rowSchema),
});

/** Rows by table. */
export type OldRows = Readonly<Record<string, readonly string[]>>;

/** What changed, table by table; a table without a change is not in it. */
export type Changes = Readonly<
  Record<string, { readonly removed: readonly string[]; readonly added: readonly string[] }>
>;

/** What v0.5.0 did; `now` is the second at which it did it. */
export const { now, outbound_ids: outboundIds, tokens, columns, mutations, intended_maintenance: intended } =
  z.object({
    now: z.number(),
    outbound_ids: z.record(z.string(), z.number()),
    tokens: z.record(z.string(), z.string()),
    columns: z.record(z.string(), z.array(z.string())),
    mutations: z.record(
      z.string(),
      z.object({
        raises: z.string().optional(),
        changes: z.record(z.string(), z.unknown()),
      }),
    ),
    intended_maintenance: z.object({ removed: z.record(z.string(), z.array(z.number())) }),
  }).parse(expectedJson);

/** Every row of the old tables. */
export async function oldRows(driver: Driver): Promise<OldRows> {
  const byHash = new Map(
    Object.values(tokens).map((token) => [createHash("sha256").update(token).digest("hex"), token]),
  );
  const found: Record<string, string[]> = {};
  for (const [table, names] of Object.entries(columns)) {
    const rows = await driver.read<Record<string, unknown>>({
      sql: `select ${
        names.map((name) => name === "token" ? "token_hash as token" : name).join(", ")
      } from ${table}`,
      parameters: [],
    });
    found[table] = rows.map((row) =>
      JSON.stringify(
        names.map((name) => name === "token" ? byHash.get(String(row[name])) ?? row[name] : row[name]),
      )
    );
  }
  return found;
}

/** What happened between two looks. */
export function changesBetween(before: OldRows, after: OldRows): Changes {
  const changes: Record<string, { removed: string[]; added: string[] }> = {};
  for (const table of Object.keys(before)) {
    const removed = without(before[table] ?? [], after[table] ?? []);
    const added = without(after[table] ?? [], before[table] ?? []);
    if (removed.length + added.length > 0) changes[table] = { removed, added };
  }
  return changes;
}

/** What v0.5.0 changed by a call; rows without a name are left out, since they are in quarantine. */
export function expectedChanges(mutation: string): Changes {
  const known = mutations[mutation];
  assert.ok(known !== undefined, `v0.5.0 was not asked for ${mutation}`);
  const changes: Record<string, { removed: string[]; added: string[] }> = {};
  for (const [table, change] of Object.entries(known.changes)) {
    if (table === "sqlite_sequence") continue;
    const { removed, added } = changeSchema.parse(change);
    assert.ok(typeof removed !== "string", `of ${mutation} only a number of rows is known`);
    const named = (rows: z.infer<typeof rowSchema>[]) =>
      rows.filter((row) => table !== "user_stats" || row[0] !== null).map((row) => JSON.stringify(row))
        .sort();
    changes[table] = { removed: named(removed), added: named(added) };
  }
  return changes;
}

function without(rows: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const row of others) left.set(row, (left.get(row) ?? 0) + 1);
  return rows.filter((row) => {
    const count = left.get(row) ?? 0;
    left.set(row, count - 1);
    return count <= 0;
  }).sort();
}
