import assert from "node:assert/strict";
import fc from "fast-check";
import { MAX_DICE, MAX_NUMBER, MAX_SIDES, MAX_TERMS, parseNotation } from "../../../plugins/dice/notation.ts";
import { MAX_EXPLOSIONS, roll, rollText } from "../../../plugins/dice/roll.ts";
import { seededRandom } from "../../../src/domain/clock.ts";
import { ArgumentError } from "../../../src/plugin/mod.ts";

/** Dice that show these values, one after the other. */
function loaded(sides: number, ...values: readonly number[]) {
  const left = values.map((value) => (value - 0.5) / sides);
  return () => left.shift() ?? 0;
}

const plain = { kind: "dice", sign: 1, count: 1, explodes: false, selection: undefined };

Deno.test("dice: every way to write them is read", () => {
  assert.deepEqual(parseNotation("D20"), [{ ...plain, sides: 20 }]);
  assert.deepEqual(parseNotation("d%"), [{ ...plain, sides: 100 }]);
  assert.deepEqual(parseNotation(" 2d6 + 1d4 - 2 "), [
    { ...plain, count: 2, sides: 6 },
    { ...plain, sides: 4 },
    { kind: "number", sign: -1, value: 2 },
  ]);
  assert.deepEqual(parseNotation("-d4+100"), [{ ...plain, sign: -1, sides: 4 }, {
    kind: "number",
    sign: 1,
    value: 100,
  }]);
  assert.deepEqual(parseNotation("3d6!"), [{ ...plain, count: 3, sides: 6, explodes: true }]);
  const selections = [
    ["4d6k3", "keep", "highest", 3],
    ["4d6kh3", "keep", "highest", 3],
    ["4d6kl", "keep", "lowest", 1],
    ["4d6dh2", "drop", "highest", 2],
    ["4d6dl", "drop", "lowest", 1],
  ] as const;
  for (const [typed, what, end, count] of selections) {
    assert.deepEqual(parseNotation(typed), [
      { ...plain, count: 4, sides: 6, selection: { what, end, count } },
    ], typed);
  }
  const twice = { ...plain, count: 2, sides: 20 };
  for (const [typed, end] of [["adv", "highest"], ["d20 adv", "highest"], ["1d20dis", "lowest"]] as const) {
    assert.deepEqual(parseNotation(typed), [{ ...twice, selection: { what: "keep", end, count: 1 } }], typed);
  }
});

Deno.test("dice: what cannot be rolled is refused, naming the part and what would do", () => {
  const refusals: readonly [string, RegExp][] = [
    ["hello", /cannot read "hello": write 2d6\+3/],
    ["2d6+", /cannot read "\+"/],
    ["2d6++1", /cannot read "\+\+1"/],
    ["2d6d4", /cannot read "2d6d4"/],
    ["2d6 3", /cannot read "2d6 3"/],
    ["2d6x", /cannot read "2d6x"/],
    ["7", /there is no die in "7"/],
    ["0d6", /the number of dice must be from 1 to 20, not "0"/],
    ["21d6", /the number of dice must be from 1 to 20, not "21"/],
    ["11d6+10d6", /at most 20 dice at once, not 21/],
    ["d1", /the number of sides must be from 2 to 1000, not "1"/],
    ["d1001", /from 2 to 1000, not "1001"/],
    ["d6+101", /a number to add must be from 0 to 100, not "101"/],
    ["2d6kh3", /how many to keep of 2 must be from 1 to 2, not "3"/],
    ["2d6dl2", /how many to drop of 2 must be from 1 to 1, not "2"/],
    ["d6dl", /of one die nothing can be dropped/],
    ["2d20adv", /adv is for one die, such as d20adv/],
    ["d2" + "+1".repeat(10), /at most 10 parts/],
    [`d${"9".repeat(500)}`, /not "9{40}\.\.\."/],
  ];
  for (const [typed, reason] of refusals) {
    assert.throws(() => parseNotation(typed), (error) => {
      assert.ok(error instanceof ArgumentError, typed);
      assert.match(error.message, reason, typed);
      return true;
    });
  }
});

Deno.test("dice: what counts is added up, what does not stands in parentheses", () => {
  const shown = (typed: string, sides: number, ...values: number[]) =>
    rollText(roll(parseNotation(typed), loaded(sides, ...values)));
  assert.equal(shown("2d6+5", 6, 4, 3), "🎲 [4, 3] + 5 = 12");
  assert.equal(shown("2d6+d6-2", 6, 4, 3, 1), "🎲 [4, 3] + [1] - 2 = 6");
  assert.equal(shown("-d6", 6, 4), "🎲 - [4] = -4");
  assert.equal(shown("4d6kh3", 6, 2, 5, 2, 6), "🎲 [2, 5, (2), 6] = 13");
  assert.equal(shown("4d6dh3", 6, 2, 5, 3, 6), "🎲 [2, (5), (3), (6)] = 2");
  assert.equal(shown("d20adv+1", 20, 7, 15), "🎲 [(7), 15] + 1 = 16");
  assert.equal(shown("d20dis", 20, 7, 15), "🎲 [7, (15)] = 7");
  assert.equal(shown("2d6!", 6, 6, 6, 1, 3), "🎲 [6, 6, 1, 3] = 16");
});

Deno.test("dice: explosions end, and the longest answer fits into a line", () => {
  const [rolled] = roll(parseNotation("20d2!"), () => 0.99);
  assert.equal(rolled?.dice.length, 20 + MAX_EXPLOSIONS);
  const longest = "2d1000!kh1+".repeat(9) + "2d1000!kh1";
  assert.ok(rollText(roll(parseNotation(longest), () => 0.9999)).length <= 320);
});

const dieText = fc.tuple(
  fc.integer({ min: 1, max: 4 }),
  fc.oneof(fc.integer({ min: 2, max: MAX_SIDES }).map(String), fc.constant("%")),
  fc.constantFrom("", "!", "kh1", "kl", "!kh", "!kl1"),
).map(([count, sides, more]) => `${count}d${sides}${more}`);
const numberText = fc.integer({ min: 0, max: MAX_NUMBER }).map(String);
const sign = fc.constantFrom("+", "-", " + ", " - ");

Deno.test("dice: whatever is rolled stays within its bounds, and the total is the sum of what is shown", () => {
  const notation = fc.tuple(
    dieText,
    fc.array(fc.tuple(sign, fc.oneof(dieText, numberText)), { maxLength: 4 }),
  )
    .map(([first, more]) => first + more.map(([between, term]) => between + term).join(""));
  fc.assert(fc.property(notation, fc.integer(), (typed, seed) => {
    const terms = parseNotation(typed);
    const rolled = roll(terms, seededRandom(seed));
    let total = 0;
    for (const { term, dice, sum } of rolled) {
      total += sum;
      if (term.kind === "number") continue;
      assert.ok(dice.every(({ value }) => Number.isInteger(value) && value >= 1 && value <= term.sides));
      assert.ok(dice.length >= term.count);
      const kept = dice.filter((die) => die.kept).map(({ value }) => value);
      const dropped = dice.filter((die) => !die.kept).map(({ value }) => value);
      assert.equal(kept.length, term.selection?.count ?? dice.length);
      if (term.selection?.end === "highest") assert.ok(Math.min(...kept) >= Math.max(0, ...dropped));
      if (term.selection?.end === "lowest") assert.ok(Math.max(...kept) <= Math.min(Infinity, ...dropped));
      assert.equal(sum, term.sign * kept.reduce((left, right) => left + right, 0));
    }
    assert.ok(rollText(rolled).endsWith(` = ${total}`));
  }));
});

Deno.test("dice: whatever is typed is rolled or refused with a reason, never anything else", () => {
  const pieces = fc.constantFrom(
    "d",
    "2d6",
    "kh",
    "dl",
    "!",
    "+",
    "-",
    "%",
    "9",
    "adv",
    "dis",
    " ",
    "é",
    "0",
  );
  const typed = fc.oneof(fc.string({ unit: "binary" }), fc.array(pieces).map((all) => all.join("")));
  fc.assert(
    fc.property(typed, (text) => {
      try {
        const terms = parseNotation(text);
        assert.ok(terms.length <= MAX_TERMS);
        assert.ok(terms.every((term) => term.kind === "number" || term.count <= MAX_DICE));
        assert.ok([...rollText(roll(terms, seededRandom(1)))].length <= 320);
      } catch (error) {
        assert.ok(error instanceof ArgumentError, String(error));
      }
    }),
    { numRuns: 2_000 },
  );
});
