// @ts-check
/**
 * Small pictures, drawn with lines in the colour of the text beside them. They say nothing that the text does not.
 */

const NAMESPACE = "http://www.w3.org/2000/svg";

/** @type {Readonly<Record<string, string>>} */
const LINES = {
  now: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M10 8.5l5.5 3.5-5.5 3.5z",
  say: "M4 5h16v11h-9l-4.5 4v-4H4zM8 9h8M8 12h5",
  statistics: "M4 20h16M6.5 16v-5M12 16V5M17.5 16V9",
  chat: "M4 5h16v11h-9l-4.5 4v-4H4z",
  playlist: "M4 6h16M4 12h9M4 18h9M17 12.5v6l4-3z",
  outbox: "M21 3L3 10.5l6.5 3M21 3l-7.5 18-4-7.5M21 3L9.5 13.5",
  quotes: "M5 17c3-1 4-3 4-6V6H4v5h5M15 17c3-1 4-3 4-6V6h-5v5h5",
  audit: "M12 3l8 3v6c0 4.5-3.3 7.7-8 9-4.7-1.3-8-4.5-8-9V6zM8.5 12l2.5 2.5 4.5-5",
  plugins: "M4 4h6.5v6.5H4zM13.5 4H20v6.5h-6.5zM4 13.5h6.5V20H4zM16.75 13.5v6.5M13.5 16.75h6.5",
  system: "M4 6c0-4 16-4 16 0v12c0 4-16 4-16 0zM4 6c0 4 16 4 16 0M4 12c0 4 16 4 16 0",
  login: "M10 4h9v16h-9M3 12h11M10 8l4 4-4 4",
  user: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8M4 21c0-8 16-8 16 0",
};

/** @param {string} name */
export function icon(name) {
  const picture = document.createElementNS(NAMESPACE, "svg");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("aria-hidden", "true");
  picture.setAttribute("class", "icon");
  const path = document.createElementNS(NAMESPACE, "path");
  path.setAttribute("d", LINES[name] ?? "");
  picture.append(path);
  return picture;
}
