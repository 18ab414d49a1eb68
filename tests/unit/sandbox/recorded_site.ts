/** A site without sockets, and people in it whose frames are kept for the test to look at. */
import { ManualClock, seededRandom } from "../../../src/domain/clock.ts";
import { defaultCatalogue } from "../../../src/sandbox/default_catalogue.ts";
import type { Connection, Ending } from "../../../src/sandbox/model/connection.ts";
import { Site } from "../../../src/sandbox/model/site.ts";
import {
  DEFAULT_SETTINGS,
  type SandboxAccount,
  type SandboxChannelSetup,
  type SandboxSettings,
} from "../../../src/sandbox/options.ts";
import type { SandboxState } from "../../../src/sandbox/state.ts";

const ACCOUNTS: readonly SandboxAccount[] = ["owner", "mod1", "alice", "bob", "rosey"].map((name) => ({
  name,
  password: `${name}-pw`,
}));

const CHANNELS: readonly SandboxChannelSetup[] = [
  { name: "testroom", ranks: { owner: 5, mod1: 2 } },
  { name: "floodroom", options: { chat_antiflood: true } },
  { name: "pwroom", ranks: { owner: 5 }, password: "sesame" },
  { name: "anonblock", options: { block_anonymous_users: true } },
];

/** One frame that somebody got. */
export interface Received {
  readonly event: string;
  readonly args: readonly unknown[];
}

/** Somebody connected, with everything that came. */
export class Visitor {
  readonly frames: Received[] = [];
  ending: Ending | undefined;
  readonly #world: World;
  readonly #connection: Connection | undefined;

  constructor(world: World, address: string) {
    this.#world = world;
    this.#connection = world.site.open(address, {
      send: (event, args) => void this.frames.push(structuredClone({ event, args })),
      end: (how) => void (this.ending = how),
    }, undefined);
  }

  /** Sends a frame; the answer to an acknowledgement comes as a frame `(ack)`. */
  send(event: string, data?: unknown, options: { readonly acknowledged?: boolean } = {}): this {
    const acknowledge = options.acknowledged === true
      ? (answer: unknown) => void this.frames.push({ event: "(ack)", args: [answer] })
      : undefined;
    if (this.#connection !== undefined) this.#world.site.receive(this.#connection, event, data, acknowledge);
    return this;
  }

  say(msg: string, meta: object = {}): this {
    return this.send("chatMsg", { msg, meta });
  }

  /** The client goes away by itself. */
  goAway(): void {
    this.#connection?.ended();
  }

  /** Takes what came since the last time. */
  take(): Received[] {
    return this.frames.splice(0);
  }

  /** The names of the events that came since the last time. */
  takeEvents(): string[] {
    return this.take().map(({ event }) => event);
  }

  /** The first argument of each frame of this event since the last time. */
  takeAll(event: string): unknown[] {
    return this.take().filter((frame) => frame.event === event).map(({ args }) => args[0]);
  }
}

/** A site with a clock that the test moves. */
export class World {
  readonly clock = new ManualClock();
  readonly site: Site;
  settings: SandboxSettings;
  #nextAddress = 1;

  constructor(options: { readonly settings?: Partial<SandboxSettings>; readonly state?: SandboxState } = {}) {
    this.settings = { ...DEFAULT_SETTINGS, ...options.settings };
    this.site = new Site({
      clock: this.clock,
      random: seededRandom(7),
      accounts: ACCOUNTS,
      channels: CHANNELS,
      catalogue: defaultCatalogue,
      settings: () => this.settings,
      state: options.state,
    });
  }

  /** Somebody who only connected. */
  connect(address = `192.0.2.${this.#nextAddress++}`): Visitor {
    return new Visitor(this, address);
  }

  /** An account, logged in and inside; what came so far is forgotten. */
  enter(name: string, channel = "testroom"): Visitor {
    const visitor = this.connect();
    visitor.send("login", { name, pw: `${name}-pw` });
    this.clock.advance(this.settings.loginDelayMs);
    visitor.send("joinChannel", { name: channel });
    visitor.take();
    return visitor;
  }

  /** A guest inside; what came so far is forgotten. */
  enterGuest(name: string, channel = "testroom"): Visitor {
    const visitor = this.connect();
    visitor.send("login", { name }).send("joinChannel", { name: channel });
    visitor.take();
    return visitor;
  }
}
