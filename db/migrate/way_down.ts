/**
 * Which migrations are taken back, and in which order.
 *
 * @module
 */

import { CORE_LINE, type MigrationLine } from "./migration.ts";
import type { MigrationStatus } from "./state.ts";

/** What the target of a way down is called that leaves a file as the old bot made it. */
export const OLD_VERSION = "v0.5.0";

/** How far to go back, in one line (the core's unless named). */
export type DownOptions =
  & { readonly line?: string }
  & (
    /** As many migrations. */
    | { readonly steps: number }
    /** Until this id is the newest; {@link OLD_VERSION} leaves the file of an old bot. */
    | { readonly to: string }
    /** All of them; what was an old bot's file becomes that again, and is not emptied. */
    | { readonly all: true }
  );

/**
 * What is taken back, in the order of the work. When the core goes as a whole, the plugins' lines go before it: without
 * it their tables are nothing, and an old bot's file had none.
 */
export function wayDown(
  lines: readonly MigrationLine[],
  statuses: readonly MigrationStatus[],
  { options, toOldFile }: { readonly options: DownOptions; readonly toOldFile: boolean },
): MigrationStatus[] {
  const line = options.line ?? CORE_LINE;
  const appliedOf = (name: string) =>
    statuses.filter((status) => status.line === name && status.standing === "applied").reverse();
  const isWhole = toOldFile || (line === CORE_LINE && "all" in options);
  const ofPlugins = isWhole ? lines.filter(({ name }) => name !== CORE_LINE).toReversed() : [];
  return [...ofPlugins.flatMap(({ name }) => appliedOf(name)), ...chosen(appliedOf(line), options)];
}

function chosen(newestFirst: readonly MigrationStatus[], options: DownOptions): readonly MigrationStatus[] {
  if ("to" in options) return newestFirst.filter(({ id }) => id > options.to);
  return "steps" in options ? newestFirst.slice(0, options.steps) : newestFirst;
}
