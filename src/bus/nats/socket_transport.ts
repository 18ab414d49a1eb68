/**
 * The client's way to a server: a socket, encrypted where both sides want it.
 *
 * The client brings one of its own, which takes its listeners off a socket before the socket is done: an error that comes
 * then is nobody's, and ends the program. It also checks the certificate of a server whose address is a number against
 * the name `localhost`. Here a socket's errors are heard for as long as it lives, and a certificate must be that of the
 * host that was configured.
 *
 * @module
 */

import { lookup } from "node:dns/promises";
import { readFile } from "node:fs/promises";
import { createConnection, type Socket } from "node:net";
import { checkServerIdentity, connect as connectTls } from "node:tls";
import {
  type ConnectionOptions,
  extractProtocolMessage,
  INFO,
  type NatsConnection,
  NatsConnectionImpl,
  type Server,
  setTransportFactory,
  type Transport,
} from "nats";
import { z } from "zod";

/** What the server says of itself first; the client reads the rest of it. */
const ServerGreeting = z.looseObject({
  tls_required: z.boolean().default(false),
  tls_available: z.boolean().default(false),
});

/** A server says who it is in less; something else listens there otherwise. */
const GREETING_LIMIT_BYTES = 1024 * 1024;

/** Connects by {@link SocketTransport}. */
export function connectBySocket(options: ConnectionOptions): Promise<NatsConnection> {
  setTransportFactory({
    factory: () => new SocketTransport(),
    dnsResolveFn: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
  });
  return NatsConnectionImpl.connect(options);
}

/** See the module. */
class SocketTransport implements Transport {
  readonly lang = "nats.js";
  readonly version = "3.4.0";
  closeError?: Error;
  readonly #chunks: Uint8Array[] = [];
  readonly #closed = Promise.withResolvers<void | Error>();
  #socket: Socket | undefined;
  #isConnected = false;
  #isEncrypted = false;
  #isDone = false;
  #wake = () => {};

  get isClosed(): boolean {
    return this.#isDone;
  }

  isEncrypted(): boolean {
    return this.#isEncrypted;
  }

  async connect(server: Server, options: ConnectionOptions): Promise<void> {
    try {
      const plain = this.#keep(createConnection({ host: server.hostname, port: server.port }));
      await opened(plain, "connect");
      const greeting = await this.#greeting(plain);
      const offersTls = greeting.tls_required || greeting.tls_available;
      if (options.tls && !offersTls) throw new Error("the server does not encrypt, and tls:// demands it");
      if (offersTls) await this.#encrypt(plain, server, options);
    } catch (error) {
      this.#end();
      throw error;
    }
    const socket = this.#socket;
    if (this.#isDone || socket === undefined) throw new Error("the connection was given up");
    this.#isConnected = true;
    socket.on("data", (chunk: Uint8Array) => this.#take(chunk));
    socket.on("close", () => this.#end());
    if (socket.destroyed) this.#end();
  }

  async *[Symbol.asyncIterator](): AsyncIterableIterator<Uint8Array> {
    try {
      for (;;) {
        const chunk = this.#chunks.shift();
        if (chunk !== undefined) yield chunk;
        else if (this.#isDone) return;
        else await new Promise<void>((resolve) => this.#wake = resolve);
      }
    } finally {
      // The client reads no more, also where it could not read what came.
      this.#end();
    }
  }

  send(frame: Uint8Array): void {
    // What cannot be written is noticed by the missing answer to a ping.
    if (!this.#isDone) this.#socket?.write(frame);
  }

  close(error?: Error): Promise<void> {
    this.#end(error);
    return Promise.resolve();
  }

  disconnect(): void {
    this.#end();
  }

  closed(): Promise<void | Error> {
    return this.#closed.promise;
  }

  discard(): void {
    this.#isConnected = false;
    this.#end();
  }

  /** From now on this socket's end is this transport's, and its errors are heard. */
  #keep(socket: Socket): Socket {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("error", (error) => this.closeError ??= error);
    return socket;
  }

  /** Reads the server's first message, which stays there for the client. */
  #greeting(socket: Socket): Promise<z.output<typeof ServerGreeting>> {
    return new Promise((resolve, reject) => {
      let bytes = new Uint8Array();
      const end = (result: () => void) => {
        socket.off("data", read).off("close", closed);
        result();
      };
      const closed = () => end(() => reject(this.closeError ?? new Error("the server hung up")));
      const read = (chunk: Uint8Array) => {
        this.#chunks.push(chunk);
        bytes = concat(bytes, chunk);
        const message = extractProtocolMessage(bytes);
        if (message === "" && bytes.length < GREETING_LIMIT_BYTES) return;
        const greeting = ServerGreeting.safeParse(json(INFO.exec(message)?.[1] ?? ""));
        if (greeting.success) end(() => resolve(greeting.data));
        else end(() => reject(new Error("what listens there is no NATS server")));
      };
      socket.on("data", read).on("close", closed);
    });
  }

  async #encrypt(plain: Socket, { tlsName, hostname }: Server, { tls }: ConnectionOptions): Promise<void> {
    const { caFile, certFile, keyFile } = tls ?? {};
    const [ca, cert, key] = await Promise.all([caFile, certFile, keyFile].map(contents));
    const secure = this.#keep(connectTls({
      socket: plain,
      servername: tlsName,
      rejectUnauthorized: true,
      checkServerIdentity: (_, certificate) =>
        checkServerIdentity(tlsName === "" ? hostname : tlsName, certificate),
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined ? {} : { cert }),
      ...(key === undefined ? {} : { key }),
    }));
    await opened(secure, "secureConnect");
    this.#isEncrypted = true;
  }

  #take(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#wake();
  }

  #end(error?: Error): void {
    if (this.#isDone) return;
    this.#isDone = true;
    if (error !== undefined) this.closeError ??= error;
    this.#socket?.destroy();
    // Nobody waits for the end of what never began.
    if (this.#isConnected) this.#closed.resolve(this.closeError);
    this.#wake();
  }
}

/** Resolves when a socket says so, and rejects when it fails before. */
function opened(socket: Socket, event: "connect" | "secureConnect"): Promise<void> {
  return new Promise((resolve, reject) => {
    let reason = new Error("the server hung up");
    const closed = () => reject(reason);
    socket.on("error", (error) => {
      reason = error;
      reject(error);
    });
    socket.once("close", closed);
    socket.once(event, () => {
      socket.off("close", closed);
      resolve();
    });
  });
}

async function contents(path: string | undefined): Promise<string | undefined> {
  return path === undefined ? undefined : await readFile(path, "utf8");
}

function concat(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(one.length + other.length);
  whole.set(one);
  whole.set(other, one.length);
  return whole;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
