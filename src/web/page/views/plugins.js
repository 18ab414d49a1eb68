// @ts-check
/**
 * The plugins: what each is for, its switch and its settings.
 */
import { get, send } from "../api.js";
import { card, make, quiet } from "../dom.js";
import { settingsForm } from "../settings_form.js";

/** @typedef {import("../answers.js").PluginInfo} PluginInfo */

/** @param {import("../views.js").ViewContext} context */
export async function plugins({ place, signal, stream, has, attempt }) {
  const list = make("div", { class: "grid" });
  const change = (/** @type {string} */ name, /** @type {unknown} */ wanted) =>
    attempt(async () => {
      try {
        await send("PATCH", `/plugins/${encodeURIComponent(name)}`, wanted);
      } finally {
        // After a refusal, too: what is shown is what holds.
        await draw();
      }
    });
  const draw = async () => {
    const { plugins: all } = await get("/plugins", {}, signal);
    const focused = document.activeElement?.getAttribute("aria-label");
    list.replaceChildren(
      ...all.map((/** @type {PluginInfo} */ one) =>
        pluginCard(one, has("admin"), (wanted) => change(one.name, wanted))
      ),
    );
    if (typeof focused !== "string") return;
    const again = list.querySelector(`button[aria-label="${CSS.escape(focused)}"]`);
    if (again instanceof HTMLElement) again.focus();
  };
  await draw();
  place.replaceChildren(list);
  stream.refresh(["plugin.changed"], signal, draw);
}

/**
 * @param {PluginInfo} plugin
 * @param {boolean} mayChange
 * @param {(wanted: unknown) => void} change
 */
function pluginCard(
  { name, summary, enabled, essential, settings, settingsSchema, commands },
  mayChange,
  change,
) {
  const made = card(name, make("p", {}, summary));
  made.classList.add("plugin");
  if (!enabled) made.classList.add("off");
  const isFixed = !mayChange || essential;
  made.append(
    isFixed
      ? make("span", { class: `state pill ${enabled ? "good" : "quiet"}` }, enabled ? "on" : "off")
      : make("button", {
        type: "button",
        class: "switch state",
        role: "switch",
        "aria-checked": String(enabled),
        "aria-label": name,
        onclick: () => change({ enabled: !enabled }),
      }),
  );
  if (commands.length > 0) {
    made.append(make(
      "p",
      { class: "commands" },
      ...commands.map((command) => make("code", {}, `!${command}`)),
    ));
  }
  // Others are not told the settings: a field would show what does not hold.
  const form = mayChange ? settingsForm(name, settings, settingsSchema, change) : undefined;
  if (form !== undefined) made.append(form);
  if (essential) made.append(quiet("Rosey needs this one: it has no switch."));
  return made;
}
