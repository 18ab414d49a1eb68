/**
 * Somebody in a sandbox room with a real socket, who writes to Rosey and sees what the server shows them.
 *
 * @module
 */
import { socketIoTransport } from "../../../src/cytube/socket_io_transport.ts";
import type { RoomSocket } from "../../../src/cytube/transport.ts";

interface Frame {
  readonly event: string;
  readonly payload: unknown;
}

function field(payload: unknown, name: string): unknown {
  return typeof payload === "object" && payload !== null ? Reflect.get(payload, name) : undefined;
}

/** See the module. The password is the name. */
export class Person {
  readonly #socket: RoomSocket;
  readonly #name: string;
  readonly #frames: Frame[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(url: string, name: string) {
    this.#name = name;
    this.#socket = socketIoTransport().connect(url, {
      onOpen: () => this.#socket.emit("login", { name, pw: name }),
      onFrame: (event, payload) => {
        if (event === "login") this.#socket.emit("joinChannel", { name: "testroom" });
        this.#frames.push({ event, payload });
        for (const wake of [...this.#waiting]) wake();
      },
      onActivity() {},
      onPingInterval() {},
      onClosed() {},
    });
  }

  /** What they have seen of a kind of frame so far. */
  seen(event: string): readonly unknown[] {
    return this.#frames.filter((frame) => frame.event === event).map(({ payload }) => payload);
  }

  /** The first frame of a kind that fits, among those that came or when it comes. */
  async sees(event: string, fits: (payload: unknown) => boolean = () => true): Promise<unknown> {
    for (;;) {
      const found = this.#frames.find((frame) => frame.event === event && fits(frame.payload));
      if (found !== undefined) return found.payload;
      const more = Promise.withResolvers<void>();
      this.#waiting.add(more.resolve);
      await more.promise;
      this.#waiting.delete(more.resolve);
    }
  }

  /** A line in the room that somebody says. */
  async hears(text: string): Promise<unknown> {
    return await this.sees("chatMsg", (line) => field(line, "msg") === text);
  }

  /** Writes to Rosey privately; gives the next answer, as its HTML. */
  async asks(text: string): Promise<string> {
    const before = this.#answers().length;
    this.#socket.emit("pm", { to: "rosey", msg: text, meta: {} });
    await this.sees("pm", () => this.#answers().length > before);
    return String(field(this.#answers()[before], "msg"));
  }

  /** Writes to Rosey privately what has to be confirmed, and confirms it; gives the last answer. */
  async insists(text: string): Promise<string> {
    await this.asks(text);
    return await this.asks("confirm");
  }

  says(text: string): void {
    this.#socket.emit("chatMsg", { msg: text, meta: {} });
  }

  /** Votes in the open poll, for an option counted from 0. */
  votes(option: number): void {
    this.#socket.emit("vote", { option });
  }

  leaves(): void {
    this.#socket.close();
  }

  #answers(): readonly unknown[] {
    return this.seen("pm").filter((pm) => field(pm, "to") === this.#name);
  }
}

/** Whether a frame about somebody says this of them. */
export function about(name: string, what: string, value: unknown) {
  return (payload: unknown): boolean =>
    field(payload, "name") === name && field(field(payload, "meta"), what) === value;
}
