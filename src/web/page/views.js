// @ts-check
/**
 * The views of the page, in the order of its navigation.
 */
import { say } from "./say_form.js";
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
 * @property {HTMLElement} heading above it
 * @property {import("./stream.js").Stream} stream
 * @property {AbortSignal} signal aborts when another view is shown
 * @property {(scope: "read" | "say" | "admin") => boolean} has whether the reader's token has a scope
 * @property {string} rest of the address behind the view's name
 * @property {(work: () => Promise<void>) => void} attempt runs work, and says what it is refused
 */

/**
 * @typedef {object} View
 * @property {string} title
 * @property {(context: ViewContext) => Promise<void>} view
 * @property {string} scope that it needs
 * @property {string} [without] offered only to those who lack this scope
 * @property {true} [hidden] not offered: other views lead to it
 */

/** @type {Readonly<Record<string, View>>} */
export const VIEWS = {
  now: { title: "Now", view: now, scope: "read" },
  say: { title: "Say", view: say, scope: "say", without: "read" },
  statistics: { title: "Statistics", view: statistics, scope: "statistics" },
  user: { title: "Person", view: person, scope: "statistics", hidden: true },
  chat: { title: "Chat", view: chat, scope: "read" },
  playlist: { title: "Playlist", view: playlist, scope: "read" },
  outbox: { title: "Outbox", view: outbox, scope: "read" },
  quotes: { title: "Quotes", view: quotes, scope: "read" },
  audit: { title: "Audit", view: audit, scope: "admin" },
  plugins: { title: "Plugins", view: plugins, scope: "read" },
  system: { title: "System", view: system, scope: "admin" },
};
