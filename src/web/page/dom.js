/**
 * Making elements. Text goes in as text: nothing that people wrote is ever read as HTML.
 */

/**
 * @param {string} tag
 * @param {Record<string, unknown>} [properties] attributes; `class`; functions are listeners, `onclick` and its like
 * @param {...(Node | string | number | undefined)} children
 * @returns {HTMLElement}
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), (event) => value(event));
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) {
    if (child !== undefined) element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

/** @param {string} id */
export function part(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element;
}

/**
 * A card with a heading.
 * @param {string} title
 * @param {...(Node | string | undefined)} children
 */
export function card(title, ...children) {
  return make("section", { class: "card", "aria-label": title }, make("h2", {}, title), ...children);
}

/** @param {string} text */
export function quiet(text) {
  return make("p", { class: "quiet" }, text);
}

/**
 * Figures with what each is.
 * @param {readonly (readonly [string, string | number])[]} entries
 */
export function figures(entries) {
  const list = make("dl", { class: "figures" });
  for (const [what, value] of entries) {
    list.append(make("div", {}, make("dt", {}, what), make("dd", {}, value)));
  }
  return list;
}

/**
 * A table that scrolls by itself where it is too wide.
 * @param {string} caption for readers of the screen
 * @param {readonly string[]} heads a head that starts with # is of numbers
 * @param {readonly Node[]} rows
 */
export function table(caption, heads, rows) {
  const head = make("tr");
  for (const name of heads) {
    const number = name.startsWith("#");
    head.append(make("th", { scope: "col", class: number ? "number" : undefined }, name.replace("#", "")));
  }
  const body = make("tbody");
  body.append(...rows);
  return make(
    "div",
    { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
    make("table", {}, make("thead", {}, head), body),
  );
}

/** @param {...(Node | string | number | undefined)} cells */
export function row(...cells) {
  const line = make("tr");
  for (const cell of cells) {
    if (cell instanceof HTMLTableCellElement) line.append(cell);
    else line.append(make("td", { class: typeof cell === "number" ? "number" : undefined }, cell ?? ""));
  }
  return line;
}

/**
 * A form field with its label.
 * @param {string} text
 * @param {HTMLElement} field
 */
export function labelled(text, field) {
  return make("label", {}, text, field);
}

/**
 * @param {string} name
 * @param {readonly (readonly [string, string])[]} options value and text
 */
export function choice(name, options) {
  const select = make("select", { name });
  for (const [value, text] of options) select.append(make("option", { value }, text));
  return select;
}

/** @param {HTMLFormElement | EventTarget | null} form the values of its fields, as texts without blanks around them */
export function valuesOf(form) {
  if (!(form instanceof HTMLFormElement)) return {};
  /** @type {Record<string, string>} */
  const values = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value.trim() !== "") values[name] = value.trim();
  }
  return values;
}
