/**
 * The outbox of a room: what is to be said and done is kept in the database from the moment it is queued until it is known
 * what became of it. `docs/OUTBOX.md` tells the states and what is promised.
 *
 * ```
 * beginning   what an earlier life left is read; what it was about to send is in doubt
 *   | done, and an entry into the room (or Rosey stands in it already)
 * deciding    the doubts are decided by the replay; nothing goes out
 *   | durable
 * open        both lanes send                       -> deciding, on the next entry
 * ```
 *
 * While the database is away its changes go to the spill, in the same order, so everything goes on; what other programs
 * queued, and the rest of long queues, is read when it is back.
 *
 * @module
 */

import type { OutboxKey, OutboxRepository, OutboxRequest } from "../../db/repositories/mod.ts";
import type { BannedLinks } from "../../src/domain/banned_links.ts";
import type { Random } from "../../src/domain/clock.ts";
import type { Entry, Lane, Outgoing, RoomLine } from "../../src/domain/room_line.ts";
import type { PlainText } from "../../src/domain/text.ts";
import type {
  ActionFate,
  Clock,
  LinesToQueue,
  Outbox,
  OutboxRoom,
  PluginLog,
  RoomAction,
  RoomView,
  SpeakOptions,
  Write,
} from "../../src/plugin/mod.ts";
import { namesItem } from "./act_evidence.ts";
import { Backlog } from "./backlog.ts";
import { Doubts } from "./doubts.ts";
import { readEarlierLife } from "./earlier_life.ts";
import { GroupEnds } from "./group_ends.ts";
import { LaneRunner } from "./lane_runner.ts";
import { Ledger } from "./ledger.ts";
import { groupOf, groupsOf, type Intent, isBegun, type PendingGroup } from "./pending.ts";
import { RecentLines } from "./recent_lines.ts";
import { Requests } from "./requests.ts";
import { WaitingGroups } from "./waiting_groups.ts";

/** Groups that have ended and are remembered, for reads that began before. */
const ENDED_REMEMBERED = 1_000;

const LANES = ["chat", "room"] as const satisfies Lane[];

/** What an outbox needs. */
export interface DurableOutboxOptions extends OutboxRoom {
  readonly repository: OutboxRepository;
  readonly write: (writes: readonly Write[]) => Promise<void>;
  readonly room: RoomView;
  readonly links: BannedLinks;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: PluginLog;
  /** Aborts when it is to end: what cannot be stored is given up from then on. */
  readonly signal: AbortSignal;
}

/** See the module. */
export class DurableOutbox implements Outbox {
  readonly #options: DurableOutboxOptions;
  readonly #ledger: Ledger;
  readonly #ends: GroupEnds;
  readonly #waiting: Readonly<Record<Lane, WaitingGroups>> = {
    chat: new WaitingGroups(),
    room: new WaitingGroups(),
  };
  readonly #runners: Readonly<Record<Lane, LaneRunner>>;
  readonly #doubts: Doubts;
  readonly #backlog: Backlog;
  readonly #recent = new RecentLines();
  readonly #inHand = new Set<string>();
  /** A read that began before their end may still show them. */
  readonly #ended = new Set<string>();
  /** Who waits for the end of an act. */
  readonly #waiters = new Map<string, (end: ActionFate) => void>();
  readonly #requests: Requests;
  readonly #begun: Promise<void>;
  readonly #unsubscribe: readonly (() => void)[];
  #entries = 0;
  /** The entry in which things may be sent. */
  #open: number | undefined;
  #deciding: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: DurableOutboxOptions) {
    const { line, clock, log, room } = options;
    this.#options = options;
    this.#requests = new Requests({ ...options, waiting: this.#waiting });
    this.#ledger = new Ledger(options);
    const ended = (group: PendingGroup, end: ActionFate) => this.#groupEnded(group, end);
    this.#ends = new GroupEnds({ ledger: this.#ledger, clock, ended });
    const shared = { ledger: this.#ledger, clock, log, ended };
    this.#doubts = new Doubts({ ...shared, waiting: this.#waiting, room });
    this.#backlog = new Backlog({
      ...shared,
      waiting: this.#waiting,
      take: (group, again) => this.#take(group, again),
    });
    const runner = (lane: Lane) => new LaneRunner({ ...shared, ...this.#laneOptions(lane, line) });
    this.#runners = { chat: runner("chat"), room: runner("room") };
    this.#unsubscribe = [line.onChange(() => this.#kick()), line.onEntry((entry) => this.#entered(entry))];
    // At once: another outbox may begin beside what is still on its way here.
    options.signal.addEventListener("abort", () => void this.stop(), { once: true });
    this.#begun = this.#begin();
  }

  get waiting(): number {
    const lanes = LANES.map((lane) => this.#waiting[lane].waiting + this.#runners[lane].inHand);
    return lanes.reduce((sum, lines) => sum + lines, this.#doubts.lines);
  }

  async say(lines: readonly PlainText[], options: SpeakOptions): Promise<void> {
    await this.#queue(this.#requests.text({ lines, to: undefined }, options));
  }

  async tell(to: string, lines: readonly PlainText[], options: SpeakOptions): Promise<void> {
    await this.#queue(this.#requests.text({ lines, to }, options));
  }

  async act(action: RoomAction, options: SpeakOptions): Promise<ActionFate> {
    // A toggle that comes late does the opposite of what is wanted.
    if (action.kind === "afk") return await this.#runners.chat.pass(action);
    const request = this.#requests.act(action, options);
    const { promise, resolve } = Promise.withResolvers<ActionFate>();
    this.#waiters.set(request.group, resolve);
    try {
      if (await this.#queue(request)) return await promise;
      return { outcome: "in_doubt", message: "the same was asked for before" };
    } finally {
      this.#waiters.delete(request.group);
    }
  }

  queued(lines: LinesToQueue, options: SpeakOptions): readonly Write[] {
    return this.#options.repository.queued(this.#requests.text(lines, options));
  }

  wake(): void {
    void this.#refill();
  }

  /** Looks for what other programs queued, and for what has waited too long. Never rejects. */
  async poll(): Promise<void> {
    await this.#begun;
    if (this.#stopped) return;
    for (const lane of LANES) await this.#ends.expireOld(this.#waiting[lane]);
    await this.#doubts.settleOld();
    await this.#refill();
  }

  /** An own line was said just now: it can be the late echo of one in doubt. */
  async heard(line: { readonly text: string; readonly serverTimeMs: number }): Promise<void> {
    if (this.#recent.has(line.serverTimeMs)) return;
    await this.#doubts.heard(line);
    this.#kick();
  }

  /** Sends nothing more, and resolves when what is on its way has its fate, and that is durable. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#open = undefined;
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    await Promise.all(LANES.map((lane) => this.#runners[lane].stop()));
    for (const resolve of this.#waiters.values()) {
      resolve({
        outcome: "in_doubt",
        message: "Rosey stopped before it was done; it may be done when she is back",
      });
    }
  }

  #laneOptions(lane: Lane, line: RoomLine) {
    return {
      line,
      waiting: this.#waiting[lane],
      ends: this.#ends,
      entry: () => this.#open,
      confirmed: (one: Parameters<RecentLines["add"]>[0]) => {
        this.#recent.add(one);
        if (one.shadowed) this.#sayShadowed([{ ...one.group, part: one.group.lines[0].part }]);
      },
      doubted: (group: PendingGroup, intent: Intent, message: string) => {
        this.#doubts.add(group, intent);
        this.#waiters.get(group.group)?.({ outcome: "in_doubt", message });
      },
      bannedLink: (outgoing: Outgoing) => {
        const domain = this.#options.links.learn(outgoing);
        this.#options.log.warn("the site threw Rosey out for a link", domain === undefined ? {} : { domain });
      },
      refill: () => {
        if (this.#waiting[lane].isLow) void this.#refill();
      },
    };
  }

  /** Resolves when it is durable; with false when its key was used before. Rejects when it cannot be stored. */
  async #queue(request: OutboxRequest): Promise<boolean> {
    const { repository, write } = this.#options;
    const { group, key, lane } = request;
    this.#take(group);
    try {
      await write(repository.queued(request));
    } catch (error) {
      this.#inHand.delete(group);
      throw error;
    }
    const rows = await repository.ofGroup(group).catch(() => []);
    // Without a row the database is away, or the key was known; where both can be, the database will tell.
    const pending = rows.length > 0 ? groupsOf(rows)[0] : key === undefined ? groupOf(request) : undefined;
    if (pending === undefined) {
      this.#inHand.delete(group);
      return false;
    }
    for (const { id } of pending.lines) this.#ledger.tell(id, "queued", undefined);
    this.#replace(pending);
    if (!this.#waiting[lane].add(pending)) this.#inHand.delete(group);
    this.#runners[lane].kick();
    return true;
  }

  /** What the newer line takes the place of has expired with its commit. */
  #replace({ collapseKey, producer, lane }: PendingGroup): void {
    if (collapseKey === undefined) return;
    const old = this.#waiting[lane].removeWhere((one) =>
      one.producer === producer && one.collapseKey === collapseKey && !isBegun(one)
    );
    const message = "a newer line took its place";
    for (const group of old) {
      for (const { id } of group.lines) this.#ledger.tell(id, "expired", message);
      this.#groupEnded(group, { outcome: "expired", message });
    }
  }

  /** Never rejects. */
  async #begin(): Promise<void> {
    const { clock, log, signal, links, room } = this.#options;
    const left = await readEarlierLife({ ledger: this.#ledger, clock, log, signal });
    if (left === undefined) return;
    for (const { outgoing } of left.bannedLinks) links.learn(outgoing);
    this.#recent.load(left.confirmed);
    for (const { group, intent } of left.doubtful) {
      if (this.#take(group.group)) this.#doubts.add(group, intent);
    }
    await this.#backlog.read();
    if (room.inRoom && this.#entries === 0 && !this.#stopped) {
      this.#open = 0;
      this.#kick();
    }
  }

  /** Rosey came into the room: nothing goes out until the doubts are decided. */
  #entered(entry: Entry): void {
    this.#entries += 1;
    const number = this.#entries;
    this.#open = undefined;
    this.#deciding = this.#deciding.then(() => this.#decide(entry, number));
  }

  async #decide({ replay }: Entry, number: number): Promise<void> {
    await this.#begun;
    // What was on its way has lost its connection: it has its fate, or will have it at once.
    await Promise.all(LANES.map((lane) => this.#runners[lane].idle()));
    if (number !== this.#entries || this.#stopped) return;
    await this.#doubts.entered(replay, this.#recent.texts);
    await this.#forgetItems();
    const shadowed = this.#recent.shadowedBy(replay);
    if (shadowed.length > 0) {
      this.#sayShadowed(shadowed);
      await this.#ledger.commit(shadowed.flatMap((line) => this.#options.repository.shadowed(line)));
    }
    if (number !== this.#entries || this.#stopped) return;
    this.#open = number;
    this.#kick();
  }

  /** The channel may have been loaded anew: its items have other numbers then. */
  async #forgetItems(): Promise<void> {
    const old = this.#waiting.room.removeWhere(({ lines: [{ outgoing }] }) =>
      outgoing.kind === "action" && namesItem(outgoing.action)
    );
    const why = {
      reason: "room_left",
      message: "Rosey was out of the room meanwhile, and the item may have another number now",
    };
    for (const group of old) await this.#ends.expire(group, why);
  }

  #sayShadowed(lines: readonly OutboxKey[]): void {
    this.#options.log.warn("Rosey is shadow-muted: what she says is echoed to her and shown to nobody", {
      lines: lines.length,
    });
  }

  async #refill(): Promise<void> {
    await this.#backlog.read();
    this.#kick();
  }

  #kick(): void {
    if (!this.#stopped) { for (const lane of LANES) this.#runners[lane].kick(); }
  }

  /** False when a group is in hand, or has ended and is not wanted `again` by a person. */
  #take(group: string, again = false): boolean {
    if (this.#inHand.has(group) || (this.#ended.has(group) && !again)) return false;
    this.#inHand.add(group);
    return true;
  }

  #groupEnded({ group }: PendingGroup, end: ActionFate): void {
    this.#waiters.get(group)?.(end);
    this.#inHand.delete(group);
    this.#ended.add(group);
    const [oldest] = this.#ended;
    if (this.#ended.size > ENDED_REMEMBERED && oldest !== undefined) this.#ended.delete(oldest);
  }
}
