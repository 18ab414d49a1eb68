/**
 * A JSON Schema in few words, for a page that people read.
 *
 * @module
 */
import type { z } from "zod";

type Schema = z.core.JSONSchema._JSONSchema;

/** `{success: true, ids: [integer]}`; `?` marks what may be left out. */
export function typeText(schema: Schema): string {
  if (typeof schema === "boolean") return "anything";
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" or ");
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.map(typeText).join(" or ");
  const types: unknown = schema.type;
  if (Array.isArray(types)) return types.join(" or ");
  switch (schema.type) {
    case "object":
      return objectText(schema);
    case "array":
      return `[${itemText(schema.items)}]`;
    case "integer":
    case "number":
    case "string":
    case "boolean":
    case "null":
      return schema.type;
    default:
      return "anything";
  }
}

function itemText(items: Schema | Schema[] | undefined): string {
  if (items === undefined) return "anything";
  return Array.isArray(items) ? items.map(typeText).join(", ") : typeText(items);
}

function objectText(schema: Exclude<Schema, boolean>): string {
  const { properties, required = [], additionalProperties } = schema;
  if (properties === undefined || Object.keys(properties).length === 0) {
    if (typeof additionalProperties === "object") return `{NAME: ${typeText(additionalProperties)}}`;
    return properties === undefined ? "object" : "{}";
  }
  const members = Object.entries(properties).map(([name, one]) =>
    `${name}${required.includes(name) ? "" : "?"}: ${typeText(one)}`
  );
  return `{${members.join(", ")}}`;
}
