/**
 * The page: which view is shown, whether somebody is logged in, how Rosey is.
 */
import { get, Refusal, send } from "./api.js";
import { card, labelled, make, part, valuesOf } from "./dom.js";
import { Stream } from "./stream.js";
import { audit } from "./views/audit.js";
import { chat } from "./views/chat.js";
import { now } from "./views/now.js";
import { outbox } from "./views/outbox.js";
import { person } from "./views/person.js";
import { playlist } from "./views/playlist.js";
import { plugins } from "./views/plugins.js";
import { quotes } from "./views/quotes.js";
import { statistics } from "./views/statistics.js";
import { system } from "./views/system.js";

/**
 * What a view is given: its place, what comes live, and how to leave off.
 * @typedef {object} ViewContext
 * @property {HTMLElement} place where it draws
 * @property {Stream} stream
 * @property {AbortSignal} signal aborts when another view is shown
 * @property {ReadonlySet<string>} scopes of the token that the page is logged in with; empty without one
 * @property {string} rest of the address behind the view's name
 * @property {(work: () => Promise<void>) => void} attempt runs work, and shows what it is refused
 */

/** @typedef {(context: ViewContext) => Promise<void>} View */

/** @type {Record<string, { title: string, view: View, scope: string | undefined, hidden?: boolean }>} */
const VIEWS = {
  now: { title: "Now", view: now, scope: "read" },
  statistics: { title: "Statistics", view: statistics, scope: undefined },
  user: { title: "Person", view: person, scope: undefined, hidden: true },
  chat: { title: "Chat", view: chat, scope: "read" },
  playlist: { title: "Playlist", view: playlist, scope: "read" },
  outbox: { title: "Outbox", view: outbox, scope: "read" },
  quotes: { title: "Quotes", view: quotes, scope: "read" },
  audit: { title: "Audit", view: audit, scope: "admin" },
  plugins: { title: "Plugins", view: plugins, scope: "read" },
  system: { title: "System", view: system, scope: "admin" },
};

const HEALTH_PERIOD_MS = 10_000;

/** @type {Set<string>} */
let scopes = new Set();
let shown = new AbortController();
const stream = new Stream((text, on) => {
  part("stream").textContent = text;
  part("stream").className = on ? "good" : "warn";
});

/** @param {string | undefined} scope */
function may(scope) {
  return scope === undefined || scopes.has(scope) || scopes.has("admin");
}

function drawNavigation() {
  const [wanted] = address();
  const links = Object.entries(VIEWS).filter(([, { hidden, scope }]) => hidden !== true && may(scope)).map((
    [name, { title }],
  ) => make("a", { href: `#/${name}`, "aria-current": name === wanted ? "page" : undefined }, title));
  if (scopes.size === 0) links.push(make("a", { href: "#/login" }, "Log in"));
  part("nav").replaceChildren(...links);
  part("leave").hidden = scopes.size === 0;
}

/** @returns {[string, string]} the view's name and what follows it */
function address() {
  const [, name = "", ...rest] = decodeURIComponent(location.hash).split("/");
  return [name === "" ? (scopes.size === 0 ? "statistics" : "now") : name, rest.join("/")];
}

function show() {
  shown.abort();
  shown = new AbortController();
  const { signal } = shown;
  const place = part("view");
  const [name, rest] = address();
  drawNavigation();
  const wanted = VIEWS[name];
  if (name === "login" || wanted === undefined || !may(wanted.scope)) {
    place.replaceChildren(
      loginForm(name === "login" || wanted !== undefined ? "" : `There is no view "${name}".`),
    );
    return;
  }
  document.title = `${wanted.title} - Rosey`;
  place.replaceChildren(make("p", { class: "quiet", role: "status" }, "Loading ..."));
  const attempt = (/** @type {() => Promise<void>} */ work) => {
    work().catch((error) => complain(place, error, signal));
  };
  const context = { place, stream, signal, scopes, rest, attempt };
  stream.onReset(signal, () => attempt(() => wanted.view(context)));
  attempt(() => wanted.view(context));
}

/**
 * Says what went wrong, above what is there.
 * @param {HTMLElement} place
 * @param {unknown} error
 * @param {AbortSignal} signal
 */
function complain(place, error, signal) {
  if (signal.aborted) return;
  if (error instanceof Refusal && error.status === 401) {
    scopes = new Set();
    stream.close();
    drawNavigation();
    place.replaceChildren(loginForm(error.message));
    return;
  }
  place.querySelector(".complaint")?.remove();
  const loading = place.querySelector("p[role=status]");
  const text = error instanceof Refusal ? error.message : `This view failed: ${String(error)}`;
  const notice = make(
    "p",
    { class: "notice bad complaint", role: "alert" },
    text,
    " ",
    make("button", { type: "button", onclick: show }, "Try again"),
  );
  loading?.remove();
  place.prepend(notice);
}

/** @param {string} problem why it is shown, if somebody should know */
function loginForm(problem) {
  document.title = "Log in - Rosey";
  const form = make(
    "form",
    {
      class: "row",
      onsubmit: (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        logIn(valuesOf(event.target).token ?? "").catch((error) => {
          part("login-problem").textContent = error instanceof Refusal ? error.message : String(error);
        });
      },
    },
    labelled(
      "Token",
      make("input", { name: "token", type: "password", autocomplete: "current-password", required: true }),
    ),
    make("button", { class: "main" }, "Log in"),
  );
  return card(
    "Log in",
    make("p", {}, "This page shows what Rosey remembers to those who have a token. The first one is made by"),
    make("p", {}, make("code", {}, "rosey token create --name NAME --scope admin")),
    form,
    make("p", { id: "login-problem", class: "bad", role: "alert" }, problem),
  );
}

/** @param {string} token */
async function logIn(token) {
  const session = await send("POST", "/session", { token });
  scopes = new Set(session.scopes);
  begin();
  if (location.hash === "" || location.hash === "#/login") location.hash = "#/now";
  else show();
}

function begin() {
  if (may("read")) stream.open();
  drawNavigation();
}

async function drawHealth() {
  const pill = part("health");
  try {
    const report = await (await fetch("/healthz")).json();
    pill.textContent = report.status === "ok" ? "in the room" : report.status;
    pill.className = `pill ${report.status === "ok" ? "good" : "warn"}`;
    part("channel").textContent = report.channel ?? "";
  } catch {
    pill.textContent = "Rosey cannot be reached";
    pill.className = "pill bad";
  }
}

part("leave").addEventListener("click", () => {
  send("DELETE", "/session").finally(() => {
    scopes = new Set();
    stream.close();
    location.hash = "#/statistics";
    show();
  });
});
addEventListener("hashchange", () => {
  show();
  part("view").focus();
});
setInterval(() => void drawHealth(), HEALTH_PERIOD_MS);
void drawHealth();
get("/session").then((session) => scopes = new Set(session.scopes), () => undefined).finally(() => {
  begin();
  show();
});
