import assert from "node:assert/strict";
import fc from "fast-check";
import { type Batching, planBatch } from "../../../db/batching.ts";
import type { Write } from "../../../src/domain/memory.ts";

const BATCHINGS: Record<string, Batching> = {
  say: { kind: "append", table: "lines" },
  shout: { kind: "append", table: "lines" },
  log: { kind: "append", table: "log" },
  add: { kind: "row", table: "people", row: 0, many: true, fold: ["same", "sum", "greatest"] },
  set: { kind: "row", table: "people", row: 0, many: true, fold: ["same", "last", "last"] },
  double: { kind: "row", table: "people", row: 0, many: false, fold: undefined },
  peak: { kind: "row", table: "channel", row: undefined, many: false, fold: ["greatest"] },
};

const batchingOf = (statement: string) => BATCHINGS[statement];

function plan(...writes: [statement: string, ...parameters: (string | number)[]][]) {
  return planBatch(writes.map(([statement, ...parameters]) => ({ statement, parameters })), batchingOf)
    .map(({ statement, together, rows }) => [statement, together, ...rows]);
}

Deno.test("batching: rows of one table are added together, in their order", () => {
  assert.deepEqual(plan(["say", "a"], ["log", "x"], ["say", "b"], ["log", "y"]), [
    ["say", true, ["a"], ["b"]],
    ["log", true, ["x"], ["y"]],
  ]);
  assert.deepEqual(plan(["say", "a"], ["shout", "b"], ["say", "c"]), [
    ["say", true, ["a"]],
    ["shout", true, ["b"]],
    ["say", true, ["c"]],
  ]);
});

Deno.test("batching: changes of one row are folded, those of others go beside", () => {
  assert.deepEqual(plan(["add", "Alice", 1, 10], ["add", "Bob", 1, 11], ["add", "Alice", 2, 9]), [
    ["add", true, ["Alice", 3, 10], ["Bob", 1, 11]],
  ]);
  assert.deepEqual(plan(["set", "Alice", 1, 1], ["set", "Alice", 5, 0]), [["set", true, ["Alice", 5, 0]]]);
  assert.deepEqual(plan(["peak", 3], ["peak", 7], ["peak", 5]), [["peak", false, [7]]]);
});

Deno.test("batching: what cannot be folded keeps its order", () => {
  assert.deepEqual(plan(["add", "Alice", 1, 1], ["double", "Alice"], ["add", "Alice", 1, 2]), [
    ["add", true, ["Alice", 1, 1]],
    ["double", false, ["Alice"]],
    ["add", true, ["Alice", 1, 2]],
  ]);
  assert.deepEqual(plan(["double", "Alice"], ["double", "Alice"]), [
    ["double", false, ["Alice"]],
    ["double", false, ["Alice"]],
  ]);
});

Deno.test("batching: a statement that may look at anything stays where it is", () => {
  assert.deepEqual(plan(["say", "a"], ["purge"], ["say", "b"]), [
    ["say", true, ["a"]],
    ["purge", false, []],
    ["say", true, ["b"]],
  ]);
});

/** A little database that shows every difference of order that matters. */
class Model {
  readonly lines: unknown[] = [];
  readonly log: unknown[] = [];
  readonly people = new Map<unknown, { value: number; at: number }>();
  peak = 0;

  run({ statement, parameters: [first = 0, second = 0, third = 0] }: Write): void {
    const person = this.people.get(first) ?? { value: 1, at: 0 };
    switch (statement) {
      case "say":
      case "shout":
        this.lines.push([statement, first]);
        return;
      case "log":
        this.log.push(first);
        return;
      case "add":
        this.people.set(first, {
          value: person.value + Number(second),
          at: Math.max(person.at, Number(third)),
        });
        return;
      case "set":
        this.people.set(first, { value: Number(second), at: Number(third) });
        return;
      case "double":
        this.people.set(first, { value: person.value * 2, at: person.at });
        return;
      case "peak":
        this.peak = Math.max(this.peak, Number(first));
        return;
      case "look":
        this.log.push(
          structuredClone({ people: [...this.people].sort(), lines: this.lines, peak: this.peak }),
        );
    }
  }

  shown() {
    return { lines: this.lines, log: this.log, people: [...this.people].sort(), peak: this.peak };
  }
}

const name = fc.constantFrom("Alice", "Bob", "Carol");
const small = fc.integer({ min: 0, max: 9 });
const anyWrite: fc.Arbitrary<Write> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom("say", "shout", "log", "peak"), small) },
  { weight: 6, arbitrary: fc.tuple(fc.constantFrom("add", "set"), name, small, small) },
  { weight: 2, arbitrary: fc.tuple(fc.constant("double"), name) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("look")) },
).map(([statement, ...parameters]) => ({ statement, parameters }));

Deno.test("batching: any batch leaves behind what its changes leave one by one", () => {
  fc.assert(
    fc.property(fc.array(anyWrite, { maxLength: 60 }), (writes) => {
      const [one, other] = [new Model(), new Model()];
      for (const write of writes) one.run(write);
      for (const { statement, together, rows } of planBatch(writes, batchingOf)) {
        const batching = batchingOf(statement);
        if (together && batching?.kind === "row") {
          const keys = rows.map((row) => row[batching.row ?? 0]);
          assert.equal(new Set(keys).size, keys.length, "one statement changes a row twice");
        }
        for (const parameters of rows) other.run({ statement, parameters });
      }
      assert.deepEqual(other.shown(), one.shown());
    }),
    { numRuns: 500 },
  );
});
