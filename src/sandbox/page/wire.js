// @ts-check
/**
 * The socket.io protocol, as little of it as a chat page needs: one websocket, events both ways.
 */

/**
 * @typedef {object} WireEvents
 * @property {() => void} onOpen
 * @property {(event: string, data: unknown) => void} onEvent
 * @property {(why: string) => void} onClose called once
 */

/**
 * Connects to the server of this page.
 *
 * @param {string} url of the websocket, without parameters
 * @param {string} visitor stands for this tab's address
 * @param {WireEvents} events
 */
export function connect(url, visitor, events) {
  const query = `EIO=4&transport=websocket&visitor=${encodeURIComponent(visitor)}`;
  const socket = new WebSocket(`${url}/socket.io/?${query}`);
  let why = "The connection was lost.";
  socket.addEventListener("close", () => events.onClose(why), { once: true });
  socket.addEventListener("message", (message) => {
    const packet = readPacket(String(message.data));
    if (packet.kind === "open") socket.send("40");
    else if (packet.kind === "ping") socket.send("3");
    else if (packet.kind === "connected") events.onOpen();
    else if (packet.kind === "event") events.onEvent(packet.event, packet.data);
    else if (packet.kind === "refused") {
      why = packet.message;
      socket.close();
    } else if (packet.kind === "disconnected") {
      why = "The server closed the connection.";
      socket.close();
    }
  });
  return {
    /**
     * @param {string} event
     * @param {unknown} [data]
     */
    send(event, data) {
      if (socket.readyState !== WebSocket.OPEN) return;
      socket.send(`42${JSON.stringify(data === undefined ? [event] : [event, data])}`);
    },
    close() {
      why = "You left.";
      socket.close();
    },
  };
}

/**
 * Reads one packet; what a chat page does not need is `ignored`.
 *
 * @param {string} text
 * @returns {{kind: "open" | "ping" | "connected" | "disconnected" | "ignored"}
 *   | {kind: "refused", message: string} | {kind: "event", event: string, data: unknown}}
 */
export function readPacket(text) {
  if (text.startsWith("0")) return { kind: "open" };
  if (text === "2") return { kind: "ping" };
  if (text.startsWith("40")) return { kind: "connected" };
  if (text.startsWith("41")) return { kind: "disconnected" };
  if (text.startsWith("44")) {
    const refusal = JSON.parse(text.slice(2));
    return { kind: "refused", message: String(refusal?.message ?? "The server refused the connection.") };
  }
  if (!text.startsWith("42")) return { kind: "ignored" };
  const [event, data] = JSON.parse(text.slice(2));
  return { kind: "event", event: String(event), data };
}
