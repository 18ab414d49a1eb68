/**
 * How a row is to be changed: values, or operations on those that it has.
 *
 * @module
 */

import { ServiceRefusal } from "../../../src/plugin/mod.ts";
import { type Kept, keptValue, requireAll, type RowValues } from "./row_values.ts";
import type { Field, TableSchema } from "./table_schema.ts";

/** The operations, by name: from the value that is there (0 where there is none) and the one that is given. */
const ARITHMETIC: Readonly<Record<string, (value: number, given: number) => number>> = {
  $inc: (value, given) => value + given,
  $dec: (value, given) => value - given,
  $mul: (value, given) => value * given,
};

/** Those that choose one of two; where there is no value, it is the one that is given. */
const CHOICES: Readonly<Record<string, (value: number, given: number) => number>> = {
  $max: Math.max,
  $min: Math.min,
};

/** Makes the values of a row after a change from those before. */
export type RowChange = (values: RowValues) => RowValues;

/** Reads new values of some fields; `null` takes one away. Throws a refusal for what does not fit. */
export function readValues(schema: TableSchema, data: Readonly<Record<string, unknown>>): RowChange {
  const given = Object.entries(data).map(([name, value]) => {
    const field = schema.writable(name);
    return { name, value: value === null ? undefined : keptValue(field, value, { truncates: true }) };
  });
  return (values) => {
    const after = new Map(values);
    for (const { name, value } of given) put(after, name, value);
    requireAll(schema, after);
    return after;
  };
}

/** Reads operations: `{field: {$inc: 1}}`. Throws a refusal for what is none; so does the change, for a result that does not fit. */
export function readOperations(
  schema: TableSchema,
  operations: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): RowChange {
  const steps = Object.entries(operations).flatMap(([name, ofField]) => {
    const field = schema.writable(name);
    return Object.entries(ofField).map(([operator, operand]) => ({
      name,
      step: readStep(field, operator, operand),
    }));
  });
  return (values) => {
    const after = new Map(values);
    for (const { name, step } of steps) put(after, name, step(after.get(name)));
    requireAll(schema, after);
    return after;
  };
}

type Step = (value: Kept | undefined) => Kept | undefined;

function readStep(field: Field, operator: string, operand: unknown): Step {
  if (operator === "$set") {
    const given = operand === null ? undefined : keptValue(field, operand, { truncates: true });
    return () => given;
  }
  const arithmetic = Object.hasOwn(ARITHMETIC, operator) ? ARITHMETIC[operator] : undefined;
  const choice = Object.hasOwn(CHOICES, operator) ? CHOICES[operator] : undefined;
  if (arithmetic === undefined && choice === undefined) {
    throw wrong(
      field,
      operator,
      `is none of $set, ${[...Object.keys(ARITHMETIC), ...Object.keys(CHOICES)].join(", ")}`,
    );
  }
  const isNumber = field.type === "integer" || field.type === "float";
  if (!isNumber && (arithmetic !== undefined || field.type !== "datetime")) {
    throw wrong(field, operator, `is not for a ${field.type}`);
  }
  const given = Number(keptValue(field, operand, { truncates: false }));
  if (choice !== undefined) return (value) => value === undefined ? given : choice(Number(value), given);
  return (value) => result(field, operator, arithmetic?.(Number(value ?? 0), given));
}

function result(field: Field, operator: string, value: number | undefined): Kept {
  const { type, name } = field;
  try {
    return keptValue(field, value, { truncates: false });
  } catch {
    throw wrong(field, operator, `would make ${name} larger than a ${type} can be: ${String(value)}`);
  }
}

function put(values: Map<string, Kept>, name: string, value: Kept | undefined): void {
  if (value === undefined) values.delete(name);
  else values.set(name, value);
}

function wrong({ name }: Field, operator: string, why: string): ServiceRefusal {
  return new ServiceRefusal("VALIDATION_ERROR", `operations.${name}.${operator}: ${why}`);
}
