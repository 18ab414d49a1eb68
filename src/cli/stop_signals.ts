/**
 * Ctrl+C and its like: the first asks for a clean end, the second ends at once.
 *
 * @module
 */

/** What asks a program to end. Windows has Ctrl+Break and no SIGTERM that could be listened to. */
function stopSignals(windows: boolean): readonly Deno.Signal[] {
  return windows ? ["SIGINT", "SIGBREAK"] : ["SIGINT", "SIGTERM", "SIGHUP"];
}

/** How signals are listened to: `Deno`, or a test's own. */
export interface SignalSource {
  addSignalListener(signal: Deno.Signal, listener: () => void): void;
  removeSignalListener(signal: Deno.Signal, listener: () => void): void;
}

/** Listens until it is disposed of. */
export class StopSignals {
  readonly #abort = new AbortController();
  readonly #source: SignalSource;
  readonly #signals: readonly Deno.Signal[];
  readonly #listener = () => this.#onSignal();
  readonly #endNow: () => void;

  /** `endNow` is called at the second signal. */
  constructor(options: { source: SignalSource; windows: boolean; endNow: () => void }) {
    this.#source = options.source;
    this.#signals = stopSignals(options.windows);
    this.#endNow = options.endNow;
    for (const signal of this.#signals) this.#source.addSignalListener(signal, this.#listener);
  }

  /** Aborts at the first signal. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  [Symbol.dispose](): void {
    for (const signal of this.#signals) this.#source.removeSignalListener(signal, this.#listener);
  }

  #onSignal(): void {
    if (this.#abort.signal.aborted) return this.#endNow();
    this.#abort.abort(new DOMException("stopped by a signal", "AbortError"));
  }
}
