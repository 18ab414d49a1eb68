// @ts-check
/**
 * The settings of a plugin, each with a field that suits what it may be.
 */
import { make } from "./dom.js";
import { choice, lineForm } from "./forms.js";
import { format } from "./text.js";

/** @typedef {import("./answers.js").SettingSchema} SettingSchema */
/** @typedef {import("./answers.js").PluginInfo} PluginInfo */
/** @typedef {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} Field */

/**
 * What one setting is, and how it is shown.
 * @typedef {object} Setting
 * @property {string} name
 * @property {SettingSchema} schema
 * @property {unknown} value as it is now; undefined where it is not set
 * @property {boolean} mayBeEmpty then it is as configured, or has its default, or is not set
 * @property {Field} field
 */

/**
 * @param {string} plugin
 * @param {PluginInfo["settings"]} settings
 * @param {PluginInfo["settingsSchema"]} shape
 * @param {(wanted: { settings: Record<string, unknown> }) => void} change
 * @returns {HTMLElement | undefined} nothing where there is nothing to set
 */
export function settingsForm(plugin, settings, shape, change) {
  const names = new Set([...Object.keys(shape.properties ?? {}), ...Object.keys(settings)]);
  if (names.size === 0) return undefined;
  const problem = make("p", { class: "bad", role: "alert" });
  const all = [...names].map((name) => {
    const schema = shape.properties?.[name] ?? {};
    const mayBeEmpty = shape.properties !== undefined && !(shape.required ?? []).includes(name);
    const value = settings[name];
    return { name, schema, value, mayBeEmpty, field: fieldFor(name, schema, value, mayBeEmpty) };
  });
  const form = lineForm(
    () => {
      problem.textContent = "";
      /** @type {Record<string, unknown>} */
      const wanted = {};
      for (const setting of all) {
        try {
          const value = valueOf(setting);
          // What is sent is kept, and wins over the configuration from then on: so only what was changed.
          if (!isSame(value, setting.value)) wanted[setting.name] = value;
        } catch {
          problem.textContent = `"${setting.name}" is not written as JSON, such as ["a", "b"] or {"a": 1}.`;
          setting.field.focus();
          return;
        }
      }
      if (Object.keys(wanted).length > 0) change({ settings: wanted });
      else problem.textContent = "Nothing was changed.";
    },
    ...all.map((setting) => withLabel(plugin, setting)),
  );
  form.classList.add("settings");
  form.append(make("button", { "aria-label": `Save the settings of ${plugin}` }, "Save"));
  return make("details", {}, make("summary", {}, "Settings"), form, problem);
}

/**
 * @param {string} plugin
 * @param {Setting} setting
 */
function withLabel(plugin, { name, schema, mayBeEmpty, field }) {
  const isTick = field instanceof HTMLInputElement && field.type === "checkbox";
  const label = make("label", { class: isTick ? "tick" : undefined }, inWords(name), field);
  const about = [
    schema.description ?? "",
    limitsText(schema),
    mayBeEmpty && !isTick && !(field instanceof HTMLSelectElement) ? emptyText(schema) : "",
  ].filter((text) => text !== "");
  if (about.length === 0) return label;
  const id = `about-${plugin}-${name}`;
  field.setAttribute("aria-describedby", id);
  return make("div", {}, label, make("p", { id, class: "quiet small" }, about.join("; ")));
}

/** @param {SettingSchema} schema */
function limitsText({ minimum, maximum }) {
  const [least, most] = [limit(minimum), limit(maximum)];
  if (least !== undefined && most !== undefined) return `${format.count(least)} to ${format.count(most)}`;
  if (least !== undefined) return `${format.count(least)} or more`;
  return most === undefined ? "" : `${format.count(most)} at most`;
}

/** @param {SettingSchema} schema */
function emptyText({ default: preset }) {
  return preset === undefined ? "empty: as configured, or not set" : "empty: as configured, or the default";
}

/**
 * Whole numbers are bounded by what a number can count, which is no limit to speak of.
 * @param {number | undefined} bound
 */
function limit(bound) {
  return bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER ? bound : undefined;
}

/**
 * @param {string} name
 * @param {SettingSchema} schema
 * @param {unknown} value
 * @param {boolean} mayBeEmpty
 * @returns {Field}
 */
function fieldFor(name, schema, value, mayBeEmpty) {
  const kind = kindOf(schema, value);
  const required = !mayBeEmpty;
  if (schema.enum?.every((one) => typeof one === "string") || (kind === "boolean" && value === undefined)) {
    const options = kind === "boolean" ? ["true", "false"] : schema.enum ?? [];
    const field = choice(name, [
      ...(mayBeEmpty ? [/** @type {const} */ (["", "as configured"])] : []),
      ...options.map((one) => /** @type {const} */ ([String(one), optionText(one)])),
    ]);
    field.value = value === undefined ? "" : String(value);
    return field;
  }
  if (kind === "boolean") return make("input", { name, type: "checkbox", checked: value === true });
  if (kind === "number" || kind === "integer") {
    return make("input", {
      name,
      type: "number",
      step: kind === "integer" ? 1 : "any",
      min: limit(schema.minimum),
      max: limit(schema.maximum),
      value,
      required,
    });
  }
  if (kind === "string") return make("input", { name, value, maxlength: limit(schema.maxLength) });
  const field = make("textarea", { name, rows: 3, spellcheck: "false", required });
  field.value = value === undefined ? "" : JSON.stringify(value, undefined, 1);
  return field;
}

/** @param {unknown} option */
function optionText(option) {
  return option === "true" ? "on" : option === "false" ? "off" : String(option);
}

/**
 * @param {Setting} setting
 * @returns {unknown} null where it shall be as if nobody had set it here
 */
function valueOf({ field, schema, value, mayBeEmpty }) {
  if (field instanceof HTMLInputElement && field.type === "checkbox") return field.checked;
  // A text that has a default may be set to nothing as well.
  const isText = field instanceof HTMLInputElement && field.type === "text" && typeof value === "string" &&
    schema.default !== undefined;
  if (field.value.trim() === "" && mayBeEmpty && !isText) return null;
  const kind = kindOf(schema, value);
  if (kind === "boolean") return field.value === "true";
  if (field instanceof HTMLTextAreaElement) return JSON.parse(field.value);
  return kind === "number" || kind === "integer" ? Number(field.value) : field.value;
}

/**
 * @param {SettingSchema} schema
 * @param {unknown} value
 */
function kindOf({ type }, value) {
  return type ?? typeof value;
}

/**
 * @param {unknown} wanted
 * @param {unknown} value
 */
function isSame(wanted, value) {
  return JSON.stringify(wanted) === JSON.stringify(value ?? null);
}

/** @param {string} name `maxLength` becomes `max length` */
function inWords(name) {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replaceAll("_", " ");
}
