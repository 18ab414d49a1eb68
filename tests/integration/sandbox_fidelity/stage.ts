/**
 * A sandbox on a clock that stands still, and the connections to it.
 *
 * @module
 */
import { setImmediate, setTimeout } from "node:timers/promises";
import { ManualClock, seededRandom } from "../../../src/domain/clock.ts";
import { Sandbox } from "../../../src/sandbox/server.ts";
import type { SandboxOptions } from "../../../src/sandbox/options.ts";
import type { ClientConnection } from "./connection.ts";
import { recordedCatalogue, type World } from "./world.ts";

/** Real time after which a run that makes no progress has failed, in milliseconds. */
const STUCK_AFTER_MS = 10_000;

/** Turns of the event loop in which nothing may be on its way, before a run counts as settled. */
const QUIET_TURNS = 2;

/** Longest piece of time that passes between two looks at the connections, in milliseconds. */
const TIME_STEP_MS = 50;

/** Server time and connections of one run. Nothing in it waits for the machine's clock. */
export class Stage {
  readonly #clock: ManualClock;
  readonly #startMs: number;
  readonly #options: SandboxOptions;
  readonly #connections = new Set<ClientConnection>();
  readonly #added: ClientConnection[] = [];
  #sandbox: Sandbox | undefined;
  #url = "";

  private constructor(clock: ManualClock, options: SandboxOptions) {
    this.#clock = clock;
    this.#startMs = clock.now();
    this.#options = options;
  }

  /** Starts a server as `world` describes it, at `startMs` of server time. */
  static async open(world: World, startMs: number, seed: number): Promise<Stage> {
    const clock = new ManualClock(startMs);
    const stage = new Stage(clock, {
      clock,
      random: seededRandom(seed),
      port: 0,
      catalogue: recordedCatalogue,
      accounts: world.accounts,
      channels: world.channels,
      settings: world.settings,
    });
    stage.#sandbox = await Sandbox.start(stage.#options);
    stage.#url = stage.#sandbox.url;
    return stage;
  }

  /** The server; throws while it is down. */
  get sandbox(): Sandbox {
    if (this.#sandbox === undefined) throw new Error("the scenario needs the server, which it has stopped");
    return this.#sandbox;
  }

  /** Where the server is, or was and will be again. */
  get url(): string {
    return this.#url;
  }

  /** Server time since the run began, in milliseconds. */
  get nowMs(): number {
    return this.#clock.now() - this.#startMs;
  }

  /** Server time at which the run began. */
  get startMs(): number {
    return this.#startMs;
  }

  /** Takes a new connection in: from now on it is settled with all others. */
  add<One extends ClientConnection>(connection: One): One {
    this.#connections.add(connection);
    this.#added.push(connection);
    return connection;
  }

  /** Lets server time pass until `atMs` of the run, with all that happens meanwhile. */
  async advanceTo(atMs: number): Promise<void> {
    while (this.nowMs < atMs) {
      this.#clock.advance(Math.min(TIME_STEP_MS, atMs - this.nowMs));
      await this.settle();
    }
  }

  /** Waits until everything sent by either side has arrived and been handled; fails when that does not come about. */
  async settle(): Promise<void> {
    const givenUpAtMs = performance.now() + STUCK_AFTER_MS;
    for (let quiet = 0; quiet < QUIET_TURNS;) {
      await setImmediate();
      const pending = this.#pending();
      quiet = pending.length === 0 ? quiet + 1 : 0;
      if (performance.now() > givenUpAtMs) throw new Error(`the run is stuck:\n${pending.join("\n")}`);
    }
    for (const connection of this.#connections) if (connection.ended) this.#connections.delete(connection);
  }

  /** Stops the server. `killed`: it has no time to save anything. The port stays the same. */
  async stopServer(mode: "graceful" | "killed"): Promise<() => Promise<void>> {
    const { port } = this.sandbox;
    await this.sandbox.stop(mode);
    const state = this.sandbox.snapshot();
    this.#sandbox = undefined;
    await this.settle();
    return async () => {
      this.#sandbox = await Sandbox.start({ ...this.#options, port, state });
    };
  }

  /** Ends every connection and the server; fails when one of them does not end. */
  async close(): Promise<void> {
    for (const connection of this.#connections) connection.close();
    const stopped = Promise.all([
      this.#sandbox?.stop("graceful"),
      ...this.#added.map((connection) => connection.gone()),
    ]);
    const giveUp = new AbortController();
    const late = setTimeout(STUCK_AFTER_MS, "late", { signal: giveUp.signal }).catch(() => "stopped");
    const outcome = await Promise.race([stopped, late]);
    giveUp.abort();
    await late;
    if (outcome === "late") {
      throw new Error(`the run is stuck: not all has ended within ${STUCK_AFTER_MS} ms`);
    }
  }

  /** What is still on its way, in words. */
  #pending(): string[] {
    const pending: string[] = [];
    const wire = this.#sandbox?.wire() ?? new Map<string, { received: number; sent: number }>();
    const known = new Set<string>();
    for (const connection of this.#connections) {
      const id = connection.engineId;
      if (id !== undefined) known.add(id);
      if (connection.line === "silent") continue;
      const other = id === undefined ? undefined : wire.get(id);
      if (connection.ended) {
        if (other !== undefined) pending.push(`${id}: the server has not noticed that it has ended`);
      } else if (!connection.ready) pending.push(`${id ?? "a connection"}: is not ready`);
      else if (other === undefined || connection.line === "torn") {
        pending.push(`${id}: the client has not noticed that it has ended`);
      } else {
        const { sent, received } = connection.traffic;
        if (sent !== other.received) {
          pending.push(`${id}: ${sent} frames sent, ${other.received} received by the server`);
        }
        if (other.sent !== received) {
          pending.push(`${id}: ${other.sent} frames sent by the server, ${received} received`);
        }
      }
    }
    for (const id of wire.keys()) if (!known.has(id)) pending.push(`${id}: a connection without a client`);
    if (this.#sandbox?.busy() === true) pending.push("the server is at work");
    return pending;
  }
}
