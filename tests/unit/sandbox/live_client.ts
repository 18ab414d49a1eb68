/** Real socket.io clients of a real sandbox, with everything that they get kept in order. */
import { io, type Socket } from "socket.io-client";
import { type Clock, ManualClock, seededRandom } from "../../../src/domain/clock.ts";
import type { SandboxOptions } from "../../../src/sandbox/options.ts";
import { Sandbox } from "../../../src/sandbox/server.ts";

/** Frames that came, in order; a test can wait for one. */
export class LiveClient implements AsyncDisposable {
  readonly frames: { readonly event: string; readonly data: unknown }[] = [];
  readonly socket: Socket;
  readonly #ended = Promise.withResolvers<string>();
  #waiting: { event: string; skip: number; resolve: (data: unknown) => void }[] = [];

  constructor(
    url: string,
    options: { readonly address?: string; readonly headers?: Record<string, string> } = {},
  ) {
    const forwarded = options.address === undefined ? {} : { "x-forwarded-for": options.address };
    this.socket = io(url, {
      transports: ["websocket"],
      reconnection: false,
      forceNew: true,
      extraHeaders: { ...forwarded, ...options.headers },
    });
    this.socket.onAny((event: string, data: unknown) => this.#take(event, data));
    this.socket.on("disconnect", (reason) => this.#ended.resolve(reason));
    this.socket.on("connect_error", (error: Error) => this.#ended.resolve(`refused: ${error.message}`));
  }

  /** Why the connection ended, as the client says. */
  get ended(): Promise<string> {
    return this.#ended.promise;
  }

  /** The payload of the next frame of this event, or of one that came and was not waited for yet. */
  async next(event: string): Promise<unknown> {
    const index = this.frames.findIndex((frame) => frame.event === event);
    const [found] = index < 0 ? [] : this.frames.splice(index, 1);
    if (found !== undefined) return found.data;
    const { promise, resolve } = Promise.withResolvers<unknown>();
    this.#waiting.push({ event, skip: 0, resolve });
    return await promise;
  }

  send(event: string, data?: unknown): this {
    if (data === undefined) this.socket.emit(event);
    else this.socket.emit(event, data);
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { io: manager } = this.socket;
    if (!this.socket.connected && manager._readyState === "closed") return;
    const closed = Promise.withResolvers<void>();
    manager.engine?.on("close", () => closed.resolve());
    this.socket.disconnect();
    manager._close();
    if (manager._readyState === "closed") closed.resolve();
    await closed.promise;
  }

  #take(event: string, data: unknown): void {
    const index = this.#waiting.findIndex((waiting) => waiting.event === event);
    const [waiting] = index < 0 ? [] : this.#waiting.splice(index, 1);
    if (waiting === undefined) this.frames.push({ event, data });
    else waiting.resolve(data);
  }
}

const ACCOUNTS = ["owner", "alice", "rosey"].map((name) => ({ name, password: `${name}-pw` }));

/** A sandbox on a free port, whose clock the test moves, and the clients that were opened on it. */
export class LiveSandbox implements AsyncDisposable {
  readonly clock: ManualClock;
  readonly sandbox: Sandbox;
  readonly #clients: LiveClient[] = [];
  #nextAddress = 1;

  private constructor(sandbox: Sandbox, clock: ManualClock) {
    this.sandbox = sandbox;
    this.clock = clock;
  }

  static async start(options: Partial<Omit<SandboxOptions, "clock">> = {}): Promise<LiveSandbox> {
    const clock = new ManualClock();
    const sandbox = await Sandbox.start({
      clock: clock satisfies Clock,
      random: seededRandom(11),
      port: 0,
      accounts: ACCOUNTS,
      channels: [{ name: "testroom", ranks: { owner: 5 } }],
      ...options,
      settings: { loginDelayMs: 0, ...options.settings },
    });
    return new LiveSandbox(sandbox, clock);
  }

  /** Opens a client; each has an address of its own unless one is given. */
  client(options: { readonly address?: string; readonly headers?: Record<string, string> } = {}): LiveClient {
    const address = options.address ?? `192.0.2.${this.#nextAddress++}`;
    const client = new LiveClient(this.sandbox.url, { ...options, address });
    this.#clients.push(client);
    return client;
  }

  /** A guest inside a channel. */
  async guest(name: string, channel = "testroom"): Promise<LiveClient> {
    const client = this.client().send("login", { name }).send("joinChannel", { name: channel });
    await client.next("userlist");
    return client;
  }

  /** An account inside a channel. */
  async member(name: string, channel = "testroom"): Promise<LiveClient> {
    const client = this.client();
    await client.next("rank");
    client.send("login", { name, pw: `${name}-pw` }).send("joinChannel", { name: channel });
    await client.next("userlist");
    this.clock.advance(0);
    await client.next("login");
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) await client[Symbol.asyncDispose]();
    await this.sandbox.stop();
  }
}
