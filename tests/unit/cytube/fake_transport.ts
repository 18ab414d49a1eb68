/**
 * A server made of nothing: sockets that a test opens, feeds and closes by hand.
 *
 * @module
 */

import type {
  CloseReason,
  RoomSocket,
  RoomSocketFactory,
  RoomSocketListener,
} from "../../../src/cytube/transport.ts";

/** A frame that the client wrote. */
export interface SentFrame {
  readonly event: string;
  readonly payload: unknown;
  /** Acknowledges it, where the client asked for that. */
  readonly answer?: (answer: unknown) => void;
}

/** One connection, seen from the server's side. */
export class FakeSocket implements RoomSocket {
  readonly url: string;
  readonly sent: SentFrame[] = [];
  #listener: RoomSocketListener | undefined;
  #open = false;

  constructor(url: string, listener: RoomSocketListener) {
    this.url = url;
    this.#listener = listener;
  }

  /** Whether the client still listens. */
  get alive(): boolean {
    return this.#listener !== undefined;
  }

  get opened(): boolean {
    return this.#open;
  }

  emit(event: string, payload: unknown, onAnswer?: (answer: unknown) => void): boolean {
    if (!this.#open || this.#listener === undefined) return false;
    const frame = onAnswer === undefined ? { event, payload } : { event, payload, answer: onAnswer };
    this.sent.push(frame);
    this.onSent?.(frame);
    return true;
  }

  /** Called for every frame of the client, after it was recorded. */
  onSent: ((frame: SentFrame) => void) | undefined;

  close(): void {
    this.#listener = undefined;
    this.#open = false;
  }

  open(): void {
    this.#open = true;
    this.#listener?.onActivity();
    this.#listener?.onOpen();
  }

  deliver(event: string, payload?: unknown): void {
    this.#listener?.onActivity();
    this.#listener?.onFrame(event, payload);
  }

  ping(): void {
    this.#listener?.onActivity();
  }

  drop(reason: CloseReason): void {
    const listener = this.#listener;
    this.close();
    listener?.onClosed(reason);
  }

  /** The payloads of the frames of one event. */
  payloads(event: string): readonly unknown[] {
    return this.sent.filter((frame) => frame.event === event).map((frame) => frame.payload);
  }
}

/** Makes {@link FakeSocket}s and remembers them. */
export class FakeTransport implements RoomSocketFactory {
  readonly sockets: FakeSocket[] = [];
  /** Called for every connection that the client begins. */
  onConnect: ((socket: FakeSocket) => void) | undefined;

  connect(url: string, listener: RoomSocketListener): RoomSocket {
    const socket = new FakeSocket(url, listener);
    this.sockets.push(socket);
    this.onConnect?.(socket);
    return socket;
  }

  get latest(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error("nothing has connected yet");
    return socket;
  }
}
