import assert from "node:assert/strict";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { connect, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { once } from "node:events";
import { discoveryFetch, parseProxy } from "../../../src/cytube/proxy.ts";
import { socketIoTransport } from "../../../src/cytube/socket_io_transport.ts";
import type { CloseReason, RoomSocketFactory } from "../../../src/cytube/transport.ts";
import { RunningClient, startSandbox } from "./sandbox_room.ts";

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** How a connection to an address ends. */
function closing(factory: RoomSocketFactory, url: string): Promise<CloseReason> {
  return new Promise((resolve) => {
    factory.connect(url, {
      onOpen() {},
      onFrame() {},
      onActivity() {},
      onPingInterval() {},
      onClosed: resolve,
    });
  });
}

Deno.test("socket transport: no Origin is sent, and a refusal below socket.io is unreachable", async () => {
  let headers: IncomingHttpHeaders = {};
  const server = createServer();
  server.on("upgrade", (request, socket) => {
    headers = request.headers;
    socket.destroy();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const reason = await closing(socketIoTransport(), `http://127.0.0.1:${portOf(server)}`);
  assert.equal(reason.kind, "unreachable");
  assert.equal(headers.origin, undefined);
  assert.ok(headers.upgrade !== undefined);
  server.close();
  await once(server, "close");
});

Deno.test("socket transport: nothing is kept for later when the connection does not stand", async () => {
  const sandbox = await startSandbox();
  const events: string[] = [];
  const socket = socketIoTransport().connect(sandbox.url, {
    onOpen() {},
    onFrame: (event) => events.push(event),
    onActivity() {},
    onPingInterval() {},
    onClosed() {},
  });
  assert.equal(socket.emit("chatMsg", { msg: "too early" }), false);
  socket.close();
  assert.equal(socket.emit("chatMsg", { msg: "too late" }), false);
  await sandbox.stop();
  assert.deepEqual(events, []);
});

/** The least of a SOCKS 5 proxy: no password, connect only, to one port of this machine. */
function startSocks(targetPort: number): { server: Server; uses: () => number; end: () => Promise<void> } {
  let uses = 0;
  const sockets = new Set<Socket>();
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
  };
  const server = createTcpServer((client) => {
    track(client);
    client.once("data", () => {
      client.write(new Uint8Array([5, 0]));
      client.once("data", () => {
        uses++;
        const target = connect(targetPort, "127.0.0.1", () => {
          client.write(new Uint8Array([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
          client.pipe(target);
          target.pipe(client);
        });
        track(target);
      });
    });
  });
  server.listen(0, "127.0.0.1");
  const end = async () => {
    server.close();
    const open = [...sockets].map((socket) => once(socket, "close"));
    for (const socket of sockets) socket.destroy();
    await Promise.all([...open, once(server, "close")]);
  };
  return { server, uses: () => uses, end };
}

// The library of the proxy leaves its time limit for the handshake running (it holds nothing up).
const LEAVES_A_TIMER = { sanitizeOps: false, sanitizeResources: false };

Deno.test("proxy: discovery and the socket both go through it", LEAVES_A_TIMER, async () => {
  const sandbox = await startSandbox();
  const socks = startSocks(sandbox.port);
  await once(socks.server, "listening");
  const proxy = parseProxy(`127.0.0.1:${portOf(socks.server)}`);
  const discovery = discoveryFetch(proxy);
  const rosey = new RunningClient(sandbox.url, {
    fetch: discovery.fetch,
    transport: socketIoTransport(proxy),
  });
  await rosey.event("room.entered");
  assert.equal(socks.uses(), 2);
  await rosey.stop();
  discovery.close();
  await socks.end();
  await sandbox.stop();
});
