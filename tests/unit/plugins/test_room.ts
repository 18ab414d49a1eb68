/**
 * A room to test a plugin in: the real bot, no server, a clock that stands still and a real database in memory.
 *
 * ```ts
 * await using room = await testRoom(dice, { users: ["alice"] });
 * assert.match((await room.chat("alice", "!roll 2d6"))[0] ?? "", /^🎲/);
 * ```
 *
 * @module
 */
import type { Repositories } from "../../../db/repositories/mod.ts";
import type { Plugin } from "../../../src/plugin/mod.ts";
import { TestKit, type TestKitOptions } from "../../../src/plugin/test_kit.ts";
import { openMemoryDatabase } from "./memory_database.ts";

/** What a test may say of its room; the rest is made for it. */
export type TestRoomOptions = Pick<
  TestKitOptions<Repositories>,
  "users" | "settings" | "clock" | "enter" | "prefix"
>;

/** A room with a bot that has this plugin, or these. Everything ends with `await using`. */
export async function testRoom(
  plugins: Plugin<Repositories> | readonly Plugin<Repositories>[],
  options: TestRoomOptions = {},
): Promise<TestKit<Repositories>> {
  const database = await openMemoryDatabase();
  return await TestKit.start({
    ...options,
    plugins: [plugins].flat(),
    ...database,
    close: () => database[Symbol.asyncDispose](),
  });
}
