/**
 * One real connection to the sandbox, made with the library that clients of CyTube use.
 *
 * @module
 */
import { EventEmitter } from "node:events";
import { io, type Socket } from "socket.io-client";

/** What a connection tells: events of the server, acknowledgements, and what happens to the connection itself. */
export interface ConnectionListener {
  event(name: string, args: readonly unknown[]): void;
  /** `data` may still change until the connection has settled: a transport is upgraded after it has connected. */
  sys(name: string, data: () => Record<string, unknown>): void;
}

/** How a connection is made. */
export interface ConnectionOptions {
  readonly url: string;
  /** The address that the server sees. */
  readonly address: string;
  readonly transports: readonly ("polling" | "websocket")[];
  readonly cookie?: string | undefined;
}

/** A client's end of a connection, whoever speaks on it. */
export interface ClientConnection {
  /** Whether it has ended, by either side, or never came about. */
  readonly ended: boolean;
  /** engine.io's id of it, once the server has answered. */
  readonly engineId: string | undefined;
  /** Whether it is open, and waits for nothing but events. */
  readonly ready: boolean;
  /** Resolves once its sockets are closed on this side too, which is some turns after `ended`. */
  gone(): Promise<unknown>;
  readonly traffic: Traffic;
  /** The line in between: on a silent one nothing arrives for now, a torn one is about to end. */
  line: "works" | "silent" | "torn";
  /** Sends an event; on an ended connection nothing, as a client has nobody to send to. */
  send(name: string, args: readonly unknown[], wantsAck?: boolean): void;
  /** Ends it from this side. */
  close(): void;
}

/** Frames that have gone over a connection, by engine.io's own count. */
export interface Traffic {
  readonly sent: number;
  readonly received: number;
}

/** A socket.io connection that never comes back by itself, and knows what it has sent and received. */
export class Connection implements ClientConnection {
  readonly #socket: Socket;
  readonly #listener: ConnectionListener;
  readonly #wantsUpgrade: boolean;
  #sent = 0;
  #received = 0;
  #ended = false;
  readonly #websockets: Promise<void>[] = [];
  line: "works" | "silent" | "torn" = "works";

  constructor(options: ConnectionOptions, listener: ConnectionListener) {
    this.#listener = listener;
    this.#wantsUpgrade = options.transports.length > 1;
    this.#socket = io(options.url, {
      autoConnect: false,
      forceNew: true,
      reconnection: false,
      transports: [...options.transports],
      extraHeaders: {
        "X-Forwarded-For": options.address,
        ...(options.cookie === undefined ? {} : { cookie: options.cookie }),
      },
    });
    this.#listen();
    this.#socket.connect();
    const engine = this.#socket.io.engine;
    this.#watch(engine.transport);
    engine.on("upgrading", (transport) => this.#watch(transport));
    engine.on("packet", (packet) => void (packet.type === "message" && this.#received++));
    engine.on("packetCreate", (packet) => void (packet.type === "message" && this.#sent++));
  }

  #listen(): void {
    const socket = this.#socket;
    socket.onAny((name: string, ...args: unknown[]) => this.#listener.event(name, args));
    socket.on("connect", () => {
      const id = socket.id;
      this.#listener.sys("connect", () => ({ id, transport: socket.io.engine.transport.name }));
    });
    socket.on("disconnect", (reason) => {
      this.#ended = true;
      this.#listener.sys("disconnect", () => ({ reason }));
    });
    socket.on("connect_error", (error) => {
      this.#ended = true;
      const refused = error.message === "websocket error"
        ? { description: "the server does not answer" }
        : {};
      this.#listener.sys("connect_error", () => ({ message: error.message, ...refused }));
      socket.disconnect();
    });
  }

  get ended(): boolean {
    return this.#ended;
  }

  get engineId(): string | undefined {
    return this.#socket.io.engine.id;
  }

  get ready(): boolean {
    return this.#socket.connected &&
      (!this.#wantsUpgrade || this.#socket.io.engine.transport.name === "websocket");
  }

  get traffic(): Traffic {
    return { sent: this.#sent, received: this.#received };
  }

  send(name: string, args: readonly unknown[], wantsAck = false): void {
    if (this.#ended) return;
    if (!wantsAck) this.#socket.emit(name, ...args);
    else {this.#socket.emit(name, ...args, (answer: unknown) =>
        this.#listener.event(`(ack ${name})`, [answer]));}
  }

  close(): void {
    this.#socket.disconnect();
  }

  gone(): Promise<unknown> {
    return Promise.all(this.#websockets);
  }

  /** The library lets go of a websocket before its closing handshake, during which it still holds a timer. */
  #watch(transport: object): void {
    const websocket: unknown = Reflect.get(transport, "ws");
    if (!(websocket instanceof EventEmitter)) return;
    this.#websockets.push(new Promise((resolve) => websocket.once("close", () => resolve())));
  }
}
