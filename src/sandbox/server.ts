/**
 * The sandbox: a CyTube-compatible server of our own, for newcomers, for authors of plugins, and for tests.
 *
 * It speaks what CyTube 3.86 was recorded to speak. The model behind it (`model/`) knows no sockets and hangs on
 * the given clock and random numbers alone.
 *
 * @module
 */

import type { Clock } from "../domain/clock.ts";
import { AuthCookies } from "./auth_cookie.ts";
import { defaultCatalogue } from "./default_catalogue.ts";
import { Faults } from "./faults.ts";
import { nameKey } from "./model/names.ts";
import { type Announcement, Site } from "./model/site.ts";
import { DEFAULT_SETTINGS, type SandboxOptions, type SandboxSettings } from "./options.ts";
import type { SandboxState } from "./state.ts";
import { Transport } from "./transport.ts";
import type { WireCount } from "./wire_counts.ts";

/** How a sandbox ends: saving and in good order, or as if the machine had died. */
export type StopMode = "graceful" | "killed";

const DEFAULT_HOSTNAME = "127.0.0.1";

/** A running sandbox. */
export class Sandbox {
  /** Switches for everything that can go wrong. */
  readonly faults: Faults;
  readonly #options: SandboxOptions;
  readonly #cookies: AuthCookies;
  #settings: SandboxSettings;
  #site: Site;
  #transport: Transport | undefined;
  #port = 0;
  #state: SandboxState;
  #underWay = 0;

  private constructor(options: SandboxOptions) {
    this.#options = options;
    this.#settings = { ...DEFAULT_SETTINGS, ...options.settings };
    this.#cookies = new AuthCookies(options.clock, options.random);
    this.#site = this.#newSite(options.state);
    this.#state = this.#site.snapshot();
    this.faults = new Faults({
      clock: options.clock,
      random: options.random,
      silence: () => this.#transport?.silence.begin(),
      heal: (deliver) => this.#transport?.silence.end(deliver),
      disconnectAll: () => this.#transport?.cutAll(),
      movePartition: (channel, url) => this.#movePartition(channel, url),
      refuseTcp: (refused) => this.#transport?.refuseTcp(refused),
    });
  }

  /**
   * Starts a sandbox and waits until it listens.
   *
   * @throws RoseyError with exit `portInUse` if the port is taken.
   */
  static async start(options: SandboxOptions): Promise<Sandbox> {
    const sandbox = new Sandbox(options);
    try {
      await sandbox.#listen(options.port);
    } catch (error) {
      sandbox.#site.end();
      throw error;
    }
    return sandbox;
  }

  /** The address of the page, of discovery and of the sockets: all one. */
  get url(): string {
    return `http://${this.#options.hostname ?? DEFAULT_HOSTNAME}:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  get clock(): Clock {
    return this.#options.clock;
  }

  /** Changes settings of the site while it runs. */
  changeSettings(changes: Partial<SandboxSettings>): void {
    this.#settings = { ...this.#settings, ...changes };
  }

  /** Shows an announcement to everybody and to all who come; `undefined` clears it, without a word. */
  announce(announcement: Announcement | undefined): void {
    this.#site.announce(announcement);
  }

  /** Unloads a channel as a site administrator may: everybody in it is kicked. */
  unload(channel: string): void {
    this.#site.unload(channel);
  }

  /** Saves every loaded channel now, as happens every five minutes. */
  save(): void {
    this.#site.save();
  }

  /** What was saved last; after a stop, what that left. */
  snapshot(): SandboxState {
    return this.#transport === undefined ? this.#state : this.#site.snapshot();
  }

  /** Messages each way of every open connection, by engine.io session. */
  wire(): ReadonlyMap<string, WireCount> {
    return this.#transport?.counts.all ?? new Map();
  }

  /** Whether a stop or a restart is under way. */
  busy(): boolean {
    return this.#underWay > 0;
  }

  /** Ends the sandbox: no timer and no socket of it is left. */
  async stop(mode: StopMode = "graceful"): Promise<void> {
    await this.#during(() => this.#end(mode));
  }

  /** Ends and begins again on the same port, with what was saved. `whileDown` runs in between. */
  async restart(mode: StopMode, whileDown?: () => Promise<void> | void): Promise<void> {
    await this.#during(async () => {
      await this.#end(mode);
      await whileDown?.();
      this.#site = this.#newSite(this.#state);
      await this.#listen(this.#port);
    });
  }

  async #end(mode: StopMode): Promise<void> {
    const transport = this.#transport;
    if (transport === undefined) return;
    if (mode === "graceful") this.#site.save();
    this.#state = this.#site.snapshot();
    this.#transport = undefined;
    this.#site.end();
    await transport.close(mode);
  }

  async #listen(port: number): Promise<void> {
    const { accounts = [], channels = [], clock, hostname = DEFAULT_HOSTNAME } = this.#options;
    this.#transport = await Transport.listen(
      {
        clock,
        faults: this.faults,
        site: () => this.#site,
        http: {
          accounts,
          channels,
          cookies: this.#cookies,
          account: (name) => this.#site.logins.account(name),
          urlFor: (channel) => this.#site.moved.get(channel) ?? this.url,
        },
      },
      hostname,
      port,
    );
    this.#port = this.#transport.port;
  }

  #newSite(state: SandboxState | undefined): Site {
    const { clock, random, accounts = [], channels = [], catalogue = defaultCatalogue } = this.#options;
    return new Site({ clock, random, accounts, channels, catalogue, settings: () => this.#settings, state });
  }

  #movePartition(channel: string, url: string | undefined): void {
    const key = nameKey(channel);
    if (url === undefined) {
      this.#site.moved.delete(key);
      return;
    }
    this.#site.moved.set(key, url);
    const loaded = this.#site.channel(key);
    const servers = [{ url, secure: url.startsWith("https:") }];
    loaded?.room.broadcast("partitionChange", { servers });
    loaded?.close(undefined);
  }

  async #during(work: () => Promise<void>): Promise<void> {
    this.#underWay += 1;
    try {
      await work();
    } finally {
      this.#underWay -= 1;
    }
  }
}
