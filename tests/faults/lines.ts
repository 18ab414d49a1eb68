/** Lines of chat as units, each of three changes, and the oracle of what must be stored of them. */
import assert from "node:assert/strict";
import { openRepositories, type Repositories } from "../../db/repositories/mod.ts";
import type { Driver } from "../../db/drivers/driver.ts";
import type { Unit } from "../../src/domain/memory.ts";
import { NOON_MS } from "../contract/memory_under_test.ts";

/** The unit that makes somebody whose lines are counted. */
export function joinUnit({ users }: Repositories): Unit {
  return { id: "join", writes: users.joined({ name: "Alice", atMs: NOON_MS }) };
}

/** The unit of a line: the count, the line and the watermark tell of it, or none of them. */
export function lineUnit({ users, chat, watermark }: Repositories, number: number): Unit {
  return {
    id: `line ${number}`,
    writes: [
      ...users.said({ name: "Alice", atMs: NOON_MS }),
      ...chat.addedPlain({ user: "Alice", html: String(number), atMs: NOON_MS }),
      ...watermark.moved(number),
    ],
  };
}

/** The numbers of the stored lines, in the order in which they were stored; each one whole. */
export async function storedLines(driver: Driver): Promise<number[]> {
  const { chat, users, watermark } = openRepositories(driver);
  const stored = (await chat.recent(-1)).map(({ html }) => Number(html));
  assert.equal(
    (await users.find("Alice"))?.chatLines ?? 0,
    stored.length,
    "a line was counted twice or never",
  );
  assert.equal(
    await watermark.get() ?? -1,
    stored.at(-1) ?? -1,
    "the watermark is not that of the last line",
  );
  return stored;
}

/** The whole numbers from 0. */
export function numbersTo(count: number): number[] {
  return Array.from({ length: count }, (_, number) => number);
}
