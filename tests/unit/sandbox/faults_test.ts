import assert from "node:assert/strict";
import { ManualClock, seededRandom } from "../../../src/domain/clock.ts";
import { Faults, FaultyLine, type FrameFault } from "../../../src/sandbox/faults.ts";

function line(seed: number, ...faults: readonly FrameFault[]) {
  const clock = new ManualClock(0);
  const all = new Faults({
    clock,
    random: seededRandom(seed),
    silence: () => {},
    heal: () => {},
    disconnectAll: () => {},
    movePartition: () => {},
    refuseTcp: () => {},
  });
  for (const fault of faults) all.frames(fault);
  return { clock, faults: all, line: new FaultyLine(all, "toClient", clock) };
}

/** Passes frames 0 to 9 at once; says which came, in order. */
function passed(seed: number, ...faults: readonly FrameFault[]): number[] {
  const { clock, line: one } = line(seed, ...faults);
  const got: number[] = [];
  for (let frame = 0; frame < 10; frame++) {
    one.pass(frame % 2 === 0 ? "chatMsg" : "rank", () => void got.push(frame));
  }
  clock.advance(10_000);
  return got;
}

const ALL = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

Deno.test("faults: without a fault everything passes", () => assert.deepEqual(passed(1), ALL));

Deno.test("faults: frames are dropped by event, by number, and by direction", () => {
  const drop = { kind: "drop" } as const;
  assert.deepEqual(passed(1, { action: drop, event: "rank" }), [0, 2, 4, 6, 8]);
  assert.deepEqual(passed(1, { action: drop, event: "chatMsg", nth: 2 }), [0, 1, 3, 4, 5, 6, 7, 8, 9]);
  assert.deepEqual(passed(1, { action: drop, direction: "fromClient" }), ALL);
});

Deno.test("faults: a duplicated frame comes twice in a row", () => {
  const twice = passed(1, { action: { kind: "duplicate", copies: 2 }, nth: 4 });
  assert.deepEqual(twice, [0, 1, 2, 3, 3, 4, 5, 6, 7, 8, 9]);
});

Deno.test("faults: a delayed frame holds up those behind it, and the order stays", () => {
  const { clock, line: one } = line(1, { action: { kind: "delay", delayMs: 50 }, nth: 2 });
  const got: number[] = [];
  for (const frame of [0, 1, 2]) one.pass("x", () => void got.push(frame));
  assert.deepEqual(got, [0]);
  clock.advance(49);
  assert.deepEqual(got, [0]);
  clock.advance(1);
  assert.deepEqual(got, [0, 1, 2]);
  assert.equal(clock.pendingTimers, 0);
});

Deno.test("faults: chance depends on the seed alone", () => {
  const fault: FrameFault = { action: { kind: "drop" }, probability: 0.5 };
  assert.deepEqual(passed(5, fault), passed(5, fault));
  const different = [1, 2, 3, 4, 5].map((seed) => passed(seed, fault).join());
  assert.ok(new Set(different).size > 1);
});

Deno.test("faults: a fault is switched off by its own switch, or with all others", () => {
  const { faults } = line(1);
  const off = faults.frames({ action: { kind: "drop" } });
  assert.equal(faults.judge("toClient", "x").copies, 0);
  off();
  assert.equal(faults.judge("toClient", "x").copies, 1);
  faults.frames({ action: { kind: "drop" } });
  faults.refuseConnections("busy");
  faults.clear();
  assert.deepEqual([faults.judge("toClient", "x").copies, faults.refusal], [1, undefined]);
});
