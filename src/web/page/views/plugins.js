/**
 * The plugins: what each is for, its switch and its settings.
 */
import { get, send } from "../api.js";
import { card, labelled, make, quiet } from "../dom.js";

/** @param {import("../main.js").ViewContext} context */
export async function plugins(context) {
  const { place, signal, stream, attempt } = context;
  const { plugins: all } = await get("/plugins", {}, signal);
  place.replaceChildren(
    make("div", { class: "grid" }, ...all.map((/** @type {any} */ one) => pluginCard(one, context))),
  );
  stream.on(["plugin.changed"], signal, () => attempt(() => plugins(context)));
}

/**
 * @param {any} plugin
 * @param {import("../main.js").ViewContext} context
 */
function pluginCard({ name, summary, enabled, essential, settings, commands }, context) {
  const { scopes, attempt } = context;
  const admin = scopes.has("admin");
  const change = (/** @type {unknown} */ wanted) =>
    attempt(async () => {
      await send("PATCH", `/plugins/${encodeURIComponent(name)}`, wanted);
      await plugins(context);
    });
  const parts = [
    make("p", {}, summary),
    make("p", { class: enabled ? "good" : "warn" }, enabled ? "on" : "off"),
  ];
  if (commands.length > 0) parts.push(quiet(`Commands: ${commands.join(", ")}`));
  if (admin && !essential) {
    parts.push(make("button", {
      type: "button",
      "aria-label": `Switch ${name} ${enabled ? "off" : "on"}`,
      onclick: () => change({ enabled: !enabled }),
    }, enabled ? "Switch off" : "Switch on"));
  }
  const written = JSON.stringify(settings, undefined, 2);
  if (admin) parts.push(settingsForm(name, written, change));
  else if (written !== "{}") parts.push(make("pre", {}, written));
  return card(name, ...parts);
}

/**
 * @param {string} name
 * @param {string} written
 * @param {(wanted: unknown) => void} change
 */
function settingsForm(name, written, change) {
  const field = make("textarea", { rows: Math.min(8, written.split("\n").length), spellcheck: "false" });
  if (field instanceof HTMLTextAreaElement) field.value = written;
  const problem = make("p", { class: "bad", role: "alert" });
  return make(
    "form",
    {
      onsubmit: (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        problem.textContent = "";
        try {
          if (field instanceof HTMLTextAreaElement) change({ settings: JSON.parse(field.value) });
        } catch (error) {
          problem.textContent = `The settings of ${name} are not JSON: ${String(error)}`;
        }
      },
    },
    labelled("Settings, as JSON", field),
    make("button", { "aria-label": `Save the settings of ${name}` }, "Save"),
    problem,
  );
}
