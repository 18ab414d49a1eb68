/**
 * The line to the server, as the client sees it: one object a connection, never reused, with no memory of its own.
 *
 * @module
 */

/** How a connection ended or failed to begin. */
export type CloseReason =
  /** The server answered the connect with a refusal (`CONNECT_ERROR`). */
  | { readonly kind: "refused"; readonly message: string }
  /** No connection came about: name not found, port closed, not a socket.io server, no answer in time. */
  | { readonly kind: "unreachable"; readonly message: string }
  /** The server hung up. */
  | { readonly kind: "server" }
  /** The network took the connection away. */
  | { readonly kind: "network"; readonly message: string }
  /** The library missed the server's pings. */
  | { readonly kind: "silence" };

/** What a connection tells its owner. Nothing is called after `onClosed`, and nothing after {@link RoomSocket.close}. */
export interface RoomSocketListener {
  /** The connection stands: frames may be sent. */
  onOpen(): void;
  /** A frame of the server. `payload` is `undefined` for a frame without one; foreign until parsed. */
  onFrame(event: string, payload: unknown): void;
  /** Any packet at all, pings included: the line is alive. */
  onActivity(): void;
  /** How often the server pings, from its handshake, in milliseconds. */
  onPingInterval(intervalMs: number): void;
  onClosed(reason: CloseReason): void;
}

/** One connection. */
export interface RoomSocket {
  /**
   * Writes a frame now, or returns false: nothing is kept for later. With `onAnswer` the server's acknowledgement is
   * asked for: foreign until parsed, and it may never come.
   */
  emit(event: string, payload: unknown, onAnswer?: (answer: unknown) => void): boolean;
  /** Hangs up. Its listener hears nothing any more. */
  close(): void;
}

/** Makes connections. */
export interface RoomSocketFactory {
  connect(url: string, listener: RoomSocketListener): RoomSocket;
}
