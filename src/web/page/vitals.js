// @ts-check
/**
 * How Rosey is, and whether the page hears of things as they happen: at the top, whatever is shown.
 */
import { part } from "./dom.js";

const PERIOD_MS = 10_000;

const WORDS = { ok: "In the room", starting: "Starting", degraded: "Not well", stopping: "Stopping" };

const STREAMS = { off: "", live: "Live", waiting: "Not live: trying again" };

/** @param {keyof typeof STREAMS} state */
export function showStream(state) {
  const place = part("stream");
  if (place.textContent !== STREAMS[state]) place.textContent = STREAMS[state];
  place.className = `stream ${state}`;
}

/** Asks now and then, for as long as somebody looks. */
export function keepVitals() {
  const draw = async () => {
    if (document.hidden) return;
    try {
      const report = await (await fetch("/healthz")).json();
      tell(wordOf(report), report.status === "ok" ? "good" : "warn");
      part("channel").textContent = report.channel;
    } catch {
      tell("Out of reach", "bad");
    }
  };
  setInterval(draw, PERIOD_MS);
  document.addEventListener("visibilitychange", draw);
  void draw();
}

/** @param {{ status: string, inChannel: boolean, database: string, nats: string }} report */
function wordOf({ status, inChannel, database, nats }) {
  // Without a bot beside it, as under `rosey web`, the page's server is starting for ever.
  if (!inChannel && status !== "stopping") return "Not in the room";
  if (status === "degraded" && database !== "ok") return "Memory away";
  if (status === "degraded" && nats === "away") return "NATS away";
  return Object.entries(WORDS).find(([name]) => name === status)?.[1] ?? status;
}

/**
 * @param {string} word
 * @param {string} kind
 */
function tell(word, kind) {
  const pill = part("health");
  // Set only when it is another one: readers of the screen hear of every setting.
  if (pill.textContent !== word) pill.textContent = word;
  pill.className = `pill ${kind}`;
}
