/**
 * What happens in the room, as far as the memory tells: for a page that is served beside the bot. New lines, changes of
 * the outbox and of the counts are found by looking now and then; whoever hears of them reads the rest.
 *
 * @module
 */

import type { ChatLine, Repositories } from "../../../db/repositories/mod.ts";
import { plainFromHtml } from "../../domain/chat_html.ts";
import type { Clock } from "../../domain/clock.ts";
import { errorText } from "../../domain/errors.ts";
import type { ChatStyle, EventHead, RoomEvent } from "../../domain/events.ts";
import type { OutboxState } from "../../domain/outbox.ts";
import { type DatedStatus, isBotConnected } from "../../domain/status_age.ts";
import type { Logger } from "../../telemetry/log.ts";

/** How often is looked. */
export const LOOK_MS = 1_000;

/** Lines that are told at once; of more, the newest. */
const LINES_MAX = 200;

/** The newest rows of the outbox, of which changes are told. */
const OUTBOX_ROWS = 50;

const STYLES = ["plain", "action", "greentext", "spoiler", "shout", "drink"] as const satisfies ChatStyle[];

/** What is needed. */
export interface PolledEventsOptions {
  readonly repositories: {
    readonly chat: Pick<Repositories["chat"], "recent">;
    readonly outbox: Pick<Repositories["outbox"], "list">;
    readonly status: Pick<Repositories["status"], "get">;
  };
  readonly clock: Clock;
  readonly log: Pick<Logger, "debug">;
  /** Hears of each event. */
  readonly tell: (event: RoomEvent) => void;
}

/** How the bot and the memory are, by the last look. */
export interface LastLook {
  readonly reads: boolean;
  /** By a status that is not too old: a bot that was killed could not say so. */
  readonly inChannel: boolean;
}

/** See the module. */
export class PolledEvents {
  readonly #options: PolledEventsOptions;
  readonly #timer: ReturnType<Clock["every"]>;
  readonly #states = new Map<number, OutboxState>();
  #looking: Promise<void> | undefined;
  #hasLooked = false;
  #lastLine = 0;
  #status = "";
  #seq = 0;
  #reads = true;
  #bot: DatedStatus | undefined;

  /** Looks for the first time: what is there already is no news. */
  static async open(options: PolledEventsOptions): Promise<PolledEvents> {
    const events = new PolledEvents(options);
    await events.look();
    return events;
  }

  private constructor(options: PolledEventsOptions) {
    this.#options = options;
    this.#timer = options.clock.every(LOOK_MS, () => void this.look());
  }

  /** How it was at the last look. */
  get last(): LastLook {
    return { reads: this.#reads, inChannel: isBotConnected(this.#bot, this.#options.clock.now()) };
  }

  /** Looks now, unless that is being done. Never rejects: a memory that is away is looked at again. */
  async look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    await this.#looking;
  }

  /** Looks no more, and waits for the look that is under way. */
  async close(): Promise<void> {
    this.#timer.stop();
    await this.#looking;
  }

  async #look(): Promise<void> {
    const { repositories: { chat, outbox, status }, clock, log } = this.#options;
    try {
      const now = await status.get();
      this.#reads = true;
      this.#bot = now;
      const botConnected = isBotConnected(now, clock.now());
      // That it was renewed is no news.
      const text = JSON.stringify({ ...now, botConnected, updatedMs: undefined });
      this.#tellStatus(botConnected ? now?.connectedUsers ?? 0 : 0, text);
      this.#tellLines((await chat.recent(LINES_MAX)).toSorted((a, b) => a.id - b.id));
      this.#tellOutbox(await outbox.list({ limit: OUTBOX_ROWS }));
      this.#hasLooked = true;
    } catch (error) {
      this.#reads = false;
      log.debug("the memory cannot be read now", { error: errorText(error) });
    }
  }

  #tellStatus(connected: number, text: string): void {
    const isNews = text !== this.#status;
    this.#status = text;
    if (isNews && this.#hasLooked) this.#options.tell({ ...this.#head(), kind: "users.counted", connected });
  }

  #tellLines(lines: readonly ChatLine[]): void {
    const known = this.#lastLine;
    this.#lastLine = Math.max(known, ...lines.map(({ id }) => id));
    if (!this.#hasLooked) return;
    for (const line of lines.filter(({ id }) => id > known)) {
      this.#options.tell({
        ...this.#head(`line-${line.id}`),
        atMs: line.atMs,
        kind: "chat",
        user: line.user,
        html: line.html,
        text: line.text ?? plainFromHtml(line.html),
        style: STYLES.find((style) => style === line.style) ?? "plain",
        serverTimeMs: line.serverTimeMs ?? line.atMs,
        replayed: line.replayed,
        shadow: false,
        own: false,
      });
    }
  }

  #tellOutbox(
    rows: readonly {
      readonly id: number;
      readonly state: OutboxState;
      readonly detail: string | undefined;
    }[],
  ): void {
    for (const { id, state, detail } of rows.toReversed()) {
      const isNews = this.#states.get(id) !== state;
      this.#states.set(id, state);
      if (isNews && this.#hasLooked) {
        this.#options.tell({ ...this.#head(), kind: "outbox.changed", outboxId: id, state, detail });
      }
    }
    const oldest = Math.min(...rows.map(({ id }) => id));
    for (const id of this.#states.keys()) if (id < oldest) this.#states.delete(id);
  }

  #head(id?: string): EventHead {
    this.#seq += 1;
    const atMs = this.#options.clock.now();
    return { id: id ?? `look-${atMs.toString(36)}-${this.#seq}`, seq: this.#seq, atMs };
  }
}
