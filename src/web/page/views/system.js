// @ts-check
/**
 * The database and the tokens.
 */
import { get } from "../api.js";
import { card, figures, make, numberCell, row, table } from "../dom.js";
import { format } from "../text.js";
import { tokensCard } from "../tokens_card.js";

/** @typedef {import("../answers.js").DatabaseInfo} DatabaseInfo */

/** @param {import("../views.js").ViewContext} context */
export async function system(context) {
  const { place, signal } = context;
  const [database, tokens] = await Promise.all([get("/database", {}, signal), tokensCard(context)]);
  place.replaceChildren(make(
    "div",
    { class: "stack" },
    tokens,
    databaseCard(database),
    make("div", { class: "pair" }, migrationsCard(database), tablesCard(database)),
    card(
      "For programs",
      make(
        "p",
        {},
        "Everything on this page can be had over HTTP: ",
        make("a", { href: "/api/docs" }, "the API, described"),
        ".",
      ),
    ),
  ));
}

/** @param {DatabaseInfo} database */
function databaseCard({ at, kind, location, sizeBytes, migrations }) {
  const pending = migrations.reduce((sum, line) => sum + line.pending, 0);
  return card(
    "Database",
    figures([
      ["kind", kind],
      ["size", sizeBytes === null ? "-" : format.size(sizeBytes)],
      [
        "migrations",
        pending === 0
          ? make("span", { class: "good" }, "all applied")
          : make("span", { class: "bad" }, `${format.count(pending)} pending`),
      ],
      ["as of", format.moment(at)],
    ]),
    make("p", {}, make("code", {}, location)),
  );
}

/** @param {DatabaseInfo} database */
function migrationsCard({ migrations }) {
  const rows = migrations.map(({ line, applied, pending, newest }) =>
    row(
      line,
      numberCell(format.count(applied)),
      make("td", { class: pending > 0 ? "number bad" : "number" }, format.count(pending)),
      make("td", {}, newest === null ? "-" : make("code", {}, newest)),
    )
  );
  return card(
    "Migrations",
    table("migrations", "Migrations", ["Line", "#Applied", "#Pending", "Newest"], rows),
  );
}

/** @param {DatabaseInfo} database */
function tablesCard({ tables }) {
  const used = tables.filter(({ rows }) => rows !== 0).toSorted((one, other) =>
    (other.rows ?? 0) - (one.rows ?? 0)
  );
  const unused = tables.filter(({ rows }) => rows === 0);
  const rows = used.map(({ name, rows: count }) =>
    row(make("code", {}, name), numberCell(count === null ? "-" : format.count(count)))
  );
  const made = card("Tables", table("figures-table", "Tables", ["Table", "#Rows"], rows));
  if (unused.length > 0) {
    const names = unused.map(({ name }) => make("li", {}, make("code", {}, name)));
    const list = make("ul", { class: "plain" }, ...names);
    made.append(make("details", {}, make("summary", {}, `${format.count(unused.length)} empty ones`), list));
  }
  return made;
}
