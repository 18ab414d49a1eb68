// @ts-check
/**
 * What plays, and how far it is.
 */
import { card, empty, make, quiet } from "./dom.js";
import { playTime } from "./format.js";
import { format } from "./text.js";

/** @typedef {import("./answers.js").Room} Room */

/** @param {AbortSignal} signal ends its clock */
export function mediaCard(signal) {
  const place = make("div", { class: "media" });
  /** @type {Room["playback"]} */
  let playing = null;
  /** The browser's clock when the position was told: the two clocks need not agree. */
  let toldAt = 0;
  const clock = setInterval(() => drawPosition(place, playing, toldAt), 1000);
  signal.addEventListener("abort", () => clearInterval(clock));
  return {
    element: card("Now playing", place),
    /** @param {Room} room */
    draw(room) {
      playing = room.playback;
      toldAt = performance.now();
      drawMedia(place, room);
      drawPosition(place, playing, toldAt);
    },
  };
}

/**
 * @param {HTMLElement} place
 * @param {Room} room
 */
function drawMedia(place, { inRoom, playback, playlist, voteskip }) {
  const facts = [
    `${format.count(playlist.count)} in the playlist`,
    playlist.seconds > 0 ? format.duration(playlist.seconds) : "",
    playlist.locked ? "locked" : "",
    voteskip === null || voteskip.count === 0
      ? ""
      : `${format.count(voteskip.count)} of ${format.count(voteskip.need)} votes to skip`,
  ].filter((fact) => fact !== "");
  const about = quiet(make("a", { href: "#/playlist" }, facts.join(", ")));
  if (playback === null) {
    place.replaceChildren(empty(inRoom ? "Nothing is playing." : "Rosey is not in the room."), about);
    return;
  }
  place.replaceChildren(
    make("p", { class: "title" }, playback.title),
    make("progress", { max: Math.max(1, playback.seconds), value: 0, "aria-label": "Position" }),
    make("p", { class: "position" }),
    about,
  );
}

/**
 * @param {HTMLElement} place
 * @param {Room["playback"]} playback
 * @param {number} toldAt
 */
function drawPosition(place, playback, toldAt) {
  const bar = place.querySelector("progress");
  const text = place.querySelector(".position");
  if (playback === null || bar === null || text === null) return;
  const { seconds, paused } = playback;
  const passed = paused ? 0 : (performance.now() - toldAt) / 1000;
  const position = Math.max(0, playback.positionSeconds + passed);
  bar.hidden = seconds === 0;
  bar.value = Math.min(bar.max, position);
  const time = seconds === 0 ? "live" : `${playTime(Math.min(position, seconds))} of ${playTime(seconds)}`;
  text.textContent = paused ? `${time}, paused` : time;
}
