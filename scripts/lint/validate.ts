/**
 * `validate.ts SCHEMA` reads a JSON list of documents from stdin and prints, for each of them, the list of what is wrong
 * with it by a JSON Schema. SCHEMA is a file, or `asyncapi` for the official schema of AsyncAPI 3.
 *
 * @module
 */
import asyncApi from "@asyncapi/specs/schemas/3.0.0-without-$id.json" with { type: "json" };
import { Ajv } from "ajv";
import addFormats from "ajv-formats";

const [schema] = Deno.args;
if (schema === undefined) throw new Error("usage: validate.ts SCHEMA");

const ajv = new Ajv({ allErrors: true, strict: false, logger: false });
// The types of this package are not those of its module.
const install: unknown = addFormats.default;
if (typeof install !== "function") throw new Error("ajv-formats is not what it used to be");
Reflect.apply(install, undefined, [ajv]);
const check = ajv.compile(schema === "asyncapi" ? asyncApi : JSON.parse(await Deno.readTextFile(schema)));
const documents: unknown = JSON.parse(await new Response(Deno.stdin.readable).text());
if (!Array.isArray(documents)) throw new Error("stdin must be a list of documents");
const found = documents.map((document) =>
  check(document)
    ? []
    : (check.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message ?? ""}`)
);
console.log(JSON.stringify(found));
