import assert from "node:assert/strict";
import type { PendingGroup } from "../../../../plugins/outbound/pending.ts";
import { HELD_ROWS, WaitingGroups } from "../../../../plugins/outbound/waiting_groups.ts";
import type { LineClass } from "../../../../src/domain/outbox.ts";
import { plainText } from "../../../../src/domain/text.ts";

function group(id: number, producer: string, { parts = 1, className = "message" }: {
  readonly parts?: number;
  readonly className?: LineClass;
} = {}): PendingGroup {
  const line = (part: number) => ({
    id: id + part - 1,
    group: `g${id}`,
    part,
    outgoing: { kind: "chat", text: plainText(`${id}`) } as const,
    sends: 0,
  });
  const rest = Array.from({ length: parts - 1 }, (_, index) => line(index + 2));
  return {
    group: `g${id}`,
    parts,
    lane: "chat",
    class: className,
    producer,
    collapseKey: undefined,
    expiresAtMs: 0,
    lines: [line(1), ...rest],
  };
}

/** Takes so many groups; gives their producers. */
function order(waiting: WaitingGroups, count: number): string {
  let producers = "";
  for (let index = 0; index < count; index += 1) {
    const next = waiting.next();
    if (next === undefined) break;
    waiting.take(next);
    producers += next.producer;
  }
  return producers;
}

Deno.test("waiting: producers take turns, line by line", () => {
  const waiting = new WaitingGroups();
  for (let id = 1; id <= 8; id += 1) waiting.add(group(id, "a"));
  for (let id = 11; id <= 14; id += 1) waiting.add(group(id, "b"));
  for (const id of [21, 31]) waiting.add(group(id, "c", { parts: 3 }));
  const had = order(waiting, 12);
  const lines = { a: 0, b: 0, c: 0 };
  for (const [index, producer] of [...had].entries()) {
    if (producer === "a") lines.a += 1;
    else if (producer === "b") lines.b += 1;
    else lines.c += 3;
    // While all have something to say, nobody is more than one text ahead of anybody.
    if (index < 8) assert.ok(Math.max(...Object.values(lines)) - Math.min(...Object.values(lines)) <= 3, had);
  }
});

Deno.test("waiting: a producer that was silent has saved nothing up", () => {
  const waiting = new WaitingGroups();
  for (let id = 1; id <= 50; id += 1) waiting.add(group(id, "a"));
  assert.equal(order(waiting, 20), "a".repeat(20));
  for (let id = 101; id <= 120; id += 1) waiting.add(group(id, "b"));
  const had = order(waiting, 10);
  assert.equal([...had].filter((producer) => producer === "b").length, 5, had);
});

Deno.test("waiting: a producer's lines go in the order in which they were queued, put back or read late", () => {
  const waiting = new WaitingGroups();
  for (const id of [3, 1, 2]) waiting.add(group(id, "a"));
  const first = waiting.next();
  assert.ok(first);
  waiting.take(first);
  waiting.putBack(first);
  const ids: string[] = [];
  for (let next = waiting.next(); next !== undefined; next = waiting.next()) {
    waiting.take(next);
    ids.push(next.group);
  }
  assert.deepEqual(ids, ["g1", "g2", "g3"]);
});

Deno.test("waiting: only the beginning of a long queue is held, and the rest is asked for in time", () => {
  const waiting = new WaitingGroups();
  const name = { lane: "chat", class: "message", producer: "a" } as const;
  const held = Array.from({ length: HELD_ROWS + 20 }, (_, index) => waiting.add(group(index + 1, "a")));
  assert.equal(held.filter(Boolean).length, HELD_ROWS);
  assert.equal(waiting.waiting, HELD_ROWS + 20);
  assert.equal(waiting.isLow, false);
  const told = (lines: number) => [{ ...name, lines, newestId: HELD_ROWS + 20 }];
  assert.deepEqual(waiting.toRead(told(HELD_ROWS + 20)), []);
  order(waiting, HELD_ROWS / 2 + 1);
  assert.equal(waiting.isLow, true);
  assert.equal(waiting.toRead(told(HELD_ROWS / 2 + 19)).length, 1);
  const rest = Array.from({ length: 20 }, (_, index) => group(HELD_ROWS + 1 + index, "a"));
  waiting.read(name, rest, { newestId: HELD_ROWS + 20, hasMore: false });
  assert.equal(waiting.isLow, false);
  assert.equal(order(waiting, 1000).length, HELD_ROWS / 2 + 19);
  assert.equal(waiting.waiting, 0);
});

Deno.test("waiting: a row that comes to light behind newer ones is asked for, since the count tells", () => {
  const waiting = new WaitingGroups();
  const name = { lane: "chat", class: "message", producer: "a" } as const;
  waiting.add(group(9, "a"));
  assert.equal(waiting.toRead([{ ...name, lines: 1, newestId: 9 }]).length, 0);
  assert.equal(waiting.toRead([{ ...name, lines: 2, newestId: 9 }]).length, 1);
});
