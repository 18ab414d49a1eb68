import assert from "node:assert/strict";
import type { OutboxLine, Repositories } from "../../../../db/repositories/mod.ts";
import type { Write } from "../../../../src/domain/memory.ts";
import type { LineClass } from "../../../../src/domain/outbox.ts";
import { plainText } from "../../../../src/domain/text.ts";
import { BUFFER_LINES } from "./fake_line.ts";
import { type Life, OUTBOX_READS, OutboxRoom } from "./outbox_room.ts";

/** Ends a process at its n-th step: whatever it waits for from then on never comes. */
class Crash {
  #steps = 0;

  constructor(readonly at: number) {}

  get happened(): boolean {
    return this.#steps >= this.at;
  }

  readonly step = (): Promise<void> => {
    this.#steps += 1;
    return this.happened ? new Promise(() => {}) : Promise.resolve();
  };
}

/** A process that crashes: at each commit, read and frame, before and after it had its effect. */
function crashing(all: OutboxRoom, crash: Crash): Life {
  const around = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    await crash.step();
    const result = await work();
    await crash.step();
    return result;
  };
  const { outbox } = all.memory.repositories;
  const repository = new Proxy<Repositories["outbox"]>(outbox, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== "function") return member;
      const call = (...args: readonly unknown[]): unknown => Reflect.apply(member, target, args);
      if (!OUTBOX_READS.has(String(name))) return call;
      return (...args: readonly unknown[]) => around(() => Promise.resolve(call(...args)));
    },
  });
  const life = all.live({
    commit: (writes: readonly Write[]) => around(() => all.commit(writes)),
    repositories: { outbox: repository },
  });
  life.line.beforeWrite = crash.step;
  life.line.beforeAnswer = crash.step;
  return life;
}

interface Outcome {
  /** Texts that were said to be queued. */
  readonly queued: ReadonlySet<string>;
  readonly rows: readonly OutboxLine[];
  count(text: string): number;
}

/** One process says things and crashes; others speak; the next process comes. `undefined`: it did not crash. */
async function run(
  all: OutboxRoom,
  { at, className, others }: {
    readonly at: readonly number[];
    readonly className: LineClass;
    readonly others: number;
  },
): Promise<Outcome | undefined> {
  const { outbox } = all.memory.repositories;
  const [newest] = await outbox.list({ limit: 1 });
  const heardBefore = all.room.heard.length;
  const queued = new Set<string>();
  const say = (life: Life, name: string, texts: readonly string[]) => {
    void life.outbox.say(texts.map(plainText), { producer: name, class: className }).then(() => {
      for (const text of texts) queued.add(text);
    });
  };
  let crashed = false;
  for (const [index, step] of at.entries()) {
    const crash = new Crash(step);
    const life = crashing(all, crash);
    if (index === 0) {
      for (const text of ["a", "b"]) life.line.hears("alice", text);
      say(life, "x", ["first"]);
      say(life, "y", ["second", "third"]);
    }
    life.line.enter();
    await life.settle();
    if (index === 0) life.line.hears("alice", "in between");
    if (index === 0) say(life, "x", ["fourth"]);
    await life.settle();
    crashed = crash.happened;
    all.forget(life);
    for (let line = 0; line < others; line += 1) all.room.say("bob", `while away ${line}`);
  }
  const next = all.live();
  await next.enter();
  await next.outbox.poll();
  await next.settle();
  await next.stop();
  all.forget(next);
  const heard = all.room.heard.slice(heardBefore).filter(({ own }) => own).map(({ text }) => text);
  const rows = (await outbox.list({ limit: -1 })).filter(({ id }) => id > (newest?.id ?? 0));
  const count = (text: string) => heard.filter((one) => one === text).length;
  return crashed ? { queued, rows, count } : undefined;
}

const TEXTS = ["first", "second", "third", "fourth"];

/** Fewer than the buffer holds beside the newest line known and four of Rosey's own. */
const COVERED = BUFFER_LINES - 5;
const NOT_COVERED = BUFFER_LINES + 5;

async function everyStep(
  { className, others, check }: {
    readonly className: LineClass;
    readonly others: number;
    readonly check: (outcome: Outcome, at: number) => void;
  },
): Promise<void> {
  await using all = await OutboxRoom.open();
  let at = 1;
  for (;; at += 1) {
    const outcome = await run(all, { at: [at], className, others });
    if (outcome === undefined) break;
    for (const row of outcome.rows) {
      assert.ok(row.state === "sent" || row.state === "parked", `step ${at}: ${row.state}`);
      if (row.state === "parked") assert.ok(row.reason !== undefined && row.detail !== undefined);
    }
    check(outcome, at);
  }
  assert.ok(at > 40, `only ${at} steps`);
}

for (const className of ["reply", "message", "announcement"] as const) {
  Deno.test(`outbox: a crash at any step, covered by the replay: each ${className} is said once`, () =>
    everyStep({
      className,
      others: COVERED,
      check: ({ queued, rows, count }, at) => {
        for (const text of TEXTS) {
          assert.ok(count(text) <= 1, `step ${at}: "${text}" was said ${count(text)} times`);
          if (queued.has(text)) assert.equal(count(text), 1, `step ${at}: "${text}"`);
        }
        for (const { state } of rows) assert.equal(state, "sent", `step ${at}`);
      },
    }));
}

Deno.test("outbox: a crash at any step, not covered by the replay: no reply is said twice, and what is open is parked", () =>
  everyStep({
    className: "reply",
    others: NOT_COVERED,
    check: ({ queued, rows, count }, at) => {
      for (const text of TEXTS) {
        assert.ok(count(text) <= 1, `step ${at}: "${text}" was said ${count(text)} times`);
        const row = rows.find(({ outgoing }) => outgoing?.kind === "chat" && outgoing.text === text);
        if (queued.has(text)) assert.ok(row !== undefined, `step ${at}: "${text}" has no row`);
        if (row?.state === "sent") assert.equal(count(text), 1, `step ${at}: "${text}" was not said`);
      }
    },
  }));

Deno.test("outbox: a crash at any step, not covered by the replay: every announcement is said", () =>
  everyStep({
    className: "announcement",
    others: NOT_COVERED,
    check: ({ queued, rows, count }, at) => {
      for (const text of queued) assert.ok(count(text) >= 1, `step ${at}: "${text}" was not said`);
      for (const { state } of rows) assert.equal(state, "sent", `step ${at}`);
    },
  }));

Deno.test("outbox: the next process may crash as well", async () => {
  await using all = await OutboxRoom.open();
  let runs = 0;
  for (let first = 5; first < 60; first += 5) {
    for (let second = 1; second < 40; second += 5) {
      const outcome = await run(all, { at: [first, second], className: "reply", others: 3 });
      if (outcome === undefined) continue;
      runs += 1;
      for (const text of TEXTS) {
        const times = outcome.count(text);
        assert.ok(times <= 1, `steps ${first}, ${second}: "${text}" was said ${times} times`);
        if (outcome.queued.has(text)) assert.equal(times, 1, `steps ${first}, ${second}: "${text}"`);
      }
    }
  }
  assert.ok(runs > 40, `only ${runs} runs`);
});
