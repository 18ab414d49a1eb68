/**
 * The folder of a spill: whose it is, and which process has it.
 *
 * @module
 */

import { readdirSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { RoseyError } from "../../src/domain/errors.ts";
import { isSameRoom, type RoomAddress } from "../repositories/room_binding.ts";
import { syncFolder } from "./spill_file.ts";

const OWNER = "owner.json";
const OWNER_BYTES_MAX = 4_096;

const Owner = z.object({ domain: z.string(), channel: z.string() });

/** A folder that no other process can take meanwhile. */
export interface FolderLock {
  release(): void;
}

/**
 * Makes a folder, if it is not there, and takes it. Throws a `RoseyError`: `databaseRefused` when it is another room's,
 * `databaseLocked` when another process has it; and what the disk has against it.
 */
export async function lockFolder(folder: string, owner: RoomAddress): Promise<FolderLock> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  syncFolder(dirname(folder));
  // The lock ends with the process, whatever becomes of it.
  const file = await Deno.open(join(folder, OWNER), { read: true, write: true, create: true, mode: 0o600 });
  try {
    if (!await file.tryLock(true)) throw taken(folder);
    const found = ownerIn(await textOf(file));
    // A process that was killed in the middle of this has left nothing else behind.
    const isNew = found === undefined && readdirSync(folder).length === 1;
    if (isNew) {
      const { domain, channel } = owner;
      await file.truncate(0);
      await file.seek(0, Deno.SeekMode.Start);
      await file.write(new TextEncoder().encode(JSON.stringify({ domain, channel })));
      await file.sync();
      syncFolder(folder);
    } else {
      refuseAnother(folder, found, owner);
    }
    return { release: () => file.close() };
  } catch (error) {
    file.close();
    throw error;
  }
}

/** By the handle that has the lock: on Windows nobody else may read. */
async function textOf(file: Deno.FsFile): Promise<string> {
  const bytes = new Uint8Array(OWNER_BYTES_MAX);
  return new TextDecoder().decode(bytes.subarray(0, await file.read(bytes) ?? 0));
}

function refuseAnother(folder: string, found: RoomAddress | undefined, owner: RoomAddress): void {
  if (found !== undefined && isSameRoom(found, owner)) return;
  const whose = found === undefined ? "nobody knows whose" : `channel ${found.channel} of ${found.domain}`;
  throw new RoseyError(
    `Cannot use ${folder} for channel ${owner.channel} of ${owner.domain}: it holds changes of ${whose}`,
    {
      code: "memory.other_spill",
      hint: "Start Rosey once for that channel, so that they are stored, or move the folder away.",
      exit: "databaseRefused",
    },
  );
}

function ownerIn(written: string): RoomAddress | undefined {
  try {
    return Owner.parse(JSON.parse(written));
  } catch {
    return undefined;
  }
}

function taken(folder: string): RoseyError {
  return new RoseyError(`Cannot use ${folder}: another process has it`, {
    code: "memory.spill_locked",
    hint: "Stop the other Rosey of this channel.",
    exit: "databaseLocked",
  });
}
