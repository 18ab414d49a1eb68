// @ts-check
/**
 * The settings of a plugin, each with a field that suits its value.
 */
import { make } from "./dom.js";
import { labelled, lineForm } from "./forms.js";

/**
 * @param {string} plugin
 * @param {Readonly<Record<string, unknown>>} settings
 * @param {boolean} mayChange
 * @param {(wanted: { settings: Record<string, unknown> }) => void} change
 */
export function settingsForm(plugin, settings, mayChange, change) {
  const problem = make("p", { class: "bad", role: "alert" });
  const fields = Object.entries(settings).map(([name, value]) => ({
    name,
    value,
    field: fieldFor(name, value),
  }));
  const form = lineForm(
    () => {
      problem.textContent = "";
      /** @type {Record<string, unknown>} */
      const wanted = {};
      for (const { name, value, field } of fields) {
        try {
          wanted[name] = valueOf(field, value);
        } catch {
          problem.textContent = `"${name}" is not written as JSON, such as ["a", "b"] or {"a": 1}.`;
          field.focus();
          return;
        }
      }
      change({ settings: wanted });
    },
    ...fields.map(({ name, field }) => {
      field.disabled = !mayChange;
      return labelled(
        inWords(name),
        field,
        field instanceof HTMLInputElement && field.type === "checkbox" ? "tick" : "",
      );
    }),
  );
  form.classList.add("settings");
  if (mayChange) form.append(make("button", { "aria-label": `Save the settings of ${plugin}` }, "Save"));
  return make("details", {}, make("summary", {}, "Settings"), form, problem);
}

/**
 * @param {string} name
 * @param {unknown} value
 * @returns {HTMLInputElement | HTMLTextAreaElement}
 */
function fieldFor(name, value) {
  if (typeof value === "boolean") return make("input", { name, type: "checkbox", checked: value });
  if (typeof value === "number") {
    return make("input", { name, type: "number", step: "any", value, required: true });
  }
  if (typeof value === "string") return make("input", { name, value });
  const field = make("textarea", { name, rows: 3, spellcheck: "false" });
  field.value = JSON.stringify(value, undefined, 1);
  return field;
}

/**
 * @param {HTMLInputElement | HTMLTextAreaElement} field
 * @param {unknown} before
 */
function valueOf(field, before) {
  if (field instanceof HTMLTextAreaElement) return JSON.parse(field.value);
  if (typeof before === "boolean") return field.checked;
  return typeof before === "number" ? Number(field.value) : field.value;
}

/** @param {string} name `maxLength` becomes `max length` */
function inWords(name) {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replaceAll("_", " ");
}
