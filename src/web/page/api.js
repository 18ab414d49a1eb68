/**
 * Asking Rosey: one way for every request, and one kind of error.
 */

/** What Rosey answered instead, in words for the reader. */
export class Refusal extends Error {
  /**
   * @param {number} status
   * @param {string} text
   */
  constructor(status, text) {
    super(text);
    this.status = status;
  }
}

/**
 * @param {string} path below /api/v1
 * @param {Record<string, string | number | undefined>} [query] undefined ones are left out
 * @param {AbortSignal} [signal]
 */
export function get(path, query = {}, signal = undefined) {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return request("GET", text === "" ? path : `${path}?${text}`, undefined, signal);
}

/**
 * @param {"POST" | "PATCH" | "DELETE" | "PUT"} method
 * @param {string} path
 * @param {unknown} [body]
 * @param {string} [key] the same request again is done once
 */
export function send(method, path, body = undefined, key = undefined) {
  return request(method, path, body, undefined, key);
}

/**
 * @param {string} method
 * @param {string} path
 * @param {unknown} body
 * @param {AbortSignal | undefined} signal
 * @param {string} [key]
 */
async function request(method, path, body, signal, key) {
  /** @type {Record<string, string>} */
  const headers = { accept: "application/json" };
  if (body !== undefined) headers["content-type"] = "application/json";
  if (key !== undefined) headers["idempotency-key"] = key;
  /** @type {RequestInit} */
  const options = { method, headers, credentials: "same-origin" };
  if (body !== undefined) options.body = JSON.stringify(body);
  if (signal !== undefined) options.signal = signal;
  let answer;
  try {
    answer = await fetch(`/api/v1${path}`, options);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Refusal(0, "Rosey cannot be reached: is she running?");
  }
  const content = await answer.json().catch(() => undefined);
  if (answer.ok) return content;
  throw new Refusal(answer.status, content?.detail ?? `the answer was ${answer.status}`);
}
