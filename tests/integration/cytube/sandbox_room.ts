/**
 * A sandbox on a free port, clients of ours in it, and visitors to act on them: everything over real sockets.
 *
 * @module
 */

import { CytubeClient, type CytubeClientOptions, type ExitOutcome } from "../../../src/cytube/client.ts";
import { EventStamps } from "../../../src/cytube/event_stamps.ts";
import { silentLog } from "../../../src/cytube/log_port.ts";
import { discoveryFetch } from "../../../src/cytube/proxy.ts";
import { socketIoTransport } from "../../../src/cytube/socket_io_transport.ts";
import type { RoomSocket } from "../../../src/cytube/transport.ts";
import { ManualClock, seededRandom, systemClock } from "../../../src/domain/clock.ts";
import type { EventKind, EventOf, RoomEvent } from "../../../src/domain/events.ts";
import { Secret } from "../../../src/domain/secret.ts";
import type { SandboxChannelSetup, SandboxSettings } from "../../../src/sandbox/options.ts";
import { Sandbox } from "../../../src/sandbox/server.ts";

/** Starts a sandbox whose passwords are the names. */
export function startSandbox(
  channel: Partial<SandboxChannelSetup> = {},
  settings: Partial<SandboxSettings> = {},
): Promise<Sandbox> {
  const names = ["rosey", "alice", "owner"];
  return Sandbox.start({
    clock: systemClock,
    random: seededRandom(1),
    port: 0,
    accounts: names.map((name) => ({ name, password: name })),
    channels: [{ name: "testroom", ranks: { owner: 5 }, ...channel }],
    settings: { loginDelayMs: 1, ...settings },
  });
}

/** A client whose time stands still, so that a wait of a minute is one call. */
export class RunningClient {
  readonly clock = new ManualClock();
  readonly events: RoomEvent[] = [];
  readonly client: CytubeClient;
  readonly #abort = new AbortController();
  readonly #running: Promise<ExitOutcome>;
  readonly #waiting = new Set<() => void>();
  #times: readonly number[] = [];

  constructor(site: string, options: Partial<CytubeClientOptions> = {}) {
    const clock = options.clock ?? this.clock;
    this.client = new CytubeClient({
      domain: site,
      channel: "testroom",
      channelPassword: undefined,
      user: { name: "rosey", password: new Secret("rosey") },
      clock,
      random: seededRandom(2),
      transport: socketIoTransport(),
      fetch: discoveryFetch().fetch,
      connectLog: {
        load: () => Promise.resolve(this.#times),
        save: (times) => Promise.resolve(void (this.#times = times)),
      },
      log: silentLog,
      stamps: new EventStamps("integration", clock),
      sink: (event) => {
        this.events.push(event);
        for (const wake of [...this.#waiting]) wake();
      },
      ...options,
    });
    this.#running = this.client.run(this.#abort.signal);
  }

  /** The `count`th event of a kind (that fits), now or when it comes. */
  async event<Kind extends EventKind>(
    kind: Kind,
    fits: (event: EventOf<Kind>) => boolean = () => true,
    count = 1,
  ): Promise<EventOf<Kind>> {
    for (;;) {
      const found = this.events
        .filter((event): event is EventOf<Kind> => event.kind === kind)
        .filter(fits)[count - 1];
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#waiting.delete(wake);
          resolve();
        };
        this.#waiting.add(wake);
      });
    }
  }

  /** Lets the time of a retry pass, and no more: what follows takes real time. */
  async passRetry(lost: EventOf<"room.lost">): Promise<void> {
    await this.clock.advanceAsync(lost.retryInMs ?? 0);
  }

  /** How the client ended by itself. */
  get outcome(): Promise<ExitOutcome> {
    return this.#running;
  }

  async stop(): Promise<ExitOutcome> {
    this.#abort.abort();
    return await this.#running;
  }
}

/** Somebody else in the room, without any of the client's wisdom. */
export class Visitor {
  readonly #socket: RoomSocket;
  readonly joined: Promise<void>;

  constructor(url: string, name: string) {
    let listed = () => {};
    this.joined = new Promise((resolve) => listed = resolve);
    this.#socket = socketIoTransport().connect(url, {
      onOpen: () => this.#socket.emit("login", { name, pw: name }),
      onFrame: (event) => {
        if (event === "login") this.#socket.emit("joinChannel", { name: "testroom" });
        if (event === "userlist") listed();
      },
      onActivity() {},
      onPingInterval() {},
      onClosed() {},
    });
  }

  say(msg: string): void {
    this.#socket.emit("chatMsg", { msg, meta: {} });
  }

  tell(to: string, msg: string): void {
    this.#socket.emit("pm", { to, msg, meta: {} });
  }

  send(event: string, payload?: unknown): void {
    this.#socket.emit(event, payload);
  }

  leave(): void {
    this.#socket.close();
  }
}
