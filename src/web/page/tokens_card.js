// @ts-check
/**
 * Tokens: who may come in, and what each may do.
 */
import { get, send } from "./api.js";
import { card, empty, make, row, table } from "./dom.js";
import { button, choice, labelled, lineForm } from "./forms.js";
import { ago, day } from "./text.js";

/** @typedef {import("./answers.js").Token} Token */

const SCOPES = /** @type {const} */ ([
  ["read", "read"],
  ["say", "say"],
  ["read,say", "read and say"],
  ["admin", "everything"],
]);

/** @param {import("./views.js").ViewContext} context */
export async function tokensCard({ signal, attempt }) {
  const list = make("div");
  const made = make("div", { role: "status" });
  const draw = async () => {
    const { tokens } = await get("/tokens", {}, signal);
    const rows = tokens.map((/** @type {Token} */ token) => tokenRow(token, revoke));
    list.replaceChildren(
      rows.length === 0
        ? empty("There are no tokens.")
        : table("tokens", "Tokens", ["Name", "Begins with", "May", "Good until", "Last used", ""], rows),
    );
  };
  const revoke = (/** @type {Token} */ token) => {
    const name = nameOf(token);
    const sure = make(
      "dialog",
      { "aria-label": `Revoke ${name}?` },
      make("p", {}, `Revoke "${name}"? Whoever uses it is locked out at once.`),
    );
    const close = () => sure.remove();
    sure.append(make(
      "div",
      { class: "row" },
      button("Revoke", () => {
        close();
        attempt(async () => {
          await send("DELETE", `/tokens/${encodeURIComponent(token.preview)}`);
          await draw();
        });
      }, { class: "main" }),
      button("Keep it", close),
    ));
    sure.addEventListener("close", close);
    list.append(sure);
    sure.showModal();
  };
  const form = lineForm(
    ({ name, scope = "read", days }, form) =>
      attempt(async () => {
        const answer = await send("POST", "/tokens", {
          description: name,
          scopes: scope.split(","),
          ...(days === undefined ? {} : { expires_in_days: Number(days) }),
        });
        form.reset();
        made.replaceChildren(newToken(answer.token));
        await draw();
      }),
    labelled("Name", make("input", { name: "name", required: true, maxlength: 64 }), "grow"),
    labelled("May", choice("scope", SCOPES)),
    labelled(
      "Good for days",
      make("input", { name: "days", type: "number", min: 1, max: 3650, placeholder: "for ever" }),
    ),
    make("button", { class: "main" }, "Make a token"),
  );
  await draw();
  return card("Tokens", form, made, list);
}

/** @param {string} token */
function newToken(token) {
  const copy = button("Copy", () => {
    // Only where the page came over a safe line, or from this machine; else it can be marked by hand.
    navigator.clipboard?.writeText(token).then(() => copy.textContent = "Copied", () => undefined);
  });
  return make(
    "div",
    { class: "note-box" },
    make("p", {}, "The new token. It is shown this once, so take it now:"),
    make("p", {}, make("code", { class: "secret" }, token), " ", copy),
  );
}

/**
 * @param {Token} token
 * @param {(token: Token) => void} revoke
 */
function tokenRow(token, revoke) {
  return row(
    nameOf(token),
    make("code", {}, token.preview),
    token.scopes.join(", "),
    token.expires_at === null ? "for ever" : day(token.expires_at),
    token.last_used === null ? "never" : ago(token.last_used),
    make(
      "td",
      { class: "buttons" },
      button("Revoke", () => revoke(token), { "aria-label": `Revoke ${nameOf(token)}` }),
    ),
  );
}

/** @param {Token} token */
function nameOf({ name, description, preview }) {
  return name ?? description ?? preview;
}
