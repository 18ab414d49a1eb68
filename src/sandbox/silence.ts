/**
 * A line that goes silent without ending: nothing arrives, in either direction, and nobody is told.
 *
 * @module
 */

import type { Socket } from "socket.io";

type EngineSocket = Socket["conn"];

/** Holds everything back while it lasts: frames, pings and new connections. */
export class Silence {
  readonly #sockets = new Set<EngineSocket>();
  readonly #unmute = new Set<() => void>();
  #outgoing: (() => void)[] = [];
  #incoming: (() => void)[] = [];
  #lasts = false;

  /** Covers one more connection, until it closes. */
  cover(socket: EngineSocket): void {
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
  }

  /** Does something that came in now, or when the silence ends. */
  whenHeard(act: () => void): void {
    if (this.#lasts) this.#incoming.push(act);
    else act();
  }

  begin(): void {
    if (this.#lasts) return;
    this.#lasts = true;
    for (const { transport } of this.#sockets) {
      const send = transport.send.bind(transport);
      transport.send = (packets) => void this.#outgoing.push(() => send(packets));
      this.#unmute.add(() => void (transport.send = send));
    }
  }

  /** Ends the silence: what was held back arrives in its order, or is lost. */
  end(deliver: boolean): void {
    this.#lasts = false;
    for (const unmute of this.#unmute) unmute();
    this.#unmute.clear();
    const held = [...this.#outgoing, ...this.#incoming];
    this.#outgoing = [];
    this.#incoming = [];
    if (deliver) { for (const pass of held) pass(); }
  }
}
