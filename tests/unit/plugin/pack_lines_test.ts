import assert from "node:assert/strict";
import { packLines } from "../../../src/plugin/mod.ts";

Deno.test("packing: entries stand behind the heading, and no line is cut inside one", () => {
  assert.equal(packLines("Here:", ["a", "b"]), "Here: a, b");
  assert.equal(packLines("Here:", []), "Here:");
  const entries = Array.from({ length: 100 }, (_, index) => `entry number ${index}`);
  const lines = packLines("Here:", entries).split("\n");
  assert.ok(lines.every((line) => line.length <= 300));
  assert.deepEqual(lines.join(" ").replace("Here: ", "").split(", "), entries);
});

Deno.test("packing: what goes beyond the lines is counted", () => {
  const entries = Array.from({ length: 100 }, (_, index) => `entry number ${index}`);
  const lines = packLines("Here:", entries, 2).split("\n");
  assert.equal(lines.length, 2);
  const left = Number(/ and (\d+) more$/.exec(lines[1] ?? "")?.[1]);
  assert.equal(lines.join().split("entry").length - 1 + left, 100);
});
