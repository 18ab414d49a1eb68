/**
 * Things of which it is not known whether they were said or done, and how that is decided: by what the server shows of
 * the room on an entry, where that proves something, and else by their class.
 *
 * | what is known                                   | what becomes of it                            |
 * | ----------------------------------------------- | --------------------------------------------- |
 * | the replay shows it, or a late echo             | `sent`                                        |
 * | the replay covers the moment and lacks it       | `queued`: it certainly was not said           |
 * | an act whose effect the room shows              | `sent`                                        |
 * | an act whose opposite the room shows            | `queued`                                      |
 * | nothing: PMs, most acts, a longer outage        | its class: `parked`, or `queued` to go again  |
 *
 * The parts behind a parked one are parked with it.
 *
 * @module
 */

import { isEchoOf } from "../../src/domain/echo.ts";
import { LINE_CLASSES } from "../../src/domain/outbox.ts";
import type { Lane, SeenLine } from "../../src/domain/room_line.ts";
import type { ActionFate, Clock, PluginLog, RoomView, Write } from "../../src/plugin/mod.ts";
import { evidenceOf } from "./act_evidence.ts";
import type { Ledger, Moved } from "./ledger.ts";
import { type Intent, type PendingGroup, withoutNext } from "./pending.ts";
import { type ConfirmedText, type Proof, proofs } from "./replay_proof.ts";
import type { WaitingGroups } from "./waiting_groups.ts";

/** How long a late echo is waited for where no entry comes, before the class decides. */
export const DOUBT_LIMIT_MS = 60_000;

/** What may be said again is written to the server so often at most. */
export const SENDS_MAX = 3;

/** What the doubts need. */
export interface DoubtsOptions {
  readonly ledger: Ledger;
  readonly waiting: Readonly<Record<Lane, WaitingGroups>>;
  readonly room: RoomView;
  readonly clock: Clock;
  readonly log: PluginLog;
  /** A group has come to its end. */
  readonly ended: (group: PendingGroup, end: ActionFate) => void;
}

interface Doubt {
  readonly group: PendingGroup;
  readonly intent: Intent;
  readonly sinceMs: number;
}

interface Decision {
  readonly writes: readonly Write[];
  readonly moved: readonly Moved[];
  /** What is to be done once it is durable. */
  apply(): void;
}

/** See the module. */
export class Doubts {
  readonly #options: DoubtsOptions;
  #doubts: Doubt[] = [];

  constructor(options: DoubtsOptions) {
    this.#options = options;
  }

  /** Rows that are in doubt or wait behind one. */
  get lines(): number {
    return this.#doubts.reduce((sum, { group }) => sum + group.lines.length, 0);
  }

  /** It is not known whether the next line of a group was sent. */
  add(group: PendingGroup, intent: Intent): void {
    this.#doubts.push({ group, intent, sinceMs: this.#options.clock.now() });
  }

  /** Rosey came into the room: everything is decided. */
  async entered(replay: readonly SeenLine[], confirmed: readonly ConfirmedText[]): Promise<void> {
    const doubts = this.#take(() => true).toSorted((a, b) => a.intent.atMs - b.intent.atMs);
    const texts = doubts.flatMap(({ group, intent }) => {
      const { outgoing } = group.lines[0];
      return outgoing.kind === "chat" ? [{ text: outgoing.text, intent }] : [];
    });
    const proved = proofs(texts, { replay, confirmed }).values();
    await this.#settle(doubts.map((doubt) => {
      const isText = doubt.group.lines[0].outgoing.kind === "chat";
      return this.#decide(doubt, (isText ? proved.next().value : undefined) ?? this.#sight(doubt));
    }));
  }

  /** Decides what has been in doubt for long without an entry; outside of the room one will come, and may prove more. */
  async settleOld(): Promise<void> {
    const { clock, room } = this.#options;
    if (!room.inRoom) return;
    const beforeMs = clock.now() - DOUBT_LIMIT_MS;
    const old = this.#take(({ sinceMs }) => sinceMs <= beforeMs);
    await this.#settle(old.map((doubt) => this.#decide(doubt, this.#sight(doubt))));
  }

  /** An own line was said: it may be the late echo of one in doubt. */
  async heard({ text, serverTimeMs }: Pick<SeenLine, "text" | "serverTimeMs">): Promise<void> {
    const late = this.#doubts.find(({ group }) => {
      const { outgoing } = group.lines[0];
      return outgoing.kind === "chat" && isEchoOf(text, outgoing.text);
    });
    if (late === undefined) return;
    this.#take((doubt) => doubt === late);
    const proof = { kind: "said", serverTimeMs, truncated: false, reason: "late_echo" } as const;
    await this.#settle([this.#decide(late, proof)]);
  }

  #take(which: (doubt: Doubt) => boolean): Doubt[] {
    const taken = this.#doubts.filter(which);
    this.#doubts = this.#doubts.filter((doubt) => !taken.includes(doubt));
    return taken;
  }

  /** What the room shows of an act. PMs are never shown again. */
  #sight({ group }: Doubt): Proof {
    const { outgoing } = group.lines[0];
    if (outgoing.kind !== "action") return { kind: "unknown" };
    const evidence = evidenceOf(outgoing.action, this.#options.room);
    if (evidence === "unknown") return { kind: "unknown" };
    if (evidence === "not_done") return { kind: "not_said" };
    return { kind: "said", serverTimeMs: undefined, truncated: false, reason: "room_shows" };
  }

  async #settle(decisions: readonly Decision[]): Promise<void> {
    if (decisions.length === 0) return;
    const { ledger } = this.#options;
    const isDurable = await ledger.commit(
      decisions.flatMap(({ writes }) => writes),
      decisions.flatMap(({ moved }) => moved),
    );
    if (isDurable) { for (const { apply } of decisions) apply(); }
  }

  #decide(doubt: Doubt, proof: Proof): Decision {
    switch (proof.kind) {
      case "said":
        return this.#said(doubt, proof);
      case "not_said":
        return this.#again(doubt, "not_said", "the room shows that it did not happen");
      case "unknown":
        return this.#byClass(doubt);
    }
  }

  #said({ group }: Doubt, proof: Extract<Proof, { readonly kind: "said" }>): Decision {
    const { ledger, waiting, clock, ended } = this.#options;
    const [next] = group.lines;
    const { serverTimeMs, truncated, reason } = proof;
    const at = { ...next, atMs: clock.now() };
    return {
      writes: ledger.repository.sent({ ...at, serverTimeMs, truncated, shadowed: false, reason }),
      moved: [{ line: next, state: "sent", reason, detail: undefined }],
      apply: () => {
        const rest = withoutNext(group);
        if (rest === undefined) ended(group, { outcome: "done", item: undefined, warning: undefined });
        else waiting[group.lane].putBack(rest);
      },
    };
  }

  #again({ group }: Doubt, reason: string, detail: string): Decision {
    const { ledger, waiting, clock } = this.#options;
    const [next] = group.lines;
    return {
      writes: ledger.repository.requeued({ ...next, atMs: clock.now(), reason, detail }),
      moved: [{ line: next, state: "queued", reason, detail }],
      apply: () => waiting[group.lane].putBack(group),
    };
  }

  #byClass(doubt: Doubt): Decision {
    const { group } = doubt;
    if (LINE_CLASSES[group.class].whenUnknown === "park") {
      return this.#park(doubt, "unknown", unknownText(group));
    }
    if (group.expiresAtMs <= this.#options.clock.now()) {
      return this.#park(
        doubt,
        "waited_too_long",
        `${unknownText(group)}, and by now it is too old to be said again`,
      );
    }
    if (group.lines[0].sends >= SENDS_MAX) {
      const detail = `${unknownText(group)}, and it was sent ${group.lines[0].sends} times`;
      return this.#park(doubt, "sent_too_often", detail);
    }
    return this.#again(doubt, "say_again", `${unknownText(group)}: rather twice than never`);
  }

  #park({ group }: Doubt, reason: string, detail: string): Decision {
    const { ledger, clock, log, ended } = this.#options;
    const behind = { reason: "behind_parked", detail: "an earlier part of the same text is parked" };
    const moved = group.lines.map((line, index): Moved => ({
      line,
      state: "parked",
      ...(index === 0 ? { reason, detail } : behind),
    }));
    const atMs = clock.now();
    return {
      writes: moved.flatMap(({ line }, index) =>
        ledger.repository.parked({ ...line, atMs, ...(index === 0 ? { reason, detail } : behind) })
      ),
      moved,
      apply: () => {
        log.warn("it cannot be known whether something was said, so it is parked", {
          id: group.lines[0].id,
          producer: group.producer,
          reason,
        });
        ended(group, { outcome: "in_doubt", message: detail });
      },
    };
  }
}

function unknownText({ lines: [next] }: PendingGroup): string {
  switch (next.outgoing.kind) {
    case "chat":
      return "nothing tells whether it was said: the room's history does not reach back to it";
    case "pm":
      return "nothing tells whether it was said: private messages are in no history";
    case "action":
      return "nothing tells whether it was done: the room does not show it";
  }
}
