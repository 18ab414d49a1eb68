// @ts-check
/**
 * What happens in the room, as it happens. The browser comes back by itself and says what it saw last; where Rosey does
 * not know that any more, every view reads itself anew.
 */

/** @typedef {{ kind: string, atMs: number, data: any }} LiveEvent */

const RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;

/** Changes come in crowds: one reading for all within this time. */
const GATHER_MS = 400;

/** The stream of a page: who listens, and how it is. */
export class Stream {
  /** @param {(state: "off" | "live" | "waiting") => void} tell */
  constructor(tell) {
    this.tell = tell;
    /** @type {Map<string, Set<(event: LiveEvent) => void>>} */
    this.listeners = new Map();
    /** @type {Set<() => void>} */
    this.resets = new Set();
    /** @type {EventSource | undefined} */
    this.source = undefined;
    this.retryMs = RETRY_MS;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
  }

  /** Begins to listen, unless it does already. */
  open() {
    if (this.source !== undefined) return;
    clearTimeout(this.timer);
    const source = new EventSource("/api/v1/events");
    this.source = source;
    source.onopen = () => {
      this.retryMs = RETRY_MS;
      this.tell("live");
    };
    source.onerror = () => {
      this.tell("waiting");
      // A refusal closes it for good; the browser tries again by itself only where the line broke.
      if (source.readyState !== EventSource.CLOSED) return;
      this.source = undefined;
      this.timer = setTimeout(() => {
        // What was missed is not known: a new source has no last event.
        this.#reset();
        this.open();
      }, this.retryMs);
      this.retryMs = Math.min(this.retryMs * 2, LONGEST_RETRY_MS);
    };
    source.addEventListener("reset", () => this.#reset());
    for (const kind of this.listeners.keys()) this.#hear(source, kind);
  }

  close() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = undefined;
    this.tell("off");
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
   * Does work after events of these kinds, once for all that come close together and never twice at a time.
   * @param {readonly string[]} kinds
   * @param {AbortSignal} signal
   * @param {() => Promise<void>} work
   */
  refresh(kinds, signal, work) {
    let waits = false;
    let runs = false;
    const run = async () => {
      waits = false;
      runs = true;
      // What fails now is tried again after the next event; what does not come back, health says.
      await work().catch(() => undefined);
      runs = false;
      if (waits) start();
    };
    const start = () => {
      const timer = setTimeout(run, GATHER_MS);
      signal.addEventListener("abort", () => clearTimeout(timer));
    };
    this.on(kinds, signal, () => {
      if (waits) return;
      waits = true;
      if (!runs) start();
    });
  }

  /**
   * @param {AbortSignal} signal
   * @param {() => void} listener
   */
  onReset(signal, listener) {
    this.resets.add(listener);
    signal.addEventListener("abort", () => this.resets.delete(listener));
  }

  #reset() {
    // Those that are there now: each draws its view anew, and listens anew.
    for (const listener of [...this.resets]) listener();
  }

  /**
   * @param {EventSource} source
   * @param {string} kind
   */
  #hear(source, kind) {
    source.addEventListener(kind, (message) => {
      /** @type {LiveEvent} */
      const event = JSON.parse(message.data);
      for (const listener of [...this.listeners.get(kind) ?? []]) listener(event);
    });
  }
}
