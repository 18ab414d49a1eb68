/**
 * What is said of a unit that a database refuses, on either of them.
 *
 * @module
 */

import { errorText, RoseyError } from "../../src/domain/errors.ts";
import type { Unit } from "../../src/domain/memory.ts";

/** The fate of one unit of a batch whose neighbours were stored. */
export function unitRefused(unit: Unit, thrown: unknown): RoseyError {
  return new RoseyError(`Cannot store the unit ${unit.id}: ${errorText(thrown)}`, {
    code: "memory.unit_refused",
    hint: `It was left out; its changes: ${unit.writes.map(({ statement }) => statement).join(", ")}.`,
    exit: "bug",
    cause: thrown,
  });
}
