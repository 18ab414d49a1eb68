/**
 * A room to test a plugin in: the real bot, no server, a clock that stands still, and a real database in memory with the
 * plugin's tables.
 *
 * ```ts
 * await using room = await testRoom(dice, { users: ["alice"] });
 * assert.match((await room.chat("alice", "!roll 2d6"))[0] ?? "", /^🎲/);
 * ```
 *
 * @module
 */
import type { Repositories } from "../../../db/repositories/mod.ts";
import type { StoringPlugin } from "../../../src/cli/program_tables.ts";
import type { Plugin } from "../../../src/plugin/mod.ts";
import { TestKit, type TestKitOptions } from "../../../src/plugin/test_kit.ts";
import { openMemoryDatabase } from "./memory_database.ts";

/** What a test may say of its room; the rest is made for it. */
export type TestRoomOptions = Pick<
  TestKitOptions<Repositories>,
  "users" | "settings" | "clock" | "enter" | "prefix" | "bannedLinks"
>;

type TestedPlugin = Plugin<Repositories> & StoringPlugin;

/** A room with a bot that has this plugin, or these. Everything ends with `await using`. */
export async function testRoom(
  plugins: TestedPlugin | readonly TestedPlugin[],
  options: TestRoomOptions = {},
): Promise<TestKit<Repositories>> {
  const tested = [plugins].flat();
  await using parts = new AsyncDisposableStack();
  const database = parts.use(await openMemoryDatabase(tested));
  const close = () => database[Symbol.asyncDispose]();
  const room = await TestKit.start({ ...options, plugins: tested, ...database, close });
  parts.move();
  return room;
}
