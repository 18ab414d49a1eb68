/**
 * One process of Rosey in a simulated world: the real client and the real bot, on a database that outlives it.
 *
 * @module
 */

import type { Driver } from "../../db/drivers/driver.ts";
import { GroupCommit } from "../../db/group_commit.ts";
import { openRepositories, type Repositories } from "../../db/repositories/mod.ts";
import outbound from "../../plugins/outbound/plugin.ts";
import { Bot } from "../../src/bot/bot.ts";
import { storedConnects } from "../../src/cli/room/connect_logs.ts";
import { QueuedSpeaker } from "../../src/cli/room/queued_speaker.ts";
import { CytubeClient } from "../../src/cytube/client.ts";
import { EventStamps } from "../../src/cytube/event_stamps.ts";
import type { Random } from "../../src/domain/clock.ts";
import { Secret } from "../../src/domain/secret.ts";
import { definePlugin, type Rosey } from "../../src/plugin/mod.ts";
import { createLog } from "../../src/telemetry/log.ts";
import { z } from "zod";
import { Life } from "./life.ts";
import { Network } from "./network.ts";
import type { SimulatedClock } from "./simulated_clock.ts";
import { CHANNEL, ROSEY, type SimulatedRoom } from "./simulated_room.ts";

const SITE = "https://site.example";

/** What a process is started with. */
export interface ProcessParts {
  readonly clock: SimulatedClock;
  readonly random: Random;
  readonly room: SimulatedRoom;
  readonly driver: Driver;
  /** Which process of this world it is, from 1. */
  readonly number: number;
  readonly onServerFrame: (event: string) => void;
  readonly onLog: (line: string) => void;
}

/** See the module. */
export class SimulatedRosey {
  readonly life: Life;
  readonly network: Network;
  /** What a plugin sees; `undefined` before the bot has started. */
  rosey: Rosey<unknown> | undefined;
  readonly #parts: ProcessParts;
  #inRoom: () => boolean = () => false;

  constructor(parts: ProcessParts) {
    this.#parts = parts;
    const { clock, random, room, onServerFrame } = parts;
    this.life = new Life(clock, Infinity);
    this.network = new Network({
      clock,
      random,
      life: this.life,
      address: "203.0.113.7",
      site: () => room.site,
      onServerFrame,
    });
    this.life.whenOver(() => this.network.abandon(random() < 0.7));
    void this.#run();
  }

  /** Whether it is in the room. */
  get inRoom(): boolean {
    return !this.life.isOver && this.#inRoom();
  }

  async #run(): Promise<void> {
    const { life, network } = this;
    const { clock } = life;
    const { random, number, onLog } = this.#parts;
    const driver = life.driver(this.#parts.driver);
    const fail = (thrown: unknown) => {
      throw thrown;
    };
    const sink = new GroupCommit(driver, fail);
    const repositories = openRepositories(driver);
    const stamps = new EventStamps(`process-${number}`, clock);
    const log = createLog({
      level: "debug",
      format: "human",
      colour: false,
      clock,
      redact: (text) => text,
      write: onLog,
    });
    const client = new CytubeClient({
      domain: SITE,
      channel: CHANNEL,
      channelPassword: undefined,
      user: { name: ROSEY.name, password: new Secret(ROSEY.password) },
      clock,
      random,
      transport: network,
      fetch: () => this.#discovered(),
      connectLog: storedConnects(repositories, { sink, clock, runId: `process-${number}` }),
      log,
      stamps,
      sink: (event) => bot.accept(event),
    });
    const speaker = new QueuedSpeaker(client.speaker, log);
    const port = definePlugin({
      name: "port",
      summary: "Hands what a plugin sees to the simulation",
      settings: z.strictObject({}),
      setup: (rosey) => void (this.rosey = rosey),
    });
    const bot = await Bot.start<Repositories>({
      room: client.room,
      speaker,
      roomLine: client.line,
      line: { lastFrameAgeMs: undefined, waitingLines: 0 },
      memory: repositories,
      sink,
      database: driver,
      clock,
      random,
      log,
      stamp: () => stamps.next(),
      plugins: [outbound, port],
      repositories,
      settings: {},
      prefix: "!",
      secrets: [],
      version: "0.0.0",
      server: SITE,
    });
    this.#inRoom = () => client.room.inRoom;
    await client.run(new AbortController().signal);
  }

  async #discovered() {
    const servers = [{ url: `${SITE}:8443`, secure: true }];
    return await this.life.ask(() =>
      Promise.resolve({ status: 200, text: () => Promise.resolve(JSON.stringify({ servers })) })
    );
  }
}
