import assert from "node:assert/strict";
import { groupsToSay, linesTogether, TOGETHER_LIMIT } from "../../../src/domain/lines_to_say.ts";
import { plainText } from "../../../src/domain/text.ts";

function texts(count: number, length = 1) {
  return Array.from({ length: count }, () => plainText("x".repeat(length)));
}

Deno.test("lines to say: no more are said together than others can bear to wait for", () => {
  assert.equal(linesTogether(texts(TOGETHER_LIMIT)).length, TOGETHER_LIMIT);
  for (const many of [texts(TOGETHER_LIMIT + 1), texts(21, 321)]) {
    assert.throws(() => linesTogether(many), { code: "say.too_long", message: /4[12] lines/ });
  }
});

Deno.test("lines to say: many texts become groups that can be said, in order and none of them cut", () => {
  assert.deepEqual(groupsToSay([]), []);
  const short = texts(TOGETHER_LIMIT);
  assert.deepEqual(groupsToSay(short), [short]);
  const mixed = [...texts(39), ...texts(1, 400), ...texts(60), ...texts(1, 5_000), ...texts(1)];
  const groups = groupsToSay(mixed);
  assert.deepEqual(groups.flat(), mixed);
  assert.deepEqual(groups.map(({ length }) => length), [39, 39, 24]);
});
