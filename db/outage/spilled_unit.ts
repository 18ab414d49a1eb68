/**
 * A unit as a line of a file: a checksum, a space, the unit as JSON. A line that was cut off in the middle of its
 * writing, or was damaged later, is known by its checksum.
 *
 * @module
 */

import { crc32 } from "node:zlib";
import { z } from "zod";
import type { SqlValue, Unit } from "../../src/domain/memory.ts";

/** JSON has no whole numbers beyond 2^53. */
const Whole = z.strictObject({ whole: z.string().regex(/^-?\d+$/) });

const Line = z.strictObject({
  id: z.string(),
  writes: z.array(z.strictObject({
    statement: z.string(),
    parameters: z.array(z.union([z.string(), z.number(), z.null(), Whole])),
  })),
});

/** What a file of lines holds. */
export interface SpilledUnits {
  readonly units: readonly Unit[];
  /** Whether the last line was cut off: its unit was never told to be stored. */
  readonly cutOff: boolean;
  /** The places, from 1, of lines that cannot be read although others follow them. */
  readonly damaged: readonly number[];
}

/** The line of a unit, with its end. */
export function encodeUnit({ id, writes }: Unit): string {
  const json = JSON.stringify({
    id,
    writes: writes.map(({ statement, parameters }) => ({ statement, parameters: parameters.map(toJson) })),
  });
  return `${checksum(json)} ${json}\n`;
}

/** The units of a file. */
export function decodeUnits(text: string): SpilledUnits {
  const lines = text.split("\n");
  const rest = lines.pop() ?? "";
  const units: Unit[] = [];
  const damaged: number[] = [];
  lines.forEach((line, index) => {
    const unit = decodeUnit(line);
    if (unit === undefined) damaged.push(index + 1);
    else units.push(unit);
  });
  // A disk can have kept the end of a line and not its beginning.
  const lastIsBad = rest === "" && damaged.at(-1) === lines.length && lines.length > 0;
  if (lastIsBad) damaged.pop();
  return { units, damaged, cutOff: lastIsBad || rest !== "" };
}

function decodeUnit(line: string): Unit | undefined {
  const json = line.slice(9);
  if (line.slice(0, 9) !== `${checksum(json)} `) return undefined;
  const parsed = Line.safeParse(JSON.parse(json));
  if (!parsed.success) return undefined;
  const { id, writes } = parsed.data;
  return {
    id,
    writes: writes.map(({ statement, parameters }) => ({
      statement,
      parameters: parameters.map(fromJson),
    })),
  };
}

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(8, "0");
}

function toJson(value: SqlValue): z.infer<typeof Whole> | string | number | null {
  return typeof value === "bigint" ? { whole: String(value) } : value;
}

function fromJson(value: z.infer<typeof Whole> | string | number | null): SqlValue {
  return typeof value === "object" && value !== null ? BigInt(value.whole) : value;
}
