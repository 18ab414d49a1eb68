/**
 * What became of an old bot's file, for people.
 *
 * @module
 */

import type { TakeoverReport } from "../../db/migrate/takeover_report.ts";

/** The lines to print, without line ends. */
export function takeoverText(report: TakeoverReport): string[] {
  const { file, rows, quarantined, tokens, parkedMessages, openSessions, notes } = report;
  const list = (title: string, entries: readonly string[]) =>
    entries.length === 0 ? [] : [`  ${title}: ${entries.join(", ")}`];
  const counts = Object.entries(rows).map(([table, count]) => `${table} ${count}`);
  const lines = [
    `taken over from ${file.description}`,
    ...list("rows", counts),
    ...list("added, since it was missing", file.completed),
    ...list("left alone, since it is not ours", file.leftAlone),
    ...list("set aside, left by a migration that failed", file.setAside),
  ];
  if (quarantined.length > 0) lines.push("  kept in quarantined_rows, since it does not fit:");
  for (const { table, reason, putAside, rows, firstRowIds } of quarantined) {
    const what = putAside === "row" ? "rows taken out" : "values replaced";
    const more = rows > firstRowIds.length ? ", ..." : "";
    lines.push(`    ${table}: ${rows} ${what}: ${reason} (rowid ${firstRowIds.join(", ")}${more})`);
  }
  if (tokens.working + tokens.revoked > 0) {
    lines.push(`  tokens: ${tokens.working} work as before, ${tokens.revoked} are revoked as before`);
  }
  if (parkedMessages > 0) {
    lines.push(`  ${parkedMessages} messages were never sent: parked, they will not be spoken by themselves`);
  }
  if (openSessions > 0) lines.push(`  ${openSessions} sessions were open and still are`);
  return [...lines, ...notes.map((note) => `  note: ${note}`)];
}
