/**
 * The room as it is: what plays, who is there, how Rosey is; and a way to say something.
 */
import { get, send } from "../api.js";
import { card, figures, labelled, make, quiet, valuesOf } from "../dom.js";
import { count, duration, playTime } from "../format.js";

/** @typedef {import("../main.js").ViewContext} ViewContext */

const REFRESHING = [
  "user.joined",
  "user.left",
  "user.changed",
  "users.listed",
  "users.counted",
  "media.changed",
  "poll.opened",
  "poll.counted",
  "poll.closed",
  "playlist.current",
  "room.entered",
  "room.lost",
];

/** Changes come in crowds: one reading for all within this time. */
const GATHER_MS = 500;

/** @param {ViewContext} context */
export async function now(context) {
  const { place, stream, signal, scopes, attempt } = context;
  const media = make("div");
  const people = make("div");
  const poll = make("div");
  const health = make("div");
  const [room] = await Promise.all([get("/room", {}, signal), drawHealth(health, signal)]);
  const parts = [
    card("Now playing", media),
    card("People", people),
    card("Poll", poll),
    card("Rosey", health),
  ];
  if (scopes.has("say") || scopes.has("admin")) parts.unshift(sayCard(attempt));
  place.replaceChildren(make("div", { class: "grid" }, ...parts));
  let shown = room;
  drawRoom(shown);
  let waiting = 0;
  stream.on(REFRESHING, signal, () => {
    clearTimeout(waiting);
    waiting = setTimeout(() =>
      attempt(async () => {
        shown = await get("/room", {}, signal);
        drawRoom(shown);
      }), GATHER_MS);
  });
  const clock = setInterval(() => drawPosition(media, shown), 1000);
  const check = setInterval(() => attempt(() => drawHealth(health, signal)), 10_000);
  signal.addEventListener("abort", () => {
    clearTimeout(waiting);
    clearInterval(clock);
    clearInterval(check);
  });

  /** @param {any} told */
  function drawRoom(told) {
    drawMedia(media, told);
    drawPeople(people, told);
    drawPoll(poll, told.poll);
  }
}

/**
 * @param {HTMLElement} place
 * @param {any} room
 */
function drawMedia(place, { playback, playlist, voteskip }) {
  const about = quiet(
    `${count(playlist.count)} in the playlist, ${duration(playlist.seconds)}${
      playlist.locked ? ", locked" : ""
    }` +
      (voteskip === null ? "" : `; ${voteskip.count} of ${voteskip.need} votes to skip`),
  );
  if (playback === null) return place.replaceChildren(make("p", {}, "Nothing is playing."), about);
  place.replaceChildren(
    make("p", {}, make("strong", {}, playback.title)),
    make("progress", { max: Math.max(1, playback.seconds), value: 0, "aria-label": "Position" }),
    make("p", { class: "quiet position" }),
    about,
  );
  drawPosition(place, { playback });
}

/**
 * @param {HTMLElement} place
 * @param {any} room
 */
function drawPosition(place, { playback }) {
  const bar = place.querySelector("progress");
  const text = place.querySelector(".position");
  if (playback === null || bar === null || text === null) return;
  const passed = playback.paused ? 0 : (Date.now() - playback.measuredAtMs) / 1000;
  const position = Math.max(0, playback.positionSeconds + passed);
  bar.value = Math.min(bar.max, position);
  const whole = playback.seconds > 0 ? ` of ${playTime(playback.seconds)}` : ", live";
  text.textContent = playTime(playback.seconds > 0 ? Math.min(position, playback.seconds) : position) +
    whole +
    (playback.paused ? ", paused" : "");
}

/**
 * @param {HTMLElement} place
 * @param {any} room
 */
function drawPeople(place, { users, connected, leader, inRoom }) {
  if (!inRoom) return place.replaceChildren(make("p", { class: "warn" }, "Rosey is not in the room now."));
  const list = make("ul", { class: "plain people" });
  const sorted = [...users].sort((one, other) => other.rank - one.rank || one.name.localeCompare(other.name));
  for (const { name, afk, muted } of sorted) {
    const notes = [afk ? "AFK" : "", muted ? "muted" : "", name === leader ? "leads" : ""].filter((note) =>
      note !== ""
    );
    list.append(make(
      "li",
      {},
      make("a", { href: `#/user/${encodeURIComponent(name)}` }, name),
      notes.length === 0 ? "" : make("span", { class: "quiet" }, ` ${notes.join(", ")}`),
    ));
  }
  place.replaceChildren(figures([["in chat", count(users.length)], ["connected", count(connected)]]), list);
}

/**
 * @param {HTMLElement} place
 * @param {any} poll
 */
function drawPoll(place, poll) {
  if (poll === null) return place.replaceChildren(quiet("No poll is open."));
  const list = make("ul", { class: "plain" });
  for (const { text, votes } of poll.options) list.append(make("li", {}, `${votes ?? "?"} - ${text}`));
  place.replaceChildren(make("p", {}, make("strong", {}, poll.title)), list);
}

/**
 * @param {HTMLElement} place
 * @param {AbortSignal} signal
 */
async function drawHealth(place, signal) {
  const health = await get("/health", {}, signal);
  place.replaceChildren(figures([
    ["status", health.status],
    ["up for", duration(health.uptimeSeconds)],
    ["reconnects", count(health.reconnects)],
    ["memory", health.database],
    ["last frame", health.lastFrameAgeMs === null ? "-" : `${duration(health.lastFrameAgeMs / 1000)} ago`],
    ["version", health.version],
  ]));
}

/** @param {ViewContext["attempt"]} attempt */
function sayCard(attempt) {
  const told = make("p", { class: "quiet", role: "status" });
  const form = make(
    "form",
    {
      class: "row",
      onsubmit: (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        const target = event.target;
        const { message } = valuesOf(target);
        if (message === undefined || !(target instanceof HTMLFormElement)) return;
        attempt(async () => {
          const { id } = await send("POST", "/say", { message }, crypto.randomUUID());
          target.reset();
          told.replaceChildren("Queued as ", make("a", { href: "#/outbox" }, `#${id}`), ".");
        });
      },
    },
    labelled(
      "What Rosey shall say",
      make("input", { name: "message", maxlength: 2000, autocomplete: "off" }),
    ),
    make("button", { class: "main" }, "Say"),
  );
  form.querySelector("label")?.classList.add("grow");
  return card("Say", form, told);
}
