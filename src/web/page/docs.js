/**
 * The OpenAPI document for people: every path with what it takes and who may use it.
 */
import { card, make, part, row, table } from "./dom.js";

/** @param {any} schema */
function kindOf(schema) {
  if (schema === undefined) return "";
  if (schema.enum !== undefined) return schema.enum.join(" | ");
  if (Array.isArray(schema.anyOf)) return schema.anyOf.map(kindOf).join(" or ");
  return schema.type ?? "";
}

/**
 * @param {string} path
 * @param {string} method
 * @param {any} operation
 */
function operationCard(path, method, { summary, description, parameters, requestBody, responses }) {
  const answer = Object.values(responses)[0]?.content?.["application/json"]?.schema;
  const body = requestBody?.content?.["application/json"]?.schema;
  const parts = [make("p", {}, summary), make("p", { class: "quiet" }, description)];
  if (parameters.length > 0) {
    const rows = parameters.map((/** @type {any} */ parameter) =>
      row(
        make("code", {}, parameter.name),
        parameter.in,
        kindOf(parameter.schema),
        parameter.required ? "must be given" : "",
        parameter.schema.description ?? "",
      )
    );
    parts.push(table(`Parameters of ${method} ${path}`, ["Name", "In", "Kind", "", ""], rows));
  }
  if (body !== undefined) parts.push(shape("Body", body));
  if (answer !== undefined) parts.push(shape("Answer", answer));
  const made = card(`${method.toUpperCase()} ${path}`, ...parts);
  made.classList.add("wide");
  return made;
}

/**
 * @param {string} title
 * @param {unknown} schema
 */
function shape(title, schema) {
  const text = make(
    "pre",
    { tabindex: 0, "aria-label": `${title}, as JSON Schema` },
    JSON.stringify(schema, undefined, 2),
  );
  return make("details", {}, make("summary", {}, title), make("div", { class: "scroll" }, text));
}

const api = await (await fetch("/api/openapi.json")).json();
const cards = Object.entries(api.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => operationCard(path, method, operation))
);
part("view").replaceChildren(
  make(
    "p",
    {},
    "The same as a document for programs: ",
    make("a", { href: "/api/openapi.json" }, "/api/openapi.json"),
    ". A token is shown as ",
    make("code", {}, "Authorization: Bearer TOKEN"),
    " or ",
    make("code", {}, "X-API-Token: TOKEN"),
    ".",
  ),
  make("div", { class: "grid" }, ...cards),
);
