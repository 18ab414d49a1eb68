import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeUnits, encodeUnit } from "../../../../db/outage/spilled_unit.ts";
import type { Unit } from "../../../../src/domain/memory.ts";
import { unitOf } from "./units.ts";

const anyValue = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  fc.maxSafeInteger(),
  fc.bigInt(),
  fc.constant(null),
);

const anyUnit: fc.Arbitrary<Unit> = fc.record({
  id: fc.string({ unit: "binary" }),
  writes: fc.array(fc.record({ statement: fc.string(), parameters: fc.array(anyValue) })),
});

Deno.test("spilled units: what is written is read, whatever it holds", () => {
  fc.assert(fc.property(fc.array(anyUnit), (units) => {
    const { units: read, cutOff, damaged } = decodeUnits(units.map(encodeUnit).join(""));
    assert.deepEqual(JSON.parse(shown(read)), JSON.parse(shown(units)));
    assert.deepEqual([cutOff, damaged], [false, []]);
  }));
});

/** `assert.deepEqual` takes -0 for another number than 0, which no database does. */
function shown(units: readonly Unit[]): string {
  return JSON.stringify(units, (_, value) => typeof value === "bigint" ? `whole ${value}` : value);
}

Deno.test("spilled units: a line cut off anywhere is known, and those before it are whole", () => {
  const units = ["one", "two", "three"].map((id) => unitOf(id, "wörds"));
  const lines = units.map(encodeUnit);
  const whole = lines.slice(0, 2).join("");
  const last = lines[2] ?? "";
  for (let length = 1; length < last.length; length++) {
    const read = decodeUnits(whole + last.slice(0, length));
    assert.deepEqual(read, { units: units.slice(0, 2), cutOff: true, damaged: [] }, `${length} characters`);
  }
});

Deno.test("spilled units: a last line of which only the end was kept is known as cut off", () => {
  const line = encodeUnit(unitOf("two"));
  const text = encodeUnit(unitOf("one")) + "\0".repeat(10) + line.slice(10);
  assert.deepEqual(decodeUnits(text), { units: [unitOf("one")], cutOff: true, damaged: [] });
});

Deno.test("spilled units: a damaged line among others is named by its place", () => {
  const lines = ["one", "two", "three"].map((id) => encodeUnit(unitOf(id)));
  lines[1] = (lines[1] ?? "").replace("two", "tw0");
  assert.deepEqual(decodeUnits(lines.join("")), {
    units: [unitOf("one"), unitOf("three")],
    cutOff: false,
    damaged: [2],
  });
});

Deno.test("spilled units: an empty file holds none", () => {
  assert.deepEqual(decodeUnits(""), { units: [], cutOff: false, damaged: [] });
});
