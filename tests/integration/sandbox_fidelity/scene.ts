/**
 * One run of a scenario: the recorded client, the others, the server, and the line between them.
 *
 * @module
 */
import { type ClientConnection, Connection, type ConnectionListener } from "./connection.ts";
import { BareConnection } from "./bare_connection.ts";
import type { Frame } from "./frame.ts";
import { LOGIN_MS, Person } from "./people.ts";
import { SilentLine } from "./silent_line.ts";
import type { Wire } from "./scenario.ts";
import { SiteSession } from "./site_session.ts";
import type { Stage } from "./stage.ts";
import type { Variation } from "./variation.ts";
import { passwordOf } from "./world.ts";

/** How the recorded client connects. */
export interface WatchedOptions {
  readonly wire: Wire;
  readonly freshAddresses: boolean;
}

type Seen = Omit<Frame, "args"> & { readonly args: () => readonly unknown[] };

/** The recorded client's doings and what it saw, and everybody else. */
export class Scene {
  readonly stage: Stage;
  readonly #variation: Variation;
  readonly #options: WatchedOptions;
  readonly #people = new Map<string, Person>();
  readonly #seen: Seen[] = [];
  readonly #watched: ClientConnection[] = [];
  #addresses = 0;
  #address: string;
  #line: SilentLine | undefined;
  #bringBack: (() => Promise<void>) | undefined;
  #cookie: string | undefined;

  constructor(stage: Stage, variation: Variation, options: WatchedOptions) {
    this.stage = stage;
    this.#variation = variation;
    this.#options = options;
    this.#address = this.newAddress();
  }

  /** Everything the recorded client saw so far. */
  get seen(): Frame[] {
    return this.#seen.map((one) => ({ ...one, args: one.args() }));
  }

  /** A name or text as this run has it. */
  text(recorded: string): string {
    return this.#variation.text(recorded);
  }

  /** An address that nobody else has; the recordings gave each user an own one. */
  newAddress(): string {
    this.#addresses++;
    return `10.0.${Math.floor(this.#addresses / 200)}.${(this.#addresses % 200) + 1}`;
  }

  /** From here on the recorded client connects from another address. */
  moveToNewAddress(): void {
    this.#address = this.newAddress();
  }

  /** Logs in by the site's form, as a browser does; from then on the recorded client's connections bear the cookie. */
  async logInOnSite(name: string): Promise<void> {
    const session = new SiteSession(`${this.stage.url}/login`);
    const seen = await session.logIn(this.#variation.text(name), passwordOf(name));
    this.#cookie = session.cookie;
    this.see("sys", "POST /login", () => [seen]);
  }

  /** Asks for the channel's servers, as a client does before each connect. */
  async discover(channel: string): Promise<void> {
    const response = await fetch(`${this.stage.url}/socketconfig/${channel}.json`);
    const body: unknown = await response.json();
    this.see("sys", "socketconfig", () => [{ status: response.status, body }]);
  }

  /** Lets time pass until the recorded client has had so many answers to logins, or ought to have had them. */
  async waitForLogins(count: number): Promise<void> {
    const latestMs = this.stage.nowMs + LOGIN_MS;
    const answered = () => this.#seen.filter((one) => one.kind === "event" && one.name === "login").length;
    while (answered() < count && this.stage.nowMs < latestMs) {
      await this.stage.advanceTo(this.stage.nowMs + 1);
    }
  }

  /** Opens a connection of the recorded client. */
  connect(): void {
    if (this.#options.freshAddresses) this.moveToNewAddress();
    const listener: ConnectionListener = {
      event: (name, args) => this.see("event", name, () => args),
      sys: (name, data) => this.see("sys", name, () => [data()]),
    };
    const { wire } = this.#options;
    const url = this.#line === undefined ? this.stage.url : `http://127.0.0.1:${this.#line.port}`;
    const connection = wire.by === "hand" ? new BareConnection(url, wire.version, listener) : new Connection(
      { url, address: this.#address, transports: wire.transports, cookie: this.#cookie },
      listener,
    );
    this.#watched.push(this.stage.add(connection));
  }

  /** The recorded client's connections that are open, oldest first. */
  get open(): readonly ClientConnection[] {
    return this.#watched.filter((one) => !one.ended);
  }

  /** Sends a frame of the recorded client, on its newest connection. */
  send(name: string, args: readonly unknown[], wantsAck: boolean): void {
    this.#watched.at(-1)?.send(name, args, wantsAck);
  }

  /** Notes something that the recorded client saw. */
  see(kind: Frame["kind"], name: string, args: () => readonly unknown[]): void {
    this.#seen.push({ kind, name, args, atMs: this.stage.nowMs });
  }

  /** Somebody else; throws if they have not come. */
  person(name: string): Person {
    const person = this.#people.get(name);
    if (person === undefined) throw new Error(`${name} has not come yet`);
    return person;
  }

  /** Somebody connects, and does nothing more. `role` tells apart two connections of one person. */
  async arrive(name: string, role: string = name): Promise<Person> {
    const person = new Person(this.stage, this.#variation, name, this.newAddress());
    this.#people.set(role, person);
    await this.stage.settle();
    return person;
  }

  /** Somebody logs in to their account and joins. */
  async enter(name: string, channel: string, role: string = name): Promise<void> {
    const person = await this.arrive(name, role);
    await person.logIn();
    await person.join(channel);
  }

  /** A guest takes a name and joins. */
  async enterAsGuest(name: string, channel: string): Promise<void> {
    const person = await this.arrive(name);
    await person.logInAsGuest();
    await person.join(channel);
  }

  /** The server goes down. */
  async stopServer(mode: "graceful" | "killed"): Promise<void> {
    this.#bringBack = await this.stage.stopServer(mode);
  }

  /** The server that went down comes back. */
  async bringServerBack(): Promise<void> {
    await this.#bringBack?.();
    this.#bringBack = undefined;
  }

  /** Lets the recorded client connect through a line that can fall silent. */
  async useSilentLine(port: number): Promise<void> {
    this.#line = await SilentLine.open(port);
  }

  /** The line falls silent. */
  freezeLine(): void {
    for (const one of this.open) one.line = "silent";
    this.#line?.freeze();
  }

  /** The line works again. */
  thawLine(): void {
    for (const one of this.open) one.line = "works";
    this.#line?.thaw();
  }

  /** Every connection on the line is torn. */
  cutLine(): void {
    for (const one of this.open) one.line = "torn";
    this.#line?.cut();
  }

  /** Ends everything. */
  async close(): Promise<void> {
    // First the line: over a silent one no end of a connection would arrive.
    await this.#line?.close();
    await this.stage.close();
  }
}
