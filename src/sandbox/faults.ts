/**
 * Faults that can be switched on while the sandbox runs: for tests of whoever talks to it.
 *
 * Everything that is left to chance comes from the sandbox's own random numbers, so that one seed is one run.
 *
 * @module
 */

import type { Clock, Random, Timer } from "../domain/clock.ts";

/** Which way a frame goes: to the client, or from it. */
export type Direction = "toClient" | "fromClient";

/** What happens to a frame. A delayed frame holds up those behind it: a line keeps its order. */
export type FaultAction =
  | { readonly kind: "drop" }
  | { readonly kind: "delay"; readonly delayMs: number }
  | { readonly kind: "duplicate"; readonly copies: number };

/** A fault of frames. Without `event` it is about every frame, without `probability` it always strikes. */
export interface FrameFault {
  readonly action: FaultAction;
  readonly direction?: Direction;
  readonly event?: string;
  /** 0 to 1. */
  readonly probability?: number;
  /** Strikes only the nth frame that fits, counted from 1. */
  readonly nth?: number;
}

/** What the sandbox does for {@link Faults} that go beyond frames. */
export interface FaultServices {
  readonly clock: Clock;
  readonly random: Random;
  silence(): void;
  heal(deliver: boolean): void;
  disconnectAll(): void;
  movePartition(channel: string, url: string | undefined): void;
  refuseTcp(refused: boolean): void;
}

interface ActiveFault {
  readonly fault: FrameFault;
  seen: number;
}

/** The switches. */
export class Faults {
  readonly #services: FaultServices;
  #active: ActiveFault[] = [];
  #refusal: string | undefined;

  constructor(services: FaultServices) {
    this.#services = services;
  }

  /** Switches a fault of frames on; the function that comes back switches it off. */
  frames(fault: FrameFault): () => void {
    const active: ActiveFault = { fault, seen: 0 };
    this.#active.push(active);
    return () => void (this.#active = this.#active.filter((other) => other !== active));
  }

  /** Refuses new connections with this CONNECT_ERROR text; `undefined` lets them in again. */
  refuseConnections(text: string | undefined): void {
    this.#refusal = text;
  }

  /** Cuts new TCP connections before a byte is read, or lets them in again; open ones stay. */
  refuseTcp(refused: boolean): void {
    this.#services.refuseTcp(refused);
  }

  /** The lines of everybody go silent both ways, pings included, and nobody is told. */
  silence(): void {
    this.#services.silence();
  }

  /** Ends the silence: what was held back arrives, or is lost. */
  heal(options: { readonly deliver: boolean } = { deliver: true }): void {
    this.#services.heal(options.deliver);
  }

  /** Cuts every connection (`transport close`). */
  disconnectAll(): void {
    this.#services.disconnectAll();
  }

  /** Moves a channel to another server: those inside are told and sent away; `undefined` moves it back. */
  movePartition(channel: string, url: string | undefined): void {
    this.#services.movePartition(channel, url);
  }

  /** Switches everything off that concerns frames and new connections. */
  clear(): void {
    this.#active = [];
    this.#refusal = undefined;
  }

  /** The CONNECT_ERROR text for a new connection, if they are refused. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  /** What to do with one frame: how often to pass it on, and when. */
  judge(direction: Direction, event: string): { readonly copies: number; readonly delayMs: number } {
    let copies = 1;
    let delayMs = 0;
    for (const active of this.#active) {
      const { fault } = active;
      if (fault.direction !== undefined && fault.direction !== direction) continue;
      if (fault.event !== undefined && fault.event !== event) continue;
      active.seen += 1;
      if (fault.nth !== undefined && fault.nth !== active.seen) continue;
      if (fault.probability !== undefined && this.#services.random() >= fault.probability) continue;
      if (fault.action.kind === "drop") copies = 0;
      else if (fault.action.kind === "duplicate") copies *= fault.action.copies;
      else delayMs += fault.action.delayMs;
    }
    return { copies, delayMs };
  }
}

/** One direction of one connection: passes frames on in order, through the faults. */
export class FaultyLine {
  readonly #faults: Faults;
  readonly #direction: Direction;
  readonly #clock: Clock;
  readonly #held: { readonly dueMs: number; readonly pass: () => void }[] = [];
  #timer: Timer | undefined;

  constructor(faults: Faults, direction: Direction, clock: Clock) {
    this.#faults = faults;
    this.#direction = direction;
    this.#clock = clock;
  }

  /** Passes a frame on: now if nothing is in the way. */
  pass(event: string, deliver: () => void): void {
    const { copies, delayMs } = this.#faults.judge(this.#direction, event);
    const behind = this.#held.at(-1)?.dueMs ?? 0;
    const dueMs = Math.max(behind, this.#clock.now() + delayMs);
    for (let copy = 0; copy < copies; copy++) {
      if (delayMs === 0 && this.#held.length === 0) deliver();
      else this.#hold(dueMs, deliver);
    }
  }

  /** Passes on at once what is held back, as before an orderly end. */
  flush(): void {
    this.#timer?.stop();
    this.#timer = undefined;
    for (const frame of this.#held.splice(0)) frame.pass();
  }

  /** Forgets what is held back: the connection is over. */
  end(): void {
    this.#timer?.stop();
    this.#timer = undefined;
    this.#held.length = 0;
  }

  #hold(dueMs: number, pass: () => void): void {
    this.#held.push({ dueMs, pass });
    if (this.#timer === undefined) this.#wait(dueMs);
  }

  #wait(dueMs: number): void {
    this.#timer = this.#clock.after(Math.max(0, dueMs - this.#clock.now()), () => {
      this.#timer = undefined;
      const now = this.#clock.now();
      while (this.#held[0] !== undefined && this.#held[0].dueMs <= now) this.#held.shift()?.pass();
      if (this.#held[0] !== undefined) this.#wait(this.#held[0].dueMs);
    });
  }
}
