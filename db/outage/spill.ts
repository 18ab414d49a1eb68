/**
 * Units that wait on the disk for a database that is away: a folder of files that are written one after the other and
 * removed one after the other.
 *
 * A file holds fewer units than the database remembers ids of, so that one which is begun anew after a crash counts
 * nothing twice.
 *
 * @module
 */

import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { RoseyError } from "../../src/domain/errors.ts";
import type { Unit } from "../../src/domain/memory.ts";
import type { RoomAddress } from "../repositories/room_binding.ts";
import { SpillFile, syncFolder } from "./spill_file.ts";
import { type FolderLock, lockFolder } from "./spill_folder.ts";
import { decodeUnits, encodeUnit } from "./spilled_unit.ts";

/** Limits of a spill. */
export interface SpillLimits {
  /** What all files may weigh. */
  readonly bytesMax: number;
  /** When a new file is begun. The database remembers 20,000 ids, and a file may be exceeded by one batch. */
  readonly unitsPerFile: number;
  readonly bytesPerFile: number;
}

const DEFAULT_LIMITS: SpillLimits = {
  bytesMax: 256 * 1024 * 1024,
  unitsPerFile: 2_000,
  bytesPerFile: 4 * 1024 * 1024,
};

/** What refused units may weigh: they are a bug, and somebody shall look at them. */
const REFUSED_BYTES_MAX = 16 * 1024 * 1024;
const REFUSED = "refused.jsonl";
const UNITS_FILE = /^(\d{8})\.jsonl$/;

/** How much waits on the disk. */
export interface SpillDepth {
  readonly units: number;
  readonly bytes: number;
}

/** The oldest file of a spill. */
export interface OldestFile {
  readonly path: string;
  readonly units: readonly Unit[];
  /** Lines that cannot be read. The file is kept for a person when there are any. */
  readonly damaged: readonly number[];
}

/** Where a spill is, and whose. */
export interface SpillOptions {
  readonly folder: string;
  readonly owner: RoomAddress;
  readonly limits?: Partial<SpillLimits>;
}

interface ClosedFile {
  readonly path: string;
  readonly units: number;
  readonly bytes: number;
}

/** See the top of this file. What is asked of it is done in the order of the calls. */
export class Spill {
  readonly folder: string;
  readonly #owner: RoomAddress;
  readonly #limits: SpillLimits;
  readonly #closed: ClosedFile[] = [];
  #lock: FolderLock | undefined;
  #current: SpillFile | undefined;
  #currentUnits = 0;
  #nextNumber = 1;
  #refusedBytes = 0;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor({ folder, owner, limits }: SpillOptions) {
    this.folder = folder;
    this.#owner = owner;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
  }

  /**
   * Finds what an earlier run has left. The folder is made when it is first needed. Throws a `RoseyError`:
   * `databaseRefused` for the spill of another room, `databaseLocked` when another process has it.
   */
  static async open(options: SpillOptions): Promise<Spill> {
    const spill = new Spill(options);
    if (existsSync(options.folder)) await spill.#takeFolder();
    return spill;
  }

  /** How much waits. */
  get depth(): SpillDepth {
    return {
      units: this.#currentUnits + sum(this.#closed.map(({ units }) => units)),
      bytes: (this.#current?.sizeBytes ?? 0) + sum(this.#closed.map(({ bytes }) => bytes)),
    };
  }

  /**
   * Resolves when the units are on the disk, behind all that were added before. Throws a `RoseyError` when the limit is
   * reached, and what the disk has against it; none of them counts then.
   */
  append(units: readonly Unit[]): Promise<void> {
    return this.#inTurn(async () => {
      const text = units.map(encodeUnit).join("");
      this.#refuseBeyondLimit(text.length);
      const file = await this.#growing();
      await file.append(text);
      this.#currentUnits += units.length;
    });
  }

  /** The oldest file; nothing is added to it any more. `undefined` when nothing waits. */
  oldest(): Promise<OldestFile | undefined> {
    return this.#inTurn(async () => {
      if (this.#closed.length === 0) this.#closeCurrent();
      const path = this.#closed[0]?.path;
      if (path === undefined) return undefined;
      const { units, damaged } = decodeUnits(await Deno.readTextFile(path));
      return { path, units, damaged };
    });
  }

  /** Removes the oldest file, whose units have found their place; one with damaged lines is only put out of the way. */
  drop({ path, damaged }: OldestFile): Promise<void> {
    return this.#inTurn(async () => {
      if (damaged.length > 0) await Deno.rename(path, `${path}.damaged`);
      else await Deno.remove(path);
      syncFolder(this.folder);
      this.#closed.shift();
    });
  }

  /** Keeps a unit that the database will never take, for a person to look at. */
  setAside(unit: Unit): Promise<void> {
    return this.#inTurn(async () => {
      const line = encodeUnit(unit);
      if (this.#refusedBytes + line.length > REFUSED_BYTES_MAX) return;
      this.#refusedBytes += line.length;
      await Deno.writeTextFile(join(this.folder, REFUSED), line, { append: true, mode: 0o600 });
    });
  }

  /** Gives the folder up; what waits in it is found by the next {@link Spill.open}. */
  close(): Promise<void> {
    return this.#inTurn(() => {
      this.#closeCurrent();
      this.#lock?.release();
      this.#lock = undefined;
      return Promise.resolve();
    });
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #growing(): Promise<SpillFile> {
    const file = this.#current;
    const { unitsPerFile, bytesPerFile } = this.#limits;
    const goesOn = file !== undefined && !file.isBroken && this.#currentUnits < unitsPerFile &&
      file.sizeBytes < bytesPerFile;
    if (goesOn) return file;
    this.#closeCurrent();
    if (this.#lock === undefined) await this.#takeFolder();
    const name = `${String(this.#nextNumber).padStart(8, "0")}.jsonl`;
    this.#current = await SpillFile.create(join(this.folder, name));
    this.#nextNumber++;
    return this.#current;
  }

  #closeCurrent(): void {
    const file = this.#current;
    if (file === undefined) return;
    file.close();
    this.#closed.push({ path: file.path, units: this.#currentUnits, bytes: file.sizeBytes });
    this.#current = undefined;
    this.#currentUnits = 0;
  }

  async #takeFolder(): Promise<void> {
    this.#lock = await lockFolder(this.folder, this.#owner);
    try {
      for (const name of readdirSync(this.folder).sort()) {
        const number = UNITS_FILE.exec(name)?.[1];
        if (number === undefined) continue;
        const path = join(this.folder, name);
        const { units } = decodeUnits(await Deno.readTextFile(path));
        this.#closed.push({ path, units: units.length, bytes: statSync(path).size });
        this.#nextNumber = Number(number) + 1;
      }
    } catch (error) {
      this.#lock.release();
      throw error;
    }
  }

  #refuseBeyondLimit(sizeBytes: number): void {
    const { bytesMax } = this.#limits;
    const { bytes, units } = this.depth;
    if (bytes + sizeBytes <= bytesMax) return;
    throw new RoseyError(
      `Cannot put anything more aside in ${this.folder}: ${units} changes (${bytes} bytes) wait there, and ` +
        `${bytesMax} bytes is the limit`,
      {
        code: "memory.spill_full",
        hint: "Bring the database back, or raise spill_mb and start Rosey anew.",
        exit: "databaseUnavailable",
      },
    );
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
