/**
 * What a migration is, and how its text is fingerprinted.
 *
 * @module
 */

import { createHash } from "node:crypto";
import type { Dialect } from "../drivers/dialect.ts";
import type { Session } from "../drivers/driver.ts";
import type { TableDeclaration } from "../schema.ts";

/** SQL for each database, one statement an entry. */
export type Statements = Readonly<Record<Dialect, readonly string[]>>;

/** How far a long piece of work is. */
export interface MigrationProgress {
  /** What is being done, in a few words. */
  readonly what: string;
  readonly done: number;
  readonly total: number;
}

/** What a step in code works with. */
export interface CodeContext {
  readonly dialect: Dialect;
  readonly session: Session;
  /** Unix seconds. */
  readonly now: number;
  /** Called now and then while the step works. */
  progress(progress: MigrationProgress): void;
  /** Tells whoever migrates of something that they should know; no secrets. */
  note(text: string): void;
}

/** What SQL alone cannot do, inside of the migration's transaction. */
export interface CodeStep {
  /** Says what it does and in which version: part of the fingerprint, since the code itself is not. */
  readonly name: string;
  /** SQL that both databases understand: how many rows it will look at, as `rows`. */
  readonly input: string;
  run(context: CodeContext): Promise<void>;
}

/** One version of the schema: the way there and the way back. */
export interface Migration {
  /** 14 digits: when it was written. Orders the migrations of a line. */
  readonly id: string;
  /** In snake case, as in the file's name. */
  readonly name: string;
  readonly up: Statements;
  readonly down: Statements;
  /** Runs after the statements on the way up, and before them on the way down. */
  readonly code?: { readonly up: CodeStep; readonly down: CodeStep };
  /** What holds ever since, in SQL that both databases and every later version understand. */
  readonly verify?: readonly Verification[];
}

/** Something that a migration brought about. */
export interface Verification {
  readonly promise: string;
  /** A query for the rows that break it. */
  readonly broken: string;
}

/** A line of versions: the core has one, and so has each plugin with tables of its own. */
export interface MigrationLine {
  /** `core`, or the plugin's name. */
  readonly name: string;
  /** In the order of their ids. */
  readonly migrations: readonly Migration[];
  /** What all of them together make, as a plugin declares it; the core's tables are those of `db/schema.ts`. */
  readonly tables?: Readonly<Record<string, TableDeclaration>>;
}

/** The line of the core. */
export const CORE_LINE = "core";

/** The fingerprint of what a migration runs on a database. White space does not count. */
export function checksumOf(migration: Migration, dialect: Dialect): string {
  const { up, down, code } = migration;
  const names = code === undefined ? [] : [code.up.name, code.down.name];
  const text = [...up[dialect], "", ...down[dialect], ...names]
    .map((statement) => statement.replace(/\s+/g, " ").trim())
    .join(";\n");
  return createHash("sha256").update(text).digest("hex");
}

/** How a migration is called in messages. */
export function titleOf({ id, name }: Pick<Migration, "id" | "name">): string {
  return `${id}_${name}`;
}
