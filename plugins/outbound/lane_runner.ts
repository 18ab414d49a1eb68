/**
 * Sends what waits on one lane, one thing at a time. Each step is durable before its effect:
 *
 * ```
 * whose turn it is -> may it go now?  no: wait for the line
 *   | yes
 * marked as sending, with the newest line of chat that is known    a crash from here on leaves it in doubt
 *   | durable
 * written to the server
 *   | its fate
 * marked with its fate
 * ```
 *
 * The parts of one text go one behind the other, whoever else waits; the rest shares the end of a part that was not said.
 *
 * @module
 */

import type { Timer } from "../../src/domain/clock.ts";
import type { Outgoing, Readiness, RoomLine, SendFate } from "../../src/domain/room_line.ts";
import type { ActionFate, Clock, PluginLog, RoomAction } from "../../src/plugin/mod.ts";
import type { GroupEnds } from "./group_ends.ts";
import type { Ledger } from "./ledger.ts";
import { PassingAct, PUT_BACK_TEXT } from "./passing_act.ts";
import { type Intent, isBegun, type PendingGroup, withoutNext } from "./pending.ts";
import type { WaitingGroups } from "./waiting_groups.ts";

/** What a lane needs. */
export interface LaneRunnerOptions {
  readonly line: RoomLine;
  readonly waiting: WaitingGroups;
  readonly ledger: Ledger;
  readonly ends: GroupEnds;
  readonly clock: Clock;
  readonly log: PluginLog;
  /** Which entry things may be sent in; `undefined` when nothing may be sent. */
  readonly entry: () => number | undefined;
  /** A line was echoed. */
  readonly confirmed: (line: ConfirmedLine) => void;
  /** It is not known whether the next line of a group was sent; the rest waits for that. */
  readonly doubted: (group: PendingGroup, intent: Intent, message: string) => void;
  /** A group was sent to its end, or is gone. */
  readonly ended: (group: PendingGroup, end: ActionFate) => void;
  /** The server threw Rosey out for this. */
  readonly bannedLink: (outgoing: Outgoing) => void;
  /** There may be room for more of what the database has. */
  readonly refill: () => void;
}

/** A line that was echoed. */
export interface ConfirmedLine {
  readonly group: PendingGroup;
  readonly intent: Intent;
  readonly serverTimeMs: number;
  /** It is known already that nobody else saw it. */
  readonly shadowed: boolean;
}

type Refused = Extract<SendFate | Readiness, { readonly reason: unknown }>;

/** See the module. */
export class LaneRunner {
  readonly #options: LaneRunnerOptions;
  readonly #passing: PassingAct;
  /** What is on its way, or a text of which a part was said: its rest is next. */
  #inHand: PendingGroup | undefined;
  #timer: Timer | undefined;
  #running: Promise<void> | undefined;
  #kicked = false;
  #saidMuted = false;
  #stopped = false;

  constructor(options: LaneRunnerOptions) {
    this.#options = options;
    this.#passing = new PassingAct(options.line);
  }

  /** Rows that are on their way or next behind one that was said. */
  get inHand(): number {
    return this.#inHand?.lines.length ?? 0;
  }

  /** Something may have become possible. */
  kick(): void {
    this.#kicked = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      if (this.#kicked && !this.#stopped) this.kick();
    });
  }

  /** Does something now or not at all, without a row. */
  pass(action: RoomAction): Promise<ActionFate> {
    const fate = this.#passing.put(action);
    this.kick();
    return fate;
  }

  /** Resolves when nothing is on its way. Never rejects. */
  async idle(): Promise<void> {
    await this.#running;
  }

  /** Sends nothing more, and resolves when what is on its way has its fate. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.stop();
    this.#passing.giveUp("Rosey stopped");
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#kicked && !this.#stopped) {
      this.#kicked = false;
      this.#timer?.stop();
      for (let work = this.#next(); work !== undefined; work = this.#stopped ? undefined : this.#next()) {
        await work;
      }
    }
  }

  /** What can be done now; `undefined` when nothing can: then the line, a timer or somebody who queues calls again. */
  #next(): Promise<void> | undefined {
    const { line, waiting, ends, clock, entry } = this.#options;
    const passing = this.#passing.step(entry() !== undefined);
    if (passing.kind === "sent") return passing.landed;
    if (passing.kind === "wait") return this.#wakeAfter(passing.waitMs);
    const next = this.#inHand ?? waiting.next(isBegun) ?? waiting.next();
    if (next === undefined || entry() === undefined) return undefined;
    if (next.expiresAtMs <= clock.now() && !isBegun(next)) return ends.expireOld(waiting);
    const readiness = line.readiness(next.lines[0].outgoing);
    if (readiness.kind === "paused" && readiness.why === "muted") return this.#whileMuted();
    this.#sayUnmuted();
    return this.#step(next, readiness);
  }

  #step(group: PendingGroup, readiness: Readiness): Promise<void> | undefined {
    switch (readiness.kind) {
      case "ready":
        this.#take(group);
        return this.#send(group);
      case "wait":
        return this.#wakeAfter(readiness.waitMs);
      case "paused":
        return undefined;
      case "refused":
        this.#take(group);
        return this.#refused(group, readiness);
    }
  }

  /** Who is muted can still speak to one person. */
  #whileMuted(): Promise<void> | undefined {
    const { line, waiting, log } = this.#options;
    if (!this.#saidMuted) log.warn("Rosey is muted: what she is to say waits", { waiting: waiting.waiting });
    this.#saidMuted = true;
    if (this.#inHand !== undefined) waiting.putBack(this.#inHand);
    this.#inHand = undefined;
    const pm = waiting.next((group) => group.lines[0].outgoing.kind === "pm");
    return pm === undefined ? undefined : this.#step(pm, line.readiness(pm.lines[0].outgoing));
  }

  #sayUnmuted(): void {
    if (!this.#saidMuted || this.#options.line.muted) return;
    this.#saidMuted = false;
    this.#options.log.info("Rosey is not muted any more: what waited is said now");
  }

  #wakeAfter(delayMs: number | undefined): undefined {
    this.#timer?.stop();
    if (delayMs === undefined) return;
    this.#timer = this.#options.clock.after(Math.ceil(delayMs), () => this.kick());
  }

  #take(group: PendingGroup): void {
    if (group !== this.#inHand) this.#options.waiting.take(group);
    this.#inHand = group;
    this.#options.refill();
  }

  async #send(group: PendingGroup): Promise<void> {
    const { line, ledger, clock, entry } = this.#options;
    const entered = entry();
    const intent = { atMs: clock.now(), seen: line.lastSeen };
    const writes = ledger.repository.sending({ ...group.lines[0], parts: group.parts, ...intent });
    if (!await ledger.commit(writes)) return;
    const taken = await this.#taken(group, intent);
    if (taken === undefined) return;
    const { outgoing, id } = taken.lines[0];
    ledger.tell(id, "sending", undefined);
    // What was known of the room when it was marked must be true when it is written.
    const isLate = this.#stopped || entry() !== entered;
    const fate: SendFate = isLate ? { outcome: "put_back", why: "outside" } : await line.send(outgoing);
    await this.#landed(taken, intent, fate);
  }

  /**
   * The group with the numbers of its rows. `undefined` when somebody else was quicker: then the database is right.
   * While it is away nobody else can be.
   */
  async #taken(group: PendingGroup, intent: Intent): Promise<PendingGroup | undefined> {
    const { ledger, waiting, ends, ended } = this.#options;
    const [next, ...rest] = group.lines;
    const rows = await ledger.repository.ofGroup(group.group).catch(() => []);
    const stored = rows.find(({ part }) => part === next.part);
    if (stored === undefined) return group;
    // An SQLite file can be read while it cannot be written to: then the change is durable in the spill.
    const isBehind = stored.state === "queued";
    if (isBehind) ledger.fellBehind(next);
    if (isBehind || (stored.state === "sending" && stored.intent?.atMs === intent.atMs)) {
      const numbered = rest.map((line) => ({ ...line, id: rows.find(({ part }) => part === line.part)?.id }));
      return { ...group, lines: [{ ...next, id: stored.id, sends: stored.sends }, ...numbered] };
    }
    this.#inHand = undefined;
    const left = withoutNext(group);
    const message = stored.detail ?? `it is ${stored.state} by somebody else's doing`;
    if (left === undefined) ended(group, { outcome: "expired", message });
    else if (stored.state === "sent") waiting.putBack(left);
    else await ends.expire(left, { reason: "behind_ended", message: `an earlier part is ${stored.state}` });
    return undefined;
  }

  async #landed(group: PendingGroup, intent: Intent, fate: SendFate): Promise<void> {
    const { ledger, clock, waiting, doubted } = this.#options;
    const { repository } = ledger;
    const [next] = group.lines;
    const at = { ...next, atMs: clock.now() };
    switch (fate.outcome) {
      case "done":
        return await this.#done(group, intent, fate);
      case "put_back": {
        const why = { reason: fate.why, detail: PUT_BACK_TEXT[fate.why] };
        await ledger.commit(repository.putBack({ ...at, ...why }), [{ line: next, state: "queued", ...why }]);
        this.#inHand = undefined;
        return waiting.putBack(group);
      }
      case "refused":
        return await this.#refused(group, fate);
      case "in_doubt": {
        const why = { reason: "no_answer", detail: fate.message };
        const moved = [{ line: next, state: "in_doubt", ...why } as const];
        await ledger.commit(repository.doubted({ ...at, ...why }), moved);
        this.#inHand = undefined;
        return doubted(group, intent, fate.message);
      }
    }
  }

  async #done(
    group: PendingGroup,
    intent: Intent,
    { serverTimeMs, truncated, item, warning }: Extract<SendFate, { readonly outcome: "done" }>,
  ): Promise<void> {
    const { line, ledger, clock, confirmed, ended } = this.#options;
    const [next] = group.lines;
    const shadowed = line.shadowMuted === true && next.outgoing.kind === "chat";
    if (serverTimeMs !== undefined) confirmed({ group, intent, serverTimeMs, shadowed });
    const at = { ...next, atMs: clock.now() };
    const writes = ledger.repository.sent({ ...at, serverTimeMs, truncated, shadowed });
    await ledger.commit(writes, [{ line: next, state: "sent", reason: undefined, detail: undefined }]);
    this.#inHand = withoutNext(group);
    if (this.#inHand === undefined) ended(group, { outcome: "done", item, warning });
  }

  async #refused(group: PendingGroup, { reason, message }: Refused): Promise<void> {
    const { ends, bannedLink } = this.#options;
    if (reason === "banned_link") bannedLink(group.lines[0].outgoing);
    const end = { outcome: "refused", reason, message } as const;
    await ends.end(group, reason === "banned_link" ? "dead" : "rejected", { reason, message }, end);
    this.#inHand = undefined;
  }
}
