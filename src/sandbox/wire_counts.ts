/**
 * How many messages went each way on each open connection: lets a test know that nothing is under way.
 *
 * @module
 */

import type { Server as SocketServer } from "socket.io";

/** Messages of one connection (engine.io packets of type `message`), pings left out. */
export interface WireCount {
  readonly received: number;
  readonly sent: number;
}

/** What is used of an engine.io session; the library itself types its listeners as anything. */
interface EngineSession {
  readonly id: string;
  on(event: "packet" | "packetCreate", listener: (packet: { readonly type: string }) => void): void;
  on(event: "close", listener: () => void): void;
}

/** Counts by engine.io session. */
export class WireCounts {
  readonly #counts = new Map<string, { received: number; sent: number }>();

  /** The open connections, by engine.io session. */
  get all(): ReadonlyMap<string, WireCount> {
    return this.#counts;
  }

  /** Begins to count on every connection to come. */
  watch(engine: SocketServer["engine"]): void {
    engine.on("connection", (session: EngineSession) => {
      const count = { received: 0, sent: 0 };
      this.#counts.set(session.id, count);
      session.on("packet", (packet) => {
        if (packet.type === "message") count.received += 1;
      });
      session.on("packetCreate", (packet) => {
        if (packet.type === "message") count.sent += 1;
      });
      session.on("close", () => this.#counts.delete(session.id));
    });
  }
}
