/**
 * What a document of JSON holds, for tests that look into one.
 *
 * @module
 */

import { z } from "zod";

const Objects = z.array(z.record(z.string(), z.unknown()));

/** One member of each object of a list. */
export function membersOf(list: unknown, name: string): unknown[] {
  return Objects.parse(list).map((one) => one[name]);
}

/** The objects of a list. */
export function objectsIn(list: unknown): Record<string, unknown>[] {
  return Objects.parse(list);
}

/** A value that must be a text. */
export function textIn(value: unknown): string {
  return z.string().parse(value);
}
