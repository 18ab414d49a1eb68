/**
 * The way between a process and the simulated site: frames travel in order, each way at its own pace, and may be lost
 * together with the connection.
 *
 * @module
 */

import type { Random, Timer } from "../../src/domain/clock.ts";
import type {
  CloseReason,
  RoomSocket,
  RoomSocketFactory,
  RoomSocketListener,
} from "../../src/cytube/transport.ts";
import type { Connection } from "../../src/sandbox/model/connection.ts";
import type { Site } from "../../src/sandbox/model/site.ts";
import type { Life } from "./life.ts";
import type { SimulatedClock } from "./simulated_clock.ts";

/** How long a frame travels. */
const TRAVEL_MS = { least: 3, most: 40 } as const;

/** Socket.io's own, from its handshake. */
const PING_INTERVAL_MS = 25_000;

/** One way of one connection. */
class Direction {
  readonly #clock: SimulatedClock;
  readonly #random: Random;
  #lastDueMs = 0;
  #isCut = false;

  constructor(clock: SimulatedClock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  /** Something travels to the other end. */
  pass(arrive: () => void): void {
    if (this.#isCut) return;
    const { least, most } = TRAVEL_MS;
    const now = this.#clock.now();
    // Behind what went before.
    this.#lastDueMs = Math.max(this.#lastDueMs, now + least + Math.floor(this.#random() * (most - least)));
    this.#clock.after(this.#lastDueMs - now, () => {
      if (this.#isCut) return;
      this.#clock.touch();
      arrive();
    });
  }

  /** What is on its way arrives nowhere. */
  cut(): void {
    this.#isCut = true;
  }
}

/** What a wire needs. */
interface WireParts {
  readonly clock: SimulatedClock;
  readonly random: Random;
  readonly life: Life;
  readonly address: string;
  /** `undefined` while the server is down. */
  readonly site: () => Site | undefined;
  /** Called for every frame, either way, when it is written. */
  readonly onFrame: (event: string) => void;
}

/** A connection from a process to the site. */
class Wire implements RoomSocket {
  readonly #parts: WireParts;
  readonly #site: Site;
  readonly #listener: RoomSocketListener;
  readonly #up: Direction;
  readonly #down: Direction;
  readonly #ping: Timer;
  #connection: Connection | undefined;
  #isOver = false;

  constructor(parts: WireParts, site: Site, listener: RoomSocketListener) {
    this.#parts = parts;
    this.#site = site;
    this.#listener = listener;
    this.#up = new Direction(parts.clock, parts.random);
    this.#down = new Direction(parts.clock, parts.random);
    this.#ping = parts.clock.every(
      PING_INTERVAL_MS,
      () => this.#down.pass(() => this.#hear(() => undefined)),
    );
    this.#up.pass(() => this.#arrive());
  }

  emit(event: string, payload: unknown, onAnswer?: (answer: unknown) => void): boolean {
    const { life, onFrame } = this.#parts;
    if (this.#isOver || !life.step()) return false;
    const frame = structuredClone(payload);
    const acknowledge = onAnswer &&
      ((answer: unknown) => this.#down.pass(() => this.#hear(() => onAnswer(answer))));
    this.#up.pass(() => {
      if (this.#connection === undefined || !this.#reachesServer) return;
      this.#site.receive(this.#connection, event, frame, acknowledge);
    });
    onFrame(event);
    return life.step() && !this.#isOver;
  }

  /** Hangs up, behind what was written. */
  close(): void {
    if (this.#isOver) return;
    this.#silence();
    this.#up.pass(() => this.#connection?.ended());
  }

  /** The network takes the connection away: what is on its way is lost, and each end sees it. */
  cut(): void {
    if (this.#isOver) return;
    this.#end({ kind: "network", message: "cut" });
    this.#connection?.ended();
  }

  /** Nothing arrives any more, either way, and neither end is told. */
  stall(): void {
    this.#up.cut();
    this.#down.cut();
    this.#ping.stop();
  }

  /** The process is gone: the system hangs up for it, or the line stays open with nobody at its end. */
  abandon(hangsUp: boolean): void {
    if (hangsUp) return this.close();
    this.#silence();
  }

  /** Whether the server that this wire leads to still runs: what reaches it after its end reaches nobody. */
  get #reachesServer(): boolean {
    return this.#parts.site() === this.#site;
  }

  #arrive(): void {
    if (!this.#reachesServer) return;
    const { address } = this.#parts;
    const refusal = this.#site.refusal(address);
    if (refusal !== undefined) {
      this.#down.pass(() => this.#hear(() => this.#end({ kind: "refused", message: refusal })));
      return;
    }
    this.#down.pass(() =>
      this.#hear(() => {
        this.#listener.onPingInterval(PING_INTERVAL_MS);
        this.#listener.onOpen();
      })
    );
    this.#connection = this.#site.open(address, {
      send: (event, args) => {
        this.#parts.onFrame(event);
        const frame = structuredClone(args[0]);
        this.#down.pass(() => this.#hear(() => this.#listener.onFrame(event, frame)));
      },
      end: (how) => {
        const reason: CloseReason = how === "disconnect"
          ? { kind: "server" }
          : { kind: "network", message: "transport close" };
        this.#down.pass(() => this.#hear(() => this.#end(reason)));
      },
    }, undefined);
  }

  #hear(listen: () => void): void {
    if (this.#isOver || this.#parts.life.isOver) return;
    this.#listener.onActivity();
    listen();
  }

  #end(reason: CloseReason): void {
    if (this.#isOver) return;
    this.#silence();
    this.#up.cut();
    if (!this.#parts.life.isOver) this.#listener.onClosed(reason);
  }

  #silence(): void {
    this.#isOver = true;
    this.#down.cut();
    this.#ping.stop();
  }
}

/** What the network of a process needs. */
export interface NetworkParts extends Omit<WireParts, "onFrame"> {
  /** Told of each frame of the server, when it is written. */
  readonly onServerFrame: (event: string) => void;
}

/** The network of one process. */
export class Network implements RoomSocketFactory {
  readonly #parts: NetworkParts;
  #wire: Wire | undefined;
  #framesLeft = Infinity;

  constructor(parts: NetworkParts) {
    this.#parts = parts;
  }

  connect(_url: string, listener: RoomSocketListener): RoomSocket {
    const { life, clock, site: currentSite } = this.#parts;
    const site = currentSite();
    if (site === undefined || !life.step()) {
      clock.after(TRAVEL_MS.most, () => {
        if (!life.isOver) listener.onClosed({ kind: "unreachable", message: "the site is down" });
      });
      return { emit: () => false, close: () => undefined };
    }
    this.#wire = new Wire({ ...this.#parts, onFrame: (event) => this.#count(event) }, site, listener);
    return this.#wire;
  }

  /** The network takes the connection away, if there is one. */
  cut(): void {
    this.#wire?.cut();
  }

  /** The network takes the connection away at the nth frame from now, whichever way it goes. */
  cutIn(frames: number): void {
    this.#framesLeft = frames;
  }

  /** The line goes dead, and nobody is told. */
  stall(): void {
    this.#wire?.stall();
  }

  /** The process is gone. */
  abandon(hangsUp: boolean): void {
    this.#wire?.abandon(hangsUp);
  }

  #count(event: string): void {
    this.#parts.onServerFrame(event);
    this.#framesLeft -= 1;
    if (this.#framesLeft !== 0) return;
    this.#framesLeft = Infinity;
    // Not in the middle of what the server does: it hears of the end later, as of everything.
    this.#parts.clock.after(0, () => this.cut());
  }
}
