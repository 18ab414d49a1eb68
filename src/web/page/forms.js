// @ts-check
/**
 * Forms: fields with their labels, what they hold, buttons.
 */
import { make } from "./dom.js";

/** How long somebody pauses before what they type is looked for. */
const PAUSE_MS = 300;

/**
 * A form field with its label.
 * @param {string} text
 * @param {HTMLElement} field
 * @param {string} [grows] "grow" for one that takes what room there is
 */
export function labelled(text, field, grows = undefined) {
  return make("label", { class: grows }, text, field);
}

/**
 * @param {string} name
 * @param {readonly (readonly [string, string])[]} options value and text
 */
export function choice(name, options) {
  return make("select", { name }, ...options.map(([value, text]) => make("option", { value }, text)));
}

/**
 * @param {HTMLFormElement} form
 * @returns {Record<string, string>} the values of its fields without blanks around them; empty ones are left out
 */
export function valuesOf(form) {
  /** @type {Record<string, string>} */
  const values = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value.trim() !== "") values[name] = value.trim();
  }
  return values;
}

/**
 * A form in one line.
 * @param {(values: Record<string, string>, form: HTMLFormElement) => void} onSubmit
 * @param {...Node} children
 */
export function lineForm(onSubmit, ...children) {
  const form = make("form", { class: "row" }, ...children);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    onSubmit(valuesOf(form), form);
  });
  return form;
}

/**
 * A form that finds while one types or chooses; it needs no button.
 * @param {(values: Record<string, string>) => void} onChange
 * @param {...Node} children
 */
export function searchForm(onChange, ...children) {
  const form = lineForm((values) => {
    clearTimeout(waiting);
    onChange(values);
  }, ...children);
  form.setAttribute("role", "search");
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  form.addEventListener("input", (event) => {
    clearTimeout(waiting);
    const pause = event.target instanceof HTMLSelectElement ? 0 : PAUSE_MS;
    waiting = setTimeout(() => onChange(valuesOf(form)), pause);
  });
  return form;
}

/**
 * @param {string} text
 * @param {() => void} onClick
 * @param {Readonly<Record<string, unknown>>} [properties]
 */
export function button(text, onClick, properties = {}) {
  return make("button", { type: "button", onclick: onClick, ...properties }, text);
}
