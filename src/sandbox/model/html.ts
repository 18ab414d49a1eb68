/**
 * Text to HTML and back, as the server does it before a line goes out.
 *
 * @module
 */

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
  "(": "&#40;",
  ")": "&#41;",
};

/** Escapes everything that could mean something in HTML or in a script: what filters run over. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"'()]/g, (character) => ESCAPES[character] ?? character);
}

/** Undoes {@link escapeText}, once. */
export function unescapeText(html: string): string {
  return html.replace(/&(amp|lt|gt|quot|#39|#40|#41);/g, (entity, name: string) => {
    switch (name) {
      case "amp":
        return "&";
      case "lt":
        return "<";
      case "gt":
        return ">";
      case "quot":
        return '"';
      case "#39":
        return "'";
      case "#40":
        return "(";
      case "#41":
        return ")";
      default:
        return entity;
    }
  });
}

/** Elements that may stay in chat lines and in the message of the day. */
const ALLOWED_ELEMENTS = new Set(
  ("a abbr b blockquote br button caption center code details div em font h1 h2 h3 h4 h5 h6 hr i iframe img li " +
    "marquee nl ol p pre s section source span strike strong sub summary sup table tbody td th thead tr tt u ul " +
    "video").split(" "),
);
/** Elements without an end tag. */
const VOID_ELEMENTS = new Set(["br", "hr", "img", "source"]);
/** Elements that disappear with everything in them. */
const SWALLOWED_ELEMENTS = new Set(["script", "style", "textarea", "option"]);
const ALLOWED_ATTRIBUTES = new Set(
  "alt align class color height href id name rel size src style target title width".split(" "),
);
/** A tag with its attributes: `</name`, `<name a="b" c=d>`; anything else that starts with `<` is text. */
const TAG = /<(\/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[^\s=>/"']+(?:=(?:"[^"]*"|'[^']*'|[^\s>"']+))?)*)\s*\/?>/g;
const ATTRIBUTE = /([^\s=>/"']+)(?:=(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?/g;

/** Cleans HTML: unknown elements and dangerous attributes go, text is escaped again as little as it needs. */
export function cleanHtml(html: string): string {
  let clean = "";
  let position = 0;
  const open: string[] = [];
  let swallowing: string | undefined;
  for (const match of html.matchAll(TAG)) {
    const [tag, slash, rawName, attributes] = match;
    const name = (rawName ?? "").toLowerCase();
    if (swallowing === undefined) clean += cleanText(html.slice(position, match.index));
    position = match.index + tag.length;
    if (swallowing !== undefined) {
      if (slash === "/" && name === swallowing) swallowing = undefined;
    } else if (slash === "/") {
      clean += closeElement(open, name);
    } else if (SWALLOWED_ELEMENTS.has(name)) {
      swallowing = name;
    } else if (ALLOWED_ELEMENTS.has(name)) {
      const isVoid = VOID_ELEMENTS.has(name);
      clean += `<${name}${cleanAttributes(attributes ?? "")}${isVoid ? " /" : ""}>`;
      if (!isVoid) open.push(name);
    }
  }
  if (swallowing === undefined) clean += cleanText(html.slice(position));
  for (const name of open.reverse()) clean += `</${name}>`;
  return clean;
}

function closeElement(open: string[], name: string): string {
  const at = open.lastIndexOf(name);
  if (at < 0) return "";
  return open.splice(at).reverse().map((inner) => `</${inner}>`).join("");
}

function cleanText(html: string): string {
  return unescapeText(html).replace(/[&<>]/g, (character) => ESCAPES[character] ?? character);
}

function cleanAttributes(attributes: string): string {
  let clean = "";
  for (const [, rawName, double, single, bare] of attributes.matchAll(ATTRIBUTE)) {
    const name = (rawName ?? "").toLowerCase();
    if (!ALLOWED_ATTRIBUTES.has(name)) continue;
    const value = unescapeText(double ?? single ?? bare ?? "");
    if ((name === "href" || name === "src") && !isSafeUrl(value)) continue;
    clean += ` ${name}="${value.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character)}"`;
  }
  return clean;
}

/** No scheme that runs code in the reader's browser. */
function isSafeUrl(url: string): boolean {
  const compact = [...url].filter((character) => character > " ").join("");
  return !/^(javascript|vbscript|data):/i.test(compact);
}
