/**
 * Where a running Rosey can be asked, written down for commands of the same user on this machine: nobody else may read
 * the file, and it is gone when she is.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import type { DatabaseTarget } from "../../domain/database_target.ts";
import { Secret } from "../../domain/secret.ts";

/** What the file says. */
export interface ControlNote {
  readonly pid: number;
  /** Of the web port: `http://127.0.0.1:5000`. */
  readonly address: string;
  readonly secret: Secret;
}

const noteSchema = z.object({ pid: z.int(), address: z.url(), secret: z.string().min(1) });

/**
 * The file for the Rosey that uses a database: one database is the memory of one room, so it tells which is meant.
 * `undefined` for a database in memory, which no other process can mean.
 */
export function controlPath(stateFolder: string, database: DatabaseTarget): string | undefined {
  const place = placeOf(database);
  if (place === undefined) return undefined;
  const mark = createHash("sha256").update(JSON.stringify(place)).digest("hex").slice(0, 16);
  return join(stateFolder, "control", `${mark}.json`);
}

function placeOf(database: DatabaseTarget): readonly (string | number)[] | undefined {
  if (database.kind === "postgres") return [database.host, database.port, database.database];
  return database.path === ":memory:" ? undefined : [realPath(resolve(database.path))];
}

/** The same file by whichever link it is reached; it may not be there yet. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Writes the file. Answers how to take it away again: only if it is still this one. */
export async function writeControlNote(path: string, note: ControlNote): Promise<() => Promise<void>> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${note.pid}`;
  // Nobody reads half of it, and nobody else reads any of it.
  await rm(draft, { force: true });
  await writeFile(draft, JSON.stringify({ ...note, secret: note.secret.reveal() }), {
    mode: 0o600,
    flag: "wx",
  });
  await rename(draft, path);
  return async () => {
    const found = await readControlNote(path);
    if (found?.secret.reveal() === note.secret.reveal()) await rm(path, { force: true });
  };
}

/** What the file says; `undefined` when there is none, or nothing that Rosey wrote. */
export async function readControlNote(path: string): Promise<ControlNote | undefined> {
  const text = await readFile(path, "utf8").catch(() => "");
  const parsed = noteSchema.safeParse(json(text));
  return parsed.success ? { ...parsed.data, secret: new Secret(parsed.data.secret) } : undefined;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
