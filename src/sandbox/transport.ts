/**
 * The model's sockets: socket.io over node's HTTP server, set as a CyTube server has it.
 *
 * @module
 */

import { createServer, type Server as HttpServer } from "node:http";
import type { AddressInfo, Socket as TcpSocket } from "node:net";
import { Server as SocketServer, type Socket } from "socket.io";
import type { Clock } from "../domain/clock.ts";
import { RoseyError } from "../domain/errors.ts";
import { answerHttp, type HttpSite } from "./http_routes.ts";
import { type Faults, FaultyLine } from "./faults.ts";
import type { Acknowledge, Connection, Ending, Wire } from "./model/connection.ts";
import type { Site } from "./model/site.ts";
import { addressOf } from "./visitor_address.ts";
import { Silence } from "./silence.ts";
import { WireCounts } from "./wire_counts.ts";

/** As CyTube 3.86 has them. */
const PING_INTERVAL_MS = 25_000;
const PING_TIMEOUT_MS = 120_000;
/** A larger frame ends the connection without a word. */
const MAX_FRAME_BYTES = 1024 * 1024;

/** What the sockets serve. */
export interface TransportParts {
  readonly clock: Clock;
  readonly faults: Faults;
  readonly site: () => Site;
  readonly http: HttpSite;
}

/** A listening port and everything that is connected to it. */
export class Transport {
  readonly counts = new WireCounts();
  readonly silence = new Silence();
  readonly #parts: TransportParts;
  readonly #http: HttpServer;
  readonly #io: SocketServer;
  readonly #tcp = new Set<TcpSocket>();
  readonly #lines = new Map<Socket, { readonly out: FaultyLine; readonly in: FaultyLine }>();
  #refusesTcp = false;

  private constructor(parts: TransportParts) {
    this.#parts = parts;
    this.#http = createServer((request, response) => {
      answerHttp(parts.http, request, response).catch(() => response.destroy());
    });
    this.#http.on("connection", (socket: TcpSocket) => {
      if (this.#refusesTcp) return void socket.destroy();
      this.#tcp.add(socket);
      socket.on("close", () => this.#tcp.delete(socket));
    });
    this.#io = new SocketServer(this.#http, {
      allowEIO3: true,
      pingInterval: PING_INTERVAL_MS,
      pingTimeout: PING_TIMEOUT_MS,
      maxHttpBufferSize: MAX_FRAME_BYTES,
      perMessageDeflate: false,
      httpCompression: false,
      serveClient: false,
      allowRequest: (request, decide) =>
        this.silence.whenHeard(() => decide(undefined, isOwnOrigin(request.headers))),
    });
    this.counts.watch(this.#io.engine);
    this.#io.engine.on("connection", (session: Socket["conn"]) => this.silence.cover(session));
    this.#io.use((socket, next) => {
      const refusal = parts.faults.refusal ?? parts.site().refusal(addressOf(socket.request));
      if (refusal === undefined) next();
      else next(new Error(refusal));
    });
    this.#io.on("connection", (socket) => this.#welcome(socket));
  }

  /** Starts listening. A port that is taken is an error that names it and the flag. */
  static async listen(parts: TransportParts, hostname: string, port: number): Promise<Transport> {
    const transport = new Transport(parts);
    await transport.#listen(hostname, port);
    return transport;
  }

  /** The port that was asked for, or found. */
  get port(): number {
    const address: string | AddressInfo | null = this.#http.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** Cuts new TCP connections at once, or lets them in. */
  refuseTcp(refused: boolean): void {
    this.#refusesTcp = refused;
  }

  /** Cuts every connection. */
  cutAll(): void {
    for (const socket of this.#lines.keys()) socket.conn.close();
  }

  /** Stops listening and ends what is connected: in good order, or as when the process dies. */
  async close(how: "graceful" | "killed"): Promise<void> {
    this.silence.end(false);
    for (const { out } of this.#lines.values()) {
      if (how === "graceful") out.flush();
      else out.end();
    }
    if (how === "killed") { for (const socket of this.#tcp) socket.destroy(); }
    const closed = this.#io.close();
    // Neither a browser that keeps its connection, nor a client that no longer answers, may hold the end up:
    // a turn later the goodbyes of the websockets are written, and what is still connected is cut.
    await new Promise((resolve) => setImmediate(resolve));
    for (const socket of this.#tcp) socket.destroy();
    await closed;
    for (const lines of this.#lines.values()) {
      lines.out.end();
      lines.in.end();
    }
  }

  async #listen(hostname: string, port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#http.once("error", (error) => reject(portError(error, hostname, port)));
      this.#http.listen(port, hostname, () => resolve());
    });
  }

  #welcome(socket: Socket): void {
    const { clock, faults } = this.#parts;
    const lines = {
      out: new FaultyLine(faults, "toClient", clock),
      in: new FaultyLine(faults, "fromClient", clock),
    };
    this.#lines.set(socket, lines);
    const site = this.#parts.site();
    const account = this.#parts.http.cookies.read(socket.handshake.headers.cookie, this.#parts.http.account);
    const connection = site.open(addressOf(socket.request), this.#wire(socket, lines.out), account);
    socket.on("disconnect", () => {
      this.#lines.delete(socket);
      lines.out.end();
      lines.in.end();
      connection?.ended();
    });
    if (connection !== undefined) this.#hear(socket, lines.in, site, connection);
  }

  #hear(socket: Socket, line: FaultyLine, site: Site, connection: Connection): void {
    socket.onAny((event: string, ...args: unknown[]) => {
      const last = args.at(-1);
      const acknowledge: Acknowledge | undefined = isAcknowledge(last) ? last : undefined;
      const data = acknowledge !== undefined && args.length === 1 ? undefined : args[0];
      const deliver = () => site.receive(connection, event, data, acknowledge);
      this.silence.whenHeard(() => line.pass(event, deliver));
    });
  }

  #wire(socket: Socket, line: FaultyLine): Wire {
    return {
      send: (event, args) => line.pass(event, () => void socket.emit(event, ...args)),
      end: (how: Ending) =>
        this.silence.whenHeard(() => {
          line.flush();
          if (how === "disconnect") socket.disconnect(true);
          else socket.conn.close();
        }),
    };
  }
}

function isAcknowledge(value: unknown): value is Acknowledge {
  return typeof value === "function";
}

/** Only pages of our own may connect; programs send no origin. */
function isOwnOrigin(headers: Readonly<Record<string, string | string[] | undefined>>): boolean {
  const { origin, host } = headers;
  return typeof origin !== "string" || origin === `http://${String(host)}`;
}

function portError(error: Error, hostname: string, port: number): Error {
  if (!("code" in error) || error.code !== "EADDRINUSE") return error;
  return new RoseyError(`cannot start the sandbox on ${hostname}: port ${port} is in use`, {
    code: "sandbox.port_in_use",
    exit: "portInUse",
    hint: "Choose another with --sandbox-port (0 takes any free one).",
    cause: error,
  });
}
