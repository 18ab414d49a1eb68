/**
 * The transport over socket.io. The library's own reconnecting and buffering are off: Rosey decides when to come back,
 * and a line of an hour ago must not burst out afterwards. No `Origin` is sent: the server checks it where one is given.
 *
 * @module
 */

import { io, type ManagerOptions, type SocketOptions } from "socket.io-client";
import { SocksProxyAgent } from "socks-proxy-agent";
import type { CloseReason, RoomSocket, RoomSocketFactory, RoomSocketListener } from "./transport.ts";

/** How long the library waits for a connection; the session's own limit is the same. */
const CONNECT_TIMEOUT_MS = 20_000;

const OPTIONS: Partial<ManagerOptions & SocketOptions> = {
  transports: ["websocket"],
  reconnection: false,
  forceNew: true,
  autoConnect: false,
  timeout: CONNECT_TIMEOUT_MS,
};

/** Connections over socket.io, through a SOCKS proxy if one is given (see `proxy.ts` for its form). */
export function socketIoTransport(proxyUrl?: string): RoomSocketFactory {
  return { connect: (url, listener) => openSocket(url, listener, proxyUrl) };
}

function openSocket(url: string, listener: RoomSocketListener, proxyUrl: string | undefined): RoomSocket {
  const options = proxyUrl === undefined
    ? OPTIONS
    : Object.assign({}, OPTIONS, { agent: new SocksProxyAgent(proxyUrl) });
  const socket = io(url, options);
  let shaken = false;
  let over = false;

  const hangUp = () => {
    over = true;
    socket.off();
    socket.offAny();
    socket.disconnect();
  };
  const close = (reason: CloseReason) => {
    if (over) return;
    hangUp();
    listener.onClosed(reason);
  };

  socket.on("connect", () => listener.onOpen());
  socket.onAny((event: string, ...values: unknown[]) => listener.onFrame(event, values[0]));
  socket.on("connect_error", (error) => {
    const message = withDetail(error);
    close(shaken ? { kind: "refused", message } : { kind: "unreachable", message });
  });
  socket.on("disconnect", (reason) => close(closeReason(reason)));

  socket.connect();
  const { engine } = socket.io;
  engine.on("handshake", (handshake) => {
    shaken = true;
    if (!over) listener.onPingInterval(handshake.pingInterval);
  });
  engine.on("packet", () => {
    if (!over) listener.onActivity();
  });

  return {
    emit(event, payload, onAnswer) {
      if (over || !socket.connected) return false;
      if (onAnswer === undefined) socket.emit(event, ...(payload === undefined ? [] : [payload]));
      else {
        socket.emit(event, payload, (answer: unknown) => {
          if (!over) onAnswer(answer);
        });
      }
      return true;
    },
    close: hangUp,
  };
}

function closeReason(reason: string): CloseReason {
  switch (reason) {
    case "io server disconnect":
      return { kind: "server" };
    case "ping timeout":
      return { kind: "silence" };
    default:
      return { kind: "network", message: reason };
  }
}

/** A transport error says "websocket error" and keeps the cause, such as a refused port, in its description. */
function withDetail(error: Error): string {
  const description: unknown = "description" in error ? error.description : undefined;
  if (typeof description !== "object" || description === null || !("message" in description)) {
    return error.message;
  }
  const { message } = description;
  return typeof message === "string" && message !== "" ? `${error.message} (${message})` : error.message;
}
