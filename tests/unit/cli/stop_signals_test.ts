import assert from "node:assert/strict";
import { type SignalSource, StopSignals } from "../../../src/cli/stop_signals.ts";

class FakeSource implements SignalSource {
  readonly listeners = new Map<Deno.Signal, () => void>();

  addSignalListener(signal: Deno.Signal, listener: () => void): void {
    this.listeners.set(signal, listener);
  }

  removeSignalListener(signal: Deno.Signal, listener: () => void): void {
    if (this.listeners.get(signal) === listener) this.listeners.delete(signal);
  }
}

function listen(windows = false) {
  const source = new FakeSource();
  const ends: string[] = [];
  const signals = new StopSignals({ source, windows, endNow: () => void ends.push("now") });
  return { source, ends, signals };
}

Deno.test("cli: the first signal asks for the end, the second ends at once", () => {
  const { source, ends, signals } = listen();
  assert.equal(signals.signal.aborted, false);
  source.listeners.get("SIGTERM")?.();
  assert.deepEqual([signals.signal.aborted, ends.length], [true, 0]);
  source.listeners.get("SIGINT")?.();
  assert.deepEqual(ends, ["now"]);
});

Deno.test("cli: on Windows only signals that exist there are listened to", () => {
  assert.deepEqual([...listen(true).source.listeners.keys()], ["SIGINT", "SIGBREAK"]);
  assert.deepEqual([...listen(false).source.listeners.keys()], ["SIGINT", "SIGTERM", "SIGHUP"]);
});

Deno.test("cli: nothing is listened to after the end", () => {
  const { source, signals } = listen();
  signals[Symbol.dispose]();
  assert.equal(source.listeners.size, 0);
});
