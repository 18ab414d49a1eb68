// @ts-check
/**
 * What happens in the room, as it happens, while somebody looks at the page. It comes back by itself and says what it saw
 * last; where Rosey does not know that any more, every view reads itself anew.
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
    this.isWanted = false;
    /** @type {AbortController | undefined} */
    this.line = undefined;
    /** @type {string | undefined} the event that was seen last */
    this.lastId = undefined;
    /** Whether something may have happened that nobody listened to. */
    this.isBehind = false;
    this.retryMs = RETRY_MS;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    document.addEventListener("visibilitychange", () => this.#follow());
  }

  /** Begins to listen, unless it does already. */
  open() {
    if (this.isWanted) return;
    this.isWanted = true;
    this.isBehind = document.hidden;
    this.#follow();
  }

  close() {
    this.isWanted = false;
    this.lastId = undefined;
    this.#follow();
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
      const listeners = this.listeners.get(kind) ?? new Set();
      listeners.add(listener);
      this.listeners.set(kind, listeners);
      signal.addEventListener("abort", () => listeners.delete(listener));
    }
  }

  /**
   * Does work after events of these kinds, once for all that come close together and never twice at a time.
   * @param {readonly string[]} kinds
   * @param {AbortSignal} signal
   * @param {() => Promise<void>} work
   * @param {number} [gatherMs] how long it waits for more of them
   */
  refresh(kinds, signal, work, gatherMs = GATHER_MS) {
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
      const timer = setTimeout(run, gatherMs);
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

  /** Listens while somebody looks: for all of its tabs a browser has but six lines to a host. */
  #follow() {
    const listens = this.isWanted && !document.hidden;
    if (listens === (this.line !== undefined)) return;
    clearTimeout(this.timer);
    this.line?.abort();
    this.line = listens ? new AbortController() : undefined;
    if (this.line === undefined) this.isBehind = true;
    else void this.#listen(this.line.signal);
  }

  /**
   * Hears until the line ends, and then tries again. An `EventSource` cannot say what it saw last when it is a new one.
   * @param {AbortSignal} signal
   */
  async #listen(signal) {
    try {
      const { lastId } = this;
      /** @type {HeadersInit} */
      const headers = lastId === undefined ? {} : { "last-event-id": lastId };
      const answer = await fetch("/api/v1/events", { headers, signal, cache: "no-store" });
      if (!answer.ok || answer.body === null) throw new Error(`the status ${answer.status}`);
      this.retryMs = RETRY_MS;
      this.tell("live");
      if (this.isBehind && lastId === undefined) this.#reset();
      this.isBehind = false;
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = "";
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        const messages = (text + part.value).split("\n\n");
        text = messages.pop() ?? "";
        for (const message of messages) this.#take(message);
      }
    } catch {
      // However it ended: it is tried again below.
    }
    if (signal.aborted) return;
    this.isBehind = true;
    this.tell("waiting");
    this.timer = setTimeout(() => void this.#listen(signal), this.retryMs);
    this.retryMs = Math.min(this.retryMs * 2, LONGEST_RETRY_MS);
  }

  /** @param {string} message as it came, without the empty line after it */
  #take(message) {
    /** @type {Record<string, string | undefined>} */
    const fields = {};
    for (const line of message.split("\n")) {
      const at = line.indexOf(":");
      if (at > 0) fields[line.slice(0, at)] = line.slice(at + 1).trimStart();
    }
    const { id, event: kind = "", data } = fields;
    if (id !== undefined) this.lastId = id;
    if (kind === "reset") return this.#reset();
    if (data === undefined) return;
    /** @type {LiveEvent} */
    const event = JSON.parse(data);
    for (const listener of [...this.listeners.get(kind) ?? []]) {
      try {
        listener(event);
      } catch (error) {
        // One that fails keeps nobody else from hearing.
        reportError(error);
      }
    }
  }

  #reset() {
    // Those that are there now: each draws its view anew, and listens anew.
    for (const listener of [...this.resets]) listener();
  }
}
