/**
 * What happens in the room, as it happens. The browser comes back by itself and says what it saw last; where Rosey does
 * not know that any more, every view reads itself anew.
 */

/** @typedef {{ kind: string, atMs: number, data: any }} LiveEvent */

const LONGEST_SILENCE_MS = 45_000;

/** The stream of a page: who listens, and how it is. */
export class Stream {
  /** @param {(text: string, on: boolean) => void} tell */
  constructor(tell) {
    this.tell = tell;
    /** @type {Map<string, Set<(event: LiveEvent) => void>>} */
    this.listeners = new Map();
    /** @type {Set<() => void>} */
    this.resets = new Set();
    /** @type {EventSource | undefined} */
    this.source = undefined;
    this.retryMs = 1_000;
    this.timer = 0;
  }

  /** Begins to listen, unless it does already. */
  open() {
    if (this.source !== undefined) return;
    const source = new EventSource("/api/v1/events");
    this.source = source;
    source.onopen = () => {
      this.retryMs = 1_000;
      this.tell("live", true);
    };
    source.onerror = () => {
      this.tell("not live: trying again", false);
      // A refusal closes it for good; the browser tries again by itself only where the line broke.
      if (source.readyState !== EventSource.CLOSED) return;
      this.source = undefined;
      this.timer = setTimeout(() => this.open(), this.retryMs);
      this.retryMs = Math.min(this.retryMs * 2, LONGEST_SILENCE_MS);
    };
    source.addEventListener("reset", () => this.resets.forEach((listener) => listener()));
    for (const kind of this.listeners.keys()) this.#hear(source, kind);
  }

  close() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = undefined;
    this.tell("", false);
  }

  /**
   * Hears of kinds until the signal aborts.
   * @param {readonly string[]} kinds
   * @param {AbortSignal} signal
   * @param {(event: LiveEvent) => void} listener
   */
  on(kinds, signal, listener) {
    for (const kind of kinds) {
      const known = this.listeners.get(kind);
      const listeners = known ?? new Set();
      listeners.add(listener);
      if (known === undefined) {
        this.listeners.set(kind, listeners);
        if (this.source !== undefined) this.#hear(this.source, kind);
      }
      signal.addEventListener("abort", () => listeners.delete(listener));
    }
  }

  /**
   * @param {AbortSignal} signal
   * @param {() => void} listener
   */
  onReset(signal, listener) {
    this.resets.add(listener);
    signal.addEventListener("abort", () => this.resets.delete(listener));
  }

  /**
   * @param {EventSource} source
   * @param {string} kind
   */
  #hear(source, kind) {
    source.addEventListener(kind, (message) => {
      /** @type {LiveEvent} */
      const event = JSON.parse(message.data);
      this.listeners.get(kind)?.forEach((listener) => listener(event));
    });
  }
}
