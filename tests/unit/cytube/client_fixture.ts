/**
 * A client on a fake transport and a clock that stands still, with everything that it tells recorded.
 *
 * @module
 */

import { CytubeClient, type CytubeClientOptions, type ExitOutcome } from "../../../src/cytube/client.ts";
import { EventStamps } from "../../../src/cytube/event_stamps.ts";
import type { ClientLog, LogDetails } from "../../../src/cytube/log_port.ts";
import { ManualClock, seededRandom } from "../../../src/domain/clock.ts";
import type { EventKind, EventOf, RoomEvent } from "../../../src/domain/events.ts";
import { Secret } from "../../../src/domain/secret.ts";
import { type FakeSocket, FakeTransport } from "./fake_transport.ts";

/** A line of the log. */
export interface LogLine {
  readonly level: "debug" | "info" | "warn";
  readonly message: string;
  readonly details: LogDetails;
}

/** A log that a test can read. */
export class RecordedLog implements ClientLog {
  readonly lines: LogLine[] = [];

  debug(message: string, details: LogDetails = {}): void {
    this.lines.push({ level: "debug", message, details });
  }

  info(message: string, details: LogDetails = {}): void {
    this.lines.push({ level: "info", message, details });
  }

  warn(message: string, details: LogDetails = {}): void {
    this.lines.push({ level: "warn", message, details });
  }
}

/** Rosey's account in these tests. */
export const ROSEY = { name: "rosey", password: new Secret("rosey-pw") };

/** The answer of discovery in these tests. */
export const DISCOVERED = { servers: [{ url: "https://one.example:8443", secure: true }] };

/** A running client and the strings it hangs on. */
export class ClientFixture {
  readonly clock = new ManualClock();
  readonly transport = new FakeTransport();
  readonly log = new RecordedLog();
  readonly events: RoomEvent[] = [];
  readonly connectTimes: number[] = [];
  readonly client: CytubeClient;
  discoveries = 0;
  readonly #abort = new AbortController();
  outcome: ExitOutcome | undefined;
  #running: Promise<void> | undefined;

  constructor(options: Partial<CytubeClientOptions> = {}) {
    this.client = new CytubeClient({
      domain: "site.example",
      channel: "testroom",
      channelPassword: undefined,
      user: ROSEY,
      clock: this.clock,
      random: seededRandom(1),
      transport: this.transport,
      fetch: () => {
        this.discoveries++;
        return Promise.resolve({ status: 200, text: () => Promise.resolve(JSON.stringify(DISCOVERED)) });
      },
      connectLog: {
        load: () => Promise.resolve(this.connectTimes),
        save: (times) => Promise.resolve(void this.connectTimes.splice(0, Infinity, ...times)),
      },
      log: this.log,
      stamps: new EventStamps("test", this.clock),
      sink: (event) => this.events.push(event),
      ...options,
    });
  }

  /** Starts, and lets the first connection begin. */
  async start(): Promise<FakeSocket> {
    this.begin();
    await this.settle();
    return this.transport.latest;
  }

  begin(): void {
    this.#running = this.client.run(this.#abort.signal).then((outcome) => void (this.outcome = outcome));
  }

  /** Lets everything that can happen now happen. */
  async settle(): Promise<void> {
    await this.clock.advanceAsync(0);
    await this.clock.advanceAsync(0);
  }

  /** Waits until the client begins another connection than the ones so far; gives up after ten minutes of its time. */
  async nextSocket(): Promise<FakeSocket> {
    const known = this.transport.sockets.length;
    for (let second = 0; second < 600 && this.transport.sockets.length === known; second++) {
      await this.clock.advanceAsync(1000);
    }
    if (this.transport.sockets.length === known) throw new Error("the client did not connect again");
    return this.transport.latest;
  }

  /** Stops the client and waits until it has ended. */
  async stop(): Promise<ExitOutcome> {
    this.#abort.abort();
    await this.settle();
    await this.#running;
    if (this.outcome === undefined) throw new Error("the client did not end");
    return this.outcome;
  }

  /** The events of one kind. */
  of<Kind extends EventKind>(kind: Kind): readonly EventOf<Kind>[] {
    return this.events.filter((event): event is EventOf<Kind> => event.kind === kind);
  }
}

/** A user as the server tells it. */
export function wireUser(name: string, rank = 1, meta: Record<string, unknown> = {}) {
  return { name, rank, profile: { image: "", text: "" }, meta: { afk: false, muted: false, ...meta } };
}

/** A line as the server tells it. */
export function wireLine(username: string, msg: string, time: number, meta: Record<string, unknown> = {}) {
  return { username, msg, meta, time };
}

/** The channel's options as the server tells them. */
export function wireOptions(antiflood: Record<string, number> | undefined = undefined) {
  return {
    afk_timeout: 600,
    pagetitle: "testroom",
    chat_antiflood: antiflood !== undefined,
    chat_antiflood_params: antiflood ?? { burst: 4, sustained: 1, cooldown: 4 },
    password: false,
  };
}

/** What a join may bring beside the frames that always come. */
export interface JoinScene {
  readonly replay?: readonly unknown[];
  readonly others?: readonly unknown[];
  readonly me?: unknown;
  readonly antiflood?: Record<string, number>;
  readonly permissions?: Record<string, number>;
}

/** Plays the server's part of login and join on a fresh socket. */
export function letIn(socket: FakeSocket, scene: JoinScene = {}): void {
  socket.open();
  socket.deliver("rank", -1);
  socket.deliver("rank", 1);
  socket.deliver("login", { success: true, name: "rosey" });
  socket.deliver("rank", 1);
  socket.deliver("setPermissions", scene.permissions ?? { chat: 0 });
  socket.deliver("setPlaylistLocked", true);
  socket.deliver("emoteList", []);
  for (const line of scene.replay ?? []) socket.deliver("chatMsg", line);
  socket.deliver("drinkCount", 0);
  socket.deliver("setMotd", "");
  socket.deliver("channelOpts", wireOptions(scene.antiflood));
  socket.deliver("setPlaylistMeta", { count: 0, rawTime: 0, time: "00:00" });
  socket.deliver("playlist", []);
  socket.deliver("userlist", [scene.me ?? wireUser("rosey"), ...(scene.others ?? [])]);
  socket.deliver("usercount", 1 + (scene.others ?? []).length);
}
