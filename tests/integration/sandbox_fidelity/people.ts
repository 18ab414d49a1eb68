/**
 * The people of a scenario beside the recorded client: real connections that do what a note of the recording says.
 *
 * @module
 */
import { Connection } from "./connection.ts";
import type { Stage } from "./stage.ts";
import type { Variation } from "./variation.ts";
import { passwordOf } from "./world.ts";

/** How long after its login a person joins, in milliseconds of server time: the check of the password takes 45. */
export const LOGIN_MS = 50;

/** Somebody else on the server. Names and texts are written as recorded; the run's variation is put on here. */
export class Person {
  readonly name: string;
  readonly #stage: Stage;
  readonly #variation: Variation;
  readonly #connection: Connection;
  /** Everything the server has sent, in order. */
  readonly heard: Array<{ readonly name: string; readonly data: unknown }> = [];

  constructor(stage: Stage, variation: Variation, name: string, address: string) {
    this.name = name;
    this.#stage = stage;
    this.#variation = variation;
    this.#connection = stage.add(
      new Connection({ url: stage.url, address, transports: ["websocket"] }, {
        event: (event, args) => void this.heard.push({ name: event, data: args[0] }),
        sys: () => {},
      }),
    );
  }

  /** Sends a frame. */
  send(event: string, ...args: readonly unknown[]): void {
    this.#connection.send(event, args.map((one) => this.#variation.value(one)));
  }

  /** Says a line of chat. */
  say(msg: string, meta: Record<string, unknown> = {}): void {
    this.send("chatMsg", { msg, meta });
  }

  /** Sends a private message. */
  whisper(to: string, msg: string): void {
    this.send("pm", { to, msg, meta: {} });
  }

  /** Puts something on the playlist. */
  queue(
    type: string,
    id: string,
    more: { readonly pos?: "end" | "next"; readonly temp?: boolean } = {},
  ): void {
    this.send("queue", { type, id, pos: more.pos ?? "end", temp: more.temp ?? false });
  }

  /** Logs in to the account of this name, and waits until that is done. */
  async logIn(name: string = this.name): Promise<void> {
    this.send("login", { name, pw: passwordOf(name) });
    await this.#stage.settle();
    await this.#stage.advanceTo(this.#stage.nowMs + LOGIN_MS);
  }

  /** Logs in as a guest. */
  async logInAsGuest(name: string = this.name): Promise<void> {
    this.send("login", { name });
    await this.#stage.settle();
  }

  /** Goes into a channel. */
  async join(channel: string): Promise<void> {
    this.send("joinChannel", { name: channel });
    await this.#stage.settle();
  }

  /** Goes away: the connection ends. */
  leave(): void {
    this.#connection.close();
  }

  /** The newest data of an event that was heard; throws if it never was. */
  last(event: string): unknown {
    const found = this.heard.findLast((one) => one.name === event);
    if (found === undefined) {
      throw new Error(`${this.name} has not heard ${event}, which the scenario builds on`);
    }
    return found.data;
  }
}
