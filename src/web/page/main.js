// @ts-check
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
/**
 * The page: which view is shown, who looks at it, how Rosey is.
 */
import { get, Refusal, send } from "./api.js";
import { make, part } from "./dom.js";
import { icon } from "./icons.js";
import { loginCard } from "./login.js";
import { clearNotice, failure, loading, notice, textOf } from "./notices.js";
import { Stream } from "./stream.js";
import { VIEWS } from "./views.js";
import { keepVitals, showStream } from "./vitals.js";

/** @typedef {import("./views.js").ViewContext} ViewContext */

/** @type {ReadonlySet<string>} */
let scopes = new Set();
/** Whether the statistics are for everybody. */
let isPublic = false;
let shown = new AbortController();
const stream = new Stream(showStream);

/** @param {string} scope */
function has(scope) {
  return scopes.has(scope) || scopes.has("admin");
}

/** @param {string} scope of a view */
function may(scope) {
  return has(scope === "statistics" ? "read" : scope) || (scope === "statistics" && isPublic);
}

/** @returns {[string, string]} the view's name and what follows it */
function address() {
  const [, name = "", ...rest] = location.hash.split("/");
  return [name === "" ? firstView() : name, safelyDecoded(rest.join("/"))];
}

function firstView() {
  if (has("read")) return "now";
  return has("say") ? "say" : isPublic ? "statistics" : "login";
}

/** @param {string} text */
function safelyDecoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** @param {string} current */
function drawNavigation(current) {
  const entries = Object.entries(VIEWS).flatMap(([name, { title, scope, without, hidden }]) => {
    const isOffered = hidden !== true && may(scope) && (without === undefined || !has(without));
    return isOffered ? [[name, title]] : [];
  });
  if (scopes.size === 0) entries.push(["login", "Log in"]);
  const links = entries.map(([name = "", title = ""]) => {
    const isCurrent = name === (current === "user" ? "statistics" : current);
    const link = make("a", { href: `#/${name}`, "aria-current": isCurrent ? "page" : undefined });
    link.append(icon(name), title);
    return link;
  });
  part("nav").replaceChildren(...links);
  part("nav").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  part("leave").hidden = scopes.size === 0;
}

/** @param {string} [problem] why the reader must log in */
function show(problem = "") {
  shown.abort();
  shown = new AbortController();
  const { signal } = shown;
  const [name, rest] = address();
  const wanted = Object.hasOwn(VIEWS, name) ? VIEWS[name] : undefined;
  const place = make("div", { class: "view" });
  const heading = make("h1", { tabindex: -1 });
  clearNotice();
  drawNavigation(name);
  part("view").replaceChildren(heading, place);
  if (name === "login" || (wanted !== undefined && !may(wanted.scope))) {
    heading.textContent = "Welcome";
    const lacks = wanted !== undefined && scopes.size > 0
      ? `Your token does not have the scope "${wanted.scope}", which this view needs.`
      : problem;
    place.append(loginCard(lacks, logIn));
  } else if (wanted === undefined) {
    heading.textContent = "Nothing here";
    place.append(
      make(
        "p",
        { class: "empty" },
        `There is no view of the name "${name}". `,
        make("a", { href: "#/" }, "To the start"),
      ),
    );
  } else {
    heading.textContent = wanted.title;
    place.append(loading());
    const attempt = (/** @type {() => Promise<void>} */ work) => {
      work().catch((error) => complain(error, signal));
    };
    stream.onReset(signal, () => show());
    wanted.view({ place, heading, stream, signal, has, rest, attempt }).catch((error) => {
      if (!complain(error, signal, false)) return;
      place.replaceChildren(failure(error, () => show()));
    });
  }
  document.title = `${heading.textContent} - Rosey`;
  return heading;
}

/**
 * Says what went wrong, unless nobody waits for it any more.
 * @param {unknown} error
 * @param {AbortSignal} signal
 * @param {boolean} [aloud] false where the caller shows it
 * @returns {boolean} whether there is something to be shown
 */
function complain(error, signal, aloud = true) {
  if (signal.aborted) return false;
  if (error instanceof Refusal && error.status === 401) {
    leave(error.message);
    return false;
  }
  if (aloud) notice(textOf(error));
  return true;
}

/** @param {{ scopes: readonly string[] }} session */
function logIn(session) {
  scopes = new Set(session.scopes);
  if (has("read")) stream.open();
  if (address()[0] === "login") location.hash = "#/";
  else show().focus();
}

/** @param {string} [problem] */
function leave(problem = "") {
  scopes = new Set();
  stream.close();
  if (problem === "" && location.hash !== "#/") location.hash = "#/";
  else show(problem);
}

part("leave").addEventListener("click", () => {
  send("DELETE", "/session").then(() => leave(), (error) => notice(textOf(error)));
});
addEventListener("hashchange", () => show().focus());

keepVitals();
try {
  const session = await get("/session");
  scopes = new Set(session.scopes);
  isPublic = session.publicStatistics;
  if (has("read")) stream.open();
  show();
} catch (error) {
  show(error instanceof Refusal && error.status === 401 ? "" : textOf(error));
}
