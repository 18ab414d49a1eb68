import assert from "node:assert/strict";
import fc from "fast-check";
import { seededRandom } from "../../../src/domain/clock.ts";
import type { Media } from "../../../src/sandbox/media_catalogue.ts";
import { ItemList, type Position } from "../../../src/sandbox/model/item_list.ts";

function media(id: string, seconds = 10): Media {
  return { id, title: id, seconds, duration: "00:10", type: "yt", meta: {} };
}

function listOf(...ids: string[]): ItemList {
  const list = new ItemList();
  for (const id of ids) list.add({ media: media(id), temp: false, queueby: "alice" }, "append");
  return list;
}

const order = (list: ItemList) => list.items.map((item) => item.media.id).join("");

Deno.test("item list: adding says behind which item the new one lies", () => {
  const list = new ItemList();
  const add = (id: string, after: Position) =>
    list.add({ media: media(id), temp: false, queueby: "a" }, after).after;
  assert.deepEqual([add("a", "append"), add("b", "append"), add("c", 0), add("d", "prepend")], [
    "prepend",
    0,
    0,
    "prepend",
  ]);
  assert.equal(order(list), "dacb");
});

Deno.test("item list: items move behind others and to the ends", () => {
  const list = listOf("a", "b", "c", "d");
  for (
    const [uid, after, expected] of [[0, 2, "bcad"], [3, "prepend", "dbca"], [1, "append", "dcab"]] as const
  ) {
    assert.equal(list.move(uid, after), true);
    assert.equal(order(list), expected);
  }
});

Deno.test("item list: a move of or behind what is not there changes nothing", () => {
  const list = listOf("a", "b");
  assert.deepEqual([list.move(9, "append"), list.move(0, 9), list.move(0, 0)], [false, false, false]);
  assert.equal(order(list), "ab");
});

Deno.test("item list: any run of moves and removals keeps each other item once", () => {
  const step = fc.record({
    uid: fc.nat(7),
    after: fc.oneof(fc.nat(7), fc.constantFrom("prepend", "append")),
  });
  fc.assert(fc.property(fc.array(step), fc.nat(7), (steps, gone) => {
    const list = listOf(..."abcdefgh");
    list.remove(gone);
    for (const { uid, after } of steps) {
      list.move(
        uid,
        after === "prepend" || after === "append" || typeof after === "number" ? after : "append",
      );
    }
    const left = [..."abcdefgh"].filter((_, index) => index !== gone);
    assert.deepEqual([...order(list)].sort(), left);
  }));
});

Deno.test("item list: the next item wraps from the last to the first", () => {
  const list = listOf("a", "b");
  assert.equal(list.next(0)?.media.id, "b");
  assert.equal(list.next(1)?.media.id, "a");
});

Deno.test("item list: a shuffle gives new uids, puts the playing item first, and is repeatable by seed", () => {
  const shuffled = () => {
    const list = listOf("a", "b", "c", "d", "e");
    list.shuffle(seededRandom(3), 2);
    return list;
  };
  const list = shuffled();
  assert.equal(list.items[0]?.media.id, "c");
  assert.deepEqual(list.items.map((item) => item.uid).sort((a, b) => a - b), [5, 6, 7, 8, 9]);
  assert.equal(order(shuffled()), order(list));
});

Deno.test("item list: the totals are those of the items", () => {
  assert.deepEqual(listOf("a", "b", "c").meta(), { count: 3, rawTime: 30, time: "00:30" });
});
