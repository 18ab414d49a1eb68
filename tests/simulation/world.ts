/**
 * A simulated world: a room, the processes of Rosey one after the other, and everything that happens to them.
 *
 * It has two phases. In the first, faults come as the seed has them; in the second, nothing happens any more, and
 * everything that was wanted must find its end.
 *
 * @module
 */

import { GroupCommit } from "../../db/group_commit.ts";
import { openRepositories, type Repositories } from "../../db/repositories/mod.ts";
import { type Random, seededRandom } from "../../src/domain/clock.ts";
import type { LineClass } from "../../src/domain/outbox.ts";
import { plainText } from "../../src/domain/text.ts";
import { between, type Happening, type Mood, type Planned } from "./fault_plan.ts";
import { judge, type Verdict, type Wanted } from "./oracle.ts";
import { SimulatedClock } from "./simulated_clock.ts";
import type { SimulatedMemory } from "./simulated_memory.ts";
import { SimulatedRoom } from "./simulated_room.ts";
import { SimulatedRosey } from "./simulated_rosey.ts";

/** A frame on its way when the rules change cannot know them: so long a refusal is nobody's fault. */
const RULES_TRAVEL_MS = 150;

/** Between two lines of talk. */
const TALK_PAUSE_MS = 300;

/**
 * Lines of others from the last quiet moment to the way back, where the history shall cover: it holds 15, of which one
 * is the last that was known before, one Rosey's own, and one may have been on its way.
 */
const COVERED_LINES = 11;

/** How long everything may take to find its end, once nothing happens any more. */
const QUIET_LIMIT_MS = 2 * 60 * 60_000;

const DOWN_MS: Readonly<Record<Mood, number>> = { covered: 20_000, wild: 90_000 };

/** What a world was, for those who look at one that failed. */
export interface WorldReport extends Verdict {
  readonly deaths: number;
  readonly simulatedMs: number;
  readonly trace: readonly string[];
}

/** See the module. */
export class World {
  readonly clock = new SimulatedClock();
  readonly room: SimulatedRoom;
  readonly #memory: SimulatedMemory;
  readonly #random: Random;
  readonly #mood: Mood;
  readonly #sink: GroupCommit;
  readonly #repositories: Repositories;
  readonly #wanted: Wanted[] = [];
  readonly #trace: string[] = [];
  readonly #shadows: [number, number][] = [];
  /** Mutes that the owner has lifted: whether each was a shadow mute. */
  readonly #lifted: boolean[] = [];
  #rosey: SimulatedRosey;
  #processes = 0;
  #deaths = 0;
  readonly #refusals = new Map<string, number>();
  #rulesChangedMs = -Infinity;
  #hasHole = false;
  #isStalled = false;
  #unsteadyLines = 0;
  #isEnding = false;

  /** `memory` must be empty. */
  constructor(memory: SimulatedMemory, seed: number, mood: Mood) {
    this.#memory = memory;
    this.#random = seededRandom(seed);
    this.#mood = mood;
    this.room = new SimulatedRoom(this.clock, this.#random);
    this.#sink = new GroupCommit(memory.driver, (thrown) => {
      throw thrown;
    });
    this.#repositories = openRepositories(memory.driver);
    // Without a line before it, no history can show that something is missing: after `/clear` it looks the same.
    this.room.talk();
    this.#rosey = this.#start();
  }

  /** The process that lives, or lived last. */
  get rosey(): SimulatedRosey {
    return this.#rosey;
  }

  /** Lets everything happen, then nothing, and judges. */
  async run(plan: readonly Planned[]): Promise<WorldReport> {
    for (const { afterMs, happening } of plan) {
      await this.clock.run(afterMs);
      await this.happen(happening);
    }
    return await this.end();
  }

  /** One thing happens. */
  async happen(happening: Happening): Promise<void> {
    this.#note(JSON.stringify(happening));
    switch (happening.kind) {
      case "want":
        return this.#want(happening);
      case "talk":
        return await this.#talk(happening.lines);
      case "kill":
        return this.#rosey.life.endIn(happening.steps);
      case "cut":
        return happening.frames === 0
          ? this.#rosey.network.cut()
          : this.#rosey.network.cutIn(happening.frames);
      case "stall":
        this.#isStalled = true;
        return this.#rosey.network.stall();
      case "mute":
        return this.#mute(happening);
      case "flood_rule":
        this.#rulesChangedMs = this.clock.now();
        return this.room.setOptions(happening.options);
      case "rank":
        this.#rulesChangedMs = this.clock.now();
        return this.room.command(`/rank rosey ${happening.rank}`);
      case "clear":
        return this.room.command("/clear");
      case "server_ends":
        return this.#endServer(happening);
    }
  }

  /** Lets everything that is wanted find its end, and judges. */
  async end(): Promise<WorldReport> {
    this.#note("quiet from here");
    const endMs = this.clock.now() + QUIET_LIMIT_MS;
    const { outbox } = this.#repositories;
    for (;;) {
      await this.clock.run(5_000);
      const open = await Promise.all(
        (["queued", "sending", "in_doubt"] as const).map((state) => outbox.list({ state, limit: 1 })),
      );
      if (open.flat().length === 0 || this.clock.now() > endMs) break;
    }
    const rows = await outbox.list({ limit: -1 });
    this.#isEnding = true;
    this.#rosey.life.end();
    await this.clock.settle();
    this.room.end();
    const { heard, told } = this.room;
    const verdict = judge({
      mood: this.#mood,
      wanted: this.#wanted,
      rows,
      heard,
      told,
      refusals: this.#refusals,
      hasHole: this.#hasHole,
      shadows: this.#shadows,
    });
    return { ...verdict, deaths: this.#deaths, simulatedMs: this.clock.monotonic(), trace: this.#trace };
  }

  #start(): SimulatedRosey {
    this.#processes += 1;
    this.#note(`process ${this.#processes} starts`);
    const rosey = new SimulatedRosey({
      clock: this.clock,
      random: this.#random,
      room: this.room,
      driver: this.#memory.driver,
      number: this.#processes,
      onServerFrame: (event) => this.#onServerFrame(event),
      onLog: (line) => this.#trace.push(line),
    });
    rosey.life.whenOver(() => this.#died(rosey));
    return rosey;
  }

  #died({ life }: SimulatedRosey): void {
    this.#deaths += 1;
    this.#note(`the process ends at its step ${life.steps}`);
    if (this.#isEnding) return;
    this.clock.after(between(this.#random, 200, DOWN_MS[this.#mood]), () => {
      this.#isStalled = false;
      this.#rosey = this.#start();
    });
  }

  #onServerFrame(event: string): void {
    if (event === "userlist") this.#isStalled = false;
    const isRefusal = event === "cooldown" || event === "noflood";
    if (!isRefusal || this.clock.now() - this.#rulesChangedMs < RULES_TRAVEL_MS) return;
    this.#note(`the server answers: ${event}`);
    this.#refusals.set(event, (this.#refusals.get(event) ?? 0) + 1);
  }

  #want(
    { class: name, pm, through }: { class: LineClass; pm: boolean; through: "bot" | "database" },
  ): void {
    const text = `wanted ${this.#wanted.length + 1}`;
    const wanted: Wanted = { text, class: name, pm, confirmed: false };
    this.#wanted.push(wanted);
    const { rosey, life } = this.#rosey;
    const queued = rosey === undefined || life.isOver || through === "database"
      ? this.#queue(wanted)
      : pm
      ? rosey.tell("alice", text, { class: name })
      : rosey.say(text, { class: name });
    void queued.then(() => void (wanted.confirmed = true));
  }

  /** As another program does it. */
  #queue({ text, class: name, pm }: Wanted): Promise<void> {
    const line = plainText(text);
    const writes = this.#repositories.outbox.queued({
      group: text,
      outgoing: [pm ? { kind: "pm", to: "alice", text: line } : { kind: "chat", text: line }],
      lane: "chat",
      class: name,
      producer: "cli",
      atMs: this.clock.now(),
    });
    return this.#sink.commit({ id: text, writes });
  }

  async #talk(lines: number): Promise<void> {
    for (let line = 0; line < lines; line++) {
      if (await this.#mayTalk()) this.room.talk();
      await this.clock.run(TALK_PAUSE_MS);
    }
  }

  /** Whether one more line of others leaves the outage, if there is one, within what the history covers. */
  async #mayTalk(): Promise<boolean> {
    if (this.#mood === "wild") return true;
    const unsettled = await this.#repositories.outbox.unsettled();
    if (this.#rosey.inRoom && !this.#isStalled && unsettled.length === 0) this.#unsteadyLines = 0;
    this.#unsteadyLines += 1;
    return this.#unsteadyLines <= COVERED_LINES;
  }

  #mute({ shadow, forMs }: { shadow: boolean; forMs: number }): void {
    this.#rulesChangedMs = this.clock.now();
    this.room.command(shadow ? "/smute rosey" : "/mute rosey");
    this.#unmuteAfter(forMs, shadow);
  }

  /** Rosey is muted from now on until the owner lifts it. */
  #unmuteAfter(delayMs: number, shadow: boolean): void {
    const span: [number, number] = [this.clock.now(), Infinity];
    if (shadow) this.#shadows.push(span);
    const unmute = () => {
      // Nobody can be unmuted who is not there.
      if (!this.#rosey.inRoom) return void this.clock.after(1_000, unmute);
      this.#note("unmute");
      this.room.command("/unmute rosey");
      span[1] = this.clock.now();
      this.#lifted.push(shadow);
    };
    this.clock.after(delayMs, unmute);
  }

  #endServer({ saves, downMs }: { saves: boolean; downMs: number }): void {
    if (this.room.site === undefined) return;
    this.#hasHole ||= !saves;
    const { restart } = this.room.stop(saves);
    this.#rosey.network.cut();
    this.clock.after(downMs, () => {
      this.#note("the server is back");
      restart();
      if (saves) return;
      // With what it saved before, a mute is back that was lifted since.
      for (const shadow of this.#lifted.splice(0)) this.#unmuteAfter(0, shadow);
    });
  }

  #note(text: string): void {
    this.#trace.push(`${String(this.clock.monotonic()).padStart(8)} ms  ${text}`);
  }
}
