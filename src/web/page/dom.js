// @ts-check
/**
 * Making elements. Text goes in as text: nothing that people wrote is ever read as HTML.
 */

/** @typedef {Node | string | number | undefined} Child undefined is nothing */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Readonly<Record<string, unknown>>} [properties] attributes; a function is a listener: `onclick` and its like
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
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
 * @param {...Child} children
 */
export function card(title, ...children) {
  return make("section", { class: "card", "aria-label": title }, make("h2", {}, title), ...children);
}

/** @param {...Child} children */
export function quiet(...children) {
  return make("p", { class: "quiet" }, ...children);
}

/** @param {string} text for readers of the screen only */
export function unseen(text) {
  return make("span", { class: "unseen" }, text);
}

/**
 * What is shown where there is nothing to show.
 * @param {...Child} children
 */
export function empty(...children) {
  return make("p", { class: "empty" }, ...children);
}

/**
 * Figures with what each is.
 * @param {readonly (readonly [string, Child])[]} entries
 */
export function figures(entries) {
  const list = make("dl", { class: "figures" });
  for (const [what, value] of entries) {
    list.append(make("div", {}, make("dt", {}, what), make("dd", {}, value)));
  }
  return list;
}

/**
 * A table. Where it is narrow its rows are laid out anew, by the rules for its kind.
 * @param {string} kind
 * @param {string} name for readers of the screen
 * @param {readonly string[]} heads one that starts with # is of numbers; an empty one is of buttons
 * @param {readonly HTMLTableRowElement[]} rows
 */
export function table(kind, name, heads, rows) {
  const columns = heads.map((text) => {
    if (text === "") return make("th", { scope: "col", role: "columnheader" }, unseen("Actions"));
    const isNumber = text.startsWith("#");
    const properties = { scope: "col", role: "columnheader", class: isNumber ? "number" : undefined };
    return make("th", properties, text.replace("#", "") || unseen("Place"));
  });
  // Laid out as anything but a table it would be none to some readers of the screen, but for its roles.
  for (const line of rows) {
    line.setAttribute("role", "row");
    for (const cell of line.cells) cell.setAttribute("role", "cell");
  }
  return make(
    "table",
    { class: kind, role: "table" },
    make("caption", { class: "unseen" }, name),
    make("thead", { role: "rowgroup" }, make("tr", { role: "row" }, ...columns)),
    make("tbody", { role: "rowgroup" }, ...rows),
  );
}

/** @param {...Child} cells a number is set as one; a cell of one's own is taken as it is */
export function row(...cells) {
  const line = make("tr");
  for (const cell of cells) {
    if (cell instanceof HTMLTableCellElement) line.append(cell);
    else line.append(make("td", { class: typeof cell === "number" ? "number" : undefined }, cell));
  }
  return line;
}

/** @param {string} text of a number */
export function numberCell(text) {
  return make("td", { class: "number" }, text);
}

/** @param {...Child} children of what people wrote */
export function wordsCell(...children) {
  return make("td", { class: "words" }, ...children);
}
