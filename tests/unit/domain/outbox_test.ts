import assert from "node:assert/strict";
import { LINE_CLASS_NAMES, LINE_CLASSES } from "../../../src/domain/outbox.ts";

Deno.test("outbox: the list of classes names each of them once", () => {
  assert.deepEqual([...LINE_CLASS_NAMES].toSorted(), Object.keys(LINE_CLASSES).toSorted());
});
