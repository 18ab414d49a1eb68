/**
 * The database and the tokens.
 */
import { get, send } from "../api.js";
import { card, choice, figures, labelled, make, quiet, row, table, valuesOf } from "../dom.js";
import { ago, count, moment, size } from "../format.js";

/** @param {import("../main.js").ViewContext} context */
export async function system({ place, signal, attempt }) {
  const [database, tokens] = await Promise.all([get("/database", {}, signal), tokensCard(signal, attempt)]);
  place.replaceChildren(make("div", { class: "grid" }, databaseCard(database), tokens));
}

/** @param {any} database */
function databaseCard({ kind, location: place, sizeBytes, tables, migrations }) {
  return card(
    "Database",
    make("p", {}, make("code", {}, place)),
    figures([["kind", kind], ["size", sizeBytes === null ? "-" : size(sizeBytes)]]),
    table(
      "Migrations",
      ["Line", "#Applied", "#Pending", "Newest"],
      migrations.map((/** @type {any} */ { line, applied, pending, newest }) =>
        row(
          line,
          applied,
          make("td", { class: pending > 0 ? "number bad" : "number" }, pending),
          newest ?? "-",
        )
      ),
    ),
    table(
      "Tables",
      ["Table", "#Rows"],
      tables.map((/** @type {any} */ { name, rows }) =>
        row(name, make("td", { class: "number" }, count(rows)))
      ),
    ),
  );
}

/**
 * @param {AbortSignal} signal
 * @param {import("../main.js").ViewContext["attempt"]} attempt
 */
async function tokensCard(signal, attempt) {
  const list = make("div");
  const shown = make("div", { role: "status" });
  const draw = async () => {
    const { tokens } = await get("/tokens", {}, signal);
    const rows = tokens.map((/** @type {any} */ token) =>
      row(
        token.name ?? token.description ?? "",
        make("code", {}, `${token.preview}...`),
        token.scopes.join(", "),
        token.expires_at === null ? "never" : moment(token.expires_at),
        token.last_used === null ? "never" : ago(token.last_used),
        make("button", {
          type: "button",
          "aria-label": `Revoke ${token.name ?? token.preview}`,
          onclick: () =>
            attempt(async () => {
              if (
                !confirm(`Revoke the token "${token.name ?? token.preview}"? Whoever uses it is locked out.`)
              ) return;
              await send("DELETE", `/tokens/${encodeURIComponent(token.preview)}`);
              await draw();
            }),
        }, "Revoke"),
      )
    );
    list.replaceChildren(
      rows.length === 0
        ? quiet("There are no tokens.")
        : table("Tokens", ["Name", "Token", "Scopes", "Expires", "Last used", ""], rows),
    );
  };
  const form = make(
    "form",
    {
      class: "row",
      onsubmit: (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        const { name, scope, days } = valuesOf(event.target);
        attempt(async () => {
          const made = await send("POST", "/tokens", {
            description: name,
            scopes: (scope ?? "read").split(","),
            ...(days === undefined ? {} : { expires_in_days: Number(days) }),
          });
          shown.replaceChildren(
            make(
              "p",
              { class: "notice" },
              "The new token. It is shown this once: ",
              make("code", {}, made.token),
            ),
          );
          await draw();
        });
      },
    },
    labelled("Name", make("input", { name: "name", required: true, maxlength: 100 })),
    labelled(
      "May",
      choice("scope", [["read", "read"], ["say", "say"], ["say,read", "say and read"], [
        "admin",
        "everything",
      ]]),
    ),
    labelled("Days it is good for", make("input", { name: "days", type: "number", min: 1, max: 3650 })),
    make("button", { class: "main" }, "Make a token"),
  );
  await draw();
  return card("Tokens", form, shown, list);
}
