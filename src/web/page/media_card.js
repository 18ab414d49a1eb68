// @ts-check
/**
 * What plays, and how far it is.
 */
import { serverNowMs } from "./api.js";
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
  /** How old the position was then, in seconds: the room tells it now and then only. */
  let age = 0;
  const clock = setInterval(() => drawPosition(place, playing, passed()), 1000);
  const passed = () => age + (performance.now() - toldAt) / 1000;
  signal.addEventListener("abort", () => clearInterval(clock));
  return {
    element: card("Now playing", place),
    /** @param {Room} room */
    draw(room) {
      playing = room.inRoom ? room.playback : null;
      age = playing === null ? 0 : Math.max(0, serverNowMs() - playing.measuredAtMs) / 1000;
      toldAt = performance.now();
      drawMedia(place, room, playing);
      drawPosition(place, playing, passed());
    },
  };
}

/**
 * @param {HTMLElement} place
 * @param {Room} room
 * @param {Room["playback"]} playback what was playing when she lost the room is not known to play
 */
function drawMedia(place, { inRoom, playlist, voteskip }, playback) {
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
 * @param {number} passed seconds since the position was measured
 */
function drawPosition(place, playback, passed) {
  const bar = place.querySelector("progress");
  const text = place.querySelector(".position");
  if (playback === null || bar === null || text === null) return;
  const { seconds, paused } = playback;
  const position = Math.max(0, playback.positionSeconds + (paused ? 0 : passed));
  bar.hidden = seconds === 0;
  bar.value = Math.min(bar.max, position);
  const time = seconds === 0 ? "live" : `${playTime(Math.min(position, seconds))} of ${playTime(seconds)}`;
  text.textContent = paused ? `${time}, paused` : time;
}
