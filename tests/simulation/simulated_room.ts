/**
 * A room of a site with the server's exact limits, and people in it: some who talk and moderate, and one who only
 * listens. What that one hears of Rosey is what she really said.
 *
 * @module
 */

import type { Random } from "../../src/domain/clock.ts";
import { defaultCatalogue } from "../../src/sandbox/default_catalogue.ts";
import type { Connection } from "../../src/sandbox/model/connection.ts";
import { Site } from "../../src/sandbox/model/site.ts";
import { DEFAULT_SETTINGS } from "../../src/sandbox/options.ts";
import type { SandboxState } from "../../src/sandbox/state.ts";
import type { SimulatedClock } from "./simulated_clock.ts";

/** The room. */
export const CHANNEL = "movies";

/** Who Rosey is. */
export const ROSEY = { name: "rosey", password: "moonlight" } as const;

/** Moderators, so that nothing holds up what they say to each other. */
const TALKERS = ["bob", "carol", "dave"] as const;

/** Hears what everybody hears, and what Rosey tells in private. */
const EAR = "alice";

const OWNER = "olga";

/** A line that the listener heard. */
export interface HeardLine {
  readonly user: string;
  readonly text: string;
  readonly atMs: number;
}

/** See the module. */
export class SimulatedRoom {
  /** Everything that everybody could hear, in its order. */
  readonly heard: HeardLine[] = [];
  /** Everything that Rosey told the listener in private. */
  readonly told: HeardLine[] = [];
  readonly #clock: SimulatedClock;
  readonly #random: Random;
  readonly #people = new Map<string, Connection>();
  #site: Site;
  #isUp = true;
  #said = 0;
  #listens = false;

  constructor(clock: SimulatedClock, random: Random) {
    this.#clock = clock;
    this.#random = random;
    this.#site = this.#open(undefined);
  }

  /** `undefined` while the server is down. */
  get site(): Site | undefined {
    return this.#isUp ? this.#site : undefined;
  }

  /** Lines that others have said. */
  get othersSaid(): number {
    return this.#said;
  }

  /** Somebody says something of no importance. */
  talk(): void {
    const talker = TALKERS[Math.floor(this.#random() * TALKERS.length)] ?? "bob";
    this.#said += 1;
    this.#say(talker, `small talk ${this.#said}`);
  }

  /** The owner runs a command of the server, such as `/mute rosey`. */
  command(line: string): void {
    this.#say(OWNER, line);
  }

  /** The owner changes options of the channel. */
  setOptions(options: Readonly<Record<string, unknown>>): void {
    this.#send(OWNER, "setOptions", options);
  }

  /** The server ends, in good order or by dying; `restart` has it back, with what it saved last. */
  stop(saves: boolean): { restart(): void } {
    if (saves) this.#site.save();
    const state = this.#site.snapshot();
    this.#isUp = false;
    this.#site.end();
    this.#people.clear();
    return {
      restart: () => {
        this.#site = this.#open(state);
        this.#isUp = true;
      },
    };
  }

  /** Nothing of it is left. */
  end(): void {
    this.#site.end();
  }

  #open(state: SandboxState | undefined): Site {
    this.#listens = false;
    const names = [EAR, OWNER, ...TALKERS];
    const accounts = names.map((name) => ({ name, password: name }));
    const moderators = Object.fromEntries(TALKERS.map((name) => [name, 2]));
    const site = new Site({
      clock: this.#clock,
      random: this.#random,
      accounts: [...accounts, ROSEY],
      channels: [{ name: CHANNEL, ranks: { [OWNER]: 5, [ROSEY.name]: 2, ...moderators } }],
      catalogue: defaultCatalogue,
      settings: () => DEFAULT_SETTINGS,
      state,
    });
    for (const [index, account] of accounts.entries()) {
      const hear = account.name === EAR
        ? (event: string, data: unknown) => this.#hear(event, data)
        : undefined;
      const connection = site.open(`192.0.2.${index + 1}`, {
        send: (event, args) => hear?.(event, args[0]),
        end: () => undefined,
      }, account);
      if (connection === undefined) throw new Error("the site is full");
      this.#people.set(account.name, connection);
      site.receive(connection, "joinChannel", { name: CHANNEL }, undefined);
    }
    // What is shown to those who come in was said before.
    this.#listens = true;
    return site;
  }

  #hear(event: string, data: unknown): void {
    if (!this.#listens || (event !== "chatMsg" && event !== "pm")) return;
    if (typeof data !== "object" || data === null || !("username" in data) || !("msg" in data)) return;
    const line = { user: String(data.username), text: String(data.msg), atMs: this.#clock.now() };
    (event === "pm" ? this.told : this.heard).push(line);
  }

  #say(name: string, msg: string): void {
    this.#send(name, "chatMsg", { msg, meta: {} });
  }

  #send(name: string, event: string, data: unknown): void {
    const person = this.#people.get(name);
    if (person !== undefined && this.#isUp) this.#site.receive(person, event, data, undefined);
  }
}
