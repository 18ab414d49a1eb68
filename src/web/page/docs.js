// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * The OpenAPI document for people: every path with what it takes, what it answers and who may use it.
 */
import { card, make, part, row, table } from "./dom.js";

/** @typedef {Readonly<Record<string, any>>} Schema */

/**
 * @typedef {object} Operation
 * @property {string} summary
 * @property {string} description
 * @property {readonly string[]} tags
 * @property {readonly { name: string, in: string, required: boolean, schema: Schema }[]} parameters
 * @property {Schema} [requestBody]
 * @property {Readonly<Record<string, Schema>>} responses
 */

/**
 * What a parameter may be, in a word or two.
 * @param {Schema} schema
 * @returns {string}
 */
function kindOf(schema) {
  const { type, minimum, maximum } = schema;
  if (Array.isArray(schema["enum"])) return schema["enum"].join(" | ");
  if (Array.isArray(schema["anyOf"])) return schema["anyOf"].map(kindOf).join(" or ");
  const range = minimum !== undefined && maximum !== undefined ? `, ${minimum} to ${maximum}` : "";
  const otherwise = schema["default"] === undefined ? "" : `; else ${schema["default"]}`;
  return `${type ?? "anything"}${range}${otherwise}`;
}

/**
 * @param {string} path
 * @param {string} method
 * @param {Operation} operation
 */
function operationEntry(path, method, { summary, description, parameters, requestBody, responses }) {
  const entry = make(
    "details",
    { class: "operation" },
    make(
      "summary",
      {},
      make("code", { class: `method ${method}` }, method.toUpperCase()),
      " ",
      make("code", {}, path),
      make("span", { class: "quiet" }, summary),
    ),
    make("p", {}, description.replaceAll("`", "")),
  );
  if (parameters.length > 0) {
    const rows = parameters.map((parameter) =>
      row(
        make("code", {}, parameter.name),
        parameter.in,
        kindOf(parameter.schema),
        parameter.required ? "must be given" : "",
      )
    );
    entry.append(
      table("parameters", `Parameters of ${method} ${path}`, ["Name", "In", "Kind", "Needed"], rows),
    );
  }
  const body = requestBody?.["content"]?.["application/json"]?.schema;
  const answer = Object.values(responses)[0]?.["content"]?.["application/json"]?.schema;
  if (body !== undefined) entry.append(shape("Body", body));
  if (answer !== undefined) entry.append(shape("Answer", answer));
  return entry;
}

/**
 * @param {string} title
 * @param {Schema} schema
 */
function shape(title, schema) {
  const label = `${title}, as JSON Schema`;
  return make(
    "details",
    {},
    make("summary", {}, label),
    make("pre", { tabindex: 0, role: "region", "aria-label": label }, JSON.stringify(schema, undefined, 2)),
  );
}

/** @returns {Promise<HTMLElement[]>} a card for each owner of paths */
async function cards() {
  const answer = await fetch("/api/openapi.json");
  /** @type {{ paths: Record<string, Record<string, Operation>> }} */
  const { paths } = await answer.json();
  /** @type {Map<string, HTMLElement>} */
  const owners = new Map();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const owner = operation.tags[0] ?? "rosey";
      const its = owners.get(owner) ?? card(owner);
      owners.set(owner, its);
      its.append(operationEntry(path, method, operation));
    }
  }
  return [...owners.values()];
}

const place = part("paths");
try {
  place.replaceChildren(...await cards());
} catch {
  place.replaceChildren(
    make("p", { class: "bad", role: "alert" }, "Rosey cannot be reached. Is she running?"),
  );
}
