// @ts-check
/**
 * Asking Rosey: one way for every request, and one kind of error.
 */

/** What Rosey answered instead, in words for the reader. */
export class Refusal extends Error {
  /**
   * @param {number} status 0 where there was no answer at all
   * @param {string} text
   */
  constructor(status, text) {
    super(text);
    this.status = status;
  }
}

/** So far apart two clocks are held to agree: what is told of Rosey's is a whole second. */
const SLACK_MS = 2_000;

/** How much Rosey's clock is ahead of the browser's. */
let aheadMs = 0;

/** The time by Rosey's clock. */
export function serverNowMs() {
  return Date.now() + aheadMs;
}

/**
 * @param {string} path below /api/v1
 * @param {Readonly<Record<string, string | number | undefined>>} [query] empty ones are left out
 * @param {AbortSignal} [signal]
 */
export function get(path, query = {}, signal = undefined) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return request(text === "" ? path : `${path}?${text}`, { method: "GET", signal: signal ?? null });
}

/**
 * @param {"POST" | "PATCH" | "DELETE"} method
 * @param {string} path
 * @param {unknown} [body]
 * @param {string} [key] the same request again, with the same key, is done once
 */
export function send(method, path, body = undefined, key = undefined) {
  /** @type {Record<string, string>} */
  const headers = {};
  if (body !== undefined) headers["content-type"] = "application/json";
  if (key !== undefined) headers["idempotency-key"] = key;
  return request(path, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
}

/**
 * @param {string} path
 * @param {RequestInit} options
 */
async function request(path, options) {
  let answer;
  try {
    answer = await fetch(`/api/v1${path}`, options);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Refusal(0, "Rosey cannot be reached. Is she running?");
  }
  const ahead = Date.parse(answer.headers.get("date") ?? "") - Date.now();
  // One that is not told is not a number.
  aheadMs = Math.abs(ahead) > SLACK_MS ? ahead : 0;
  const content = await answer.json().catch(() => undefined);
  if (answer.ok) return content;
  throw new Refusal(answer.status, content?.detail ?? `Rosey answered with the status ${answer.status}.`);
}
