/**
 * Reads of a file that the real v0.5.0 wrote, against what the real v0.5.0 answered, after `migrate up`. The differences
 * are those that docs/DATABASE.md lists, and no others.
 */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { ChatLine, UserStats } from "../../db/repositories/mod.ts";
import type { OpenDatabase } from "../../db/open_database.ts";
import expectedJson from "../fixtures/v050/expected_reads.json" with { type: "json" };
import { SMALL_V050, withFile } from "../unit/db/temporary_file.ts";

const userSchema = z.object({
  username: z.string(),
  first_seen: z.number(),
  last_seen: z.number(),
  total_chat_lines: z.number(),
  total_time_connected: z.number(),
  current_session_start: z.number().nullable(),
});
const lineSchema = z.object({ timestamp: z.number(), username: z.string(), message: z.string() });
const peakSchema = z.tuple([z.number(), z.number()]);

/** What the old bot answered; `now` is the second at which it was asked. */
const { now, reads } = z.object({
  now: z.number(),
  reads: z.object({
    get_user_stats: z.array(z.tuple([z.string().nullable(), userSchema.nullable()])),
    get_top_chatters: z.record(z.string(), z.array(z.tuple([z.string(), z.number()]))),
    get_total_users_seen: z.number(),
    get_high_water_mark: peakSchema,
    get_high_water_mark_connected: peakSchema,
    get_recent_chat: z.record(z.string(), z.array(lineSchema)),
    get_recent_chat_since: z.record(z.string(), z.array(lineSchema)),
    get_recent_messages: z.record(z.string(), z.array(lineSchema.extend({ id: z.number() }))),
    get_user_count_history: z.record(
      z.string(),
      z.array(z.object({ timestamp: z.number(), chat_users: z.number(), connected_users: z.number() })),
    ),
    get_current_status: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  }),
}).parse(expectedJson);

type OldLine = z.infer<typeof lineSchema>;

function asUser(user: UserStats | undefined) {
  return user === undefined ? null : {
    username: user.name,
    first_seen: user.firstSeenMs / 1000,
    last_seen: user.lastSeenMs / 1000,
    total_chat_lines: user.chatLines,
    total_time_connected: user.connectedSeconds,
    current_session_start: user.sessionStartMs === undefined ? null : user.sessionStartMs / 1000,
  };
}

function asLine({ atMs, user, html }: ChatLine): OldLine {
  return withPictures({ timestamp: atMs / 1000, username: user, message: html });
}

/** No database of ours need hold a NUL: its picture is the same. */
function withPictures(line: OldLine): OldLine {
  return { ...line, message: line.message.replaceAll("\0", "\u2400") };
}

/** All lines of the file in the order in which they were said: by second, then by id. */
function linesInOrder(path: string): OldLine[] {
  const file = new DatabaseSync(path, { readOnly: true });
  try {
    return file.prepare("select timestamp, username, message from recent_chat order by timestamp, id").all()
      .map((row) => withPictures(lineSchema.parse(row)));
  } finally {
    file.close();
  }
}

/** Answers to compare where the order within a second, and the picture in the place of NUL, are the differences. */
function sorted(lines: readonly OldLine[]): string[] {
  return lines.map(({ timestamp, username, message }) =>
    JSON.stringify([timestamp, username, message.replaceAll("\0", "\u2400")])
  ).sort();
}

/** `takeOver` opens a memory that holds what the file at a path holds. */
export function v050ReadsContract(on: string, takeOver: (path: string) => Promise<OpenDatabase>): void {
  const test = (promise: string, run: (memory: OpenDatabase, path: string) => Promise<void>) =>
    Deno.test(`a v0.5.0 file taken over by ${on}: ${promise}`, () =>
      withFile(async (path) => {
        const memory = await takeOver(path);
        try {
          await run(memory, path);
        } finally {
          await memory.close();
        }
      }, SMALL_V050));

  test("every person", async ({ repositories: { users } }) => {
    for (const [name, expected] of reads.get_user_stats) {
      if (name === null) continue;
      // A negative time is in quarantine.
      const time = Math.max(0, expected?.total_time_connected ?? 0);
      const wanted = expected === null ? null : { ...expected, total_time_connected: time };
      assert.deepEqual(asUser(await users.spelled(name)), wanted, `of ${name}`);
    }
    // Two of the 42 rows have no name at all: they are in quarantine.
    assert.equal(await users.count(), reads.get_total_users_seen - 2);
  });

  test("top chatters, ties by name", async ({ repositories: { users } }) => {
    for (const [limit, expected] of Object.entries(reads.get_top_chatters)) {
      const found = (await users.topChatters(Number(limit))).map(({ name, chatLines }) => [name, chatLines]);
      assert.deepEqual(found.map(([, lines]) => lines), expected.map(([, lines]) => lines), `limit ${limit}`);
      if (expected.length < 40) continue;
      const byName = expected.toSorted(([a, lines], [b, others]) => others - lines || compareBytes(a, b));
      assert.deepEqual(found, byName);
    }
  });

  test("peaks and counts", async ({ repositories: { channel, counts } }) => {
    const { chatUsers, connected } = await channel.peaks();
    assert.deepEqual([chatUsers.count, (chatUsers.atMs ?? 0) / 1000], reads.get_high_water_mark);
    assert.deepEqual([connected.count, (connected.atMs ?? 0) / 1000], reads.get_high_water_mark_connected);
    for (const [hours, expected] of Object.entries(reads.get_user_count_history)) {
      const samples = await counts.since((now - Number(hours) * 3600) * 1000);
      assert.deepEqual(
        samples.map((sample) => ({
          timestamp: sample.atMs / 1000,
          chat_users: sample.chatUsers,
          connected_users: sample.connected,
        })),
        expected.filter((sample) => isCount(sample.chat_users) && isCount(sample.connected_users)),
        `${hours} hours`,
      );
    }
  });

  test("recent chat, in the order said, the newest kept", async ({ repositories: { chat } }, path) => {
    const all = linesInOrder(path);
    for (const [limit, expected] of Object.entries(reads.get_recent_chat)) {
      const found = (await chat.recent(Number(limit))).map(asLine);
      assert.deepEqual(found, Number(limit) === 0 ? [] : all.slice(-Number(limit)), `limit ${limit}`);
      assert.equal(found.length, expected.length);
      if (expected.length === all.length) assert.deepEqual(sorted(found), sorted(expected));
    }
  });

  test("chat since a moment, the newest kept", async ({ repositories: { chat } }, path) => {
    const all = linesInOrder(path);
    for (const [key, expected] of Object.entries(reads.get_recent_chat_since)) {
      const [minutes = 0, limit = 0] = key.split(",").map(Number);
      const found = (await chat.since((now - minutes * 60) * 1000, limit)).map(asLine);
      const window = all.filter(({ timestamp }) => timestamp >= now - minutes * 60);
      assert.deepEqual(found, window.slice(-limit), key);
      if (window.length <= limit) assert.deepEqual(sorted(found), sorted(expected), key);
    }
  });

  test("pages of chat, newest first", async ({ repositories: { chat } }, path) => {
    const all = linesInOrder(path).reverse();
    for (const [key, expected] of Object.entries(reads.get_recent_messages)) {
      const [limit = 0, offset = 0] = key.split(",").map(Number);
      const found = (await chat.page({ limit, offset })).map(asLine);
      assert.deepEqual(found, all.slice(offset, offset + limit), key);
      assert.deepEqual(
        found.map(({ timestamp }) => timestamp),
        expected.map(({ timestamp }) => timestamp),
        key,
      );
    }
  });

  test("the status", async ({ repositories: { status } }) => {
    const found = await status.get();
    const { id: _, ...expected } = reads.get_current_status;
    assert.deepEqual({
      bot_name: found?.botName,
      bot_rank: found?.botRank,
      bot_afk: found?.botAfk === true ? 1 : 0,
      channel_name: found?.channelName,
      current_chat_users: found?.chatUsers,
      current_connected_users: found?.connectedUsers,
      playlist_items: found?.playlistItems,
      current_media_title: found?.mediaTitle,
      current_media_duration: found?.mediaSeconds,
      bot_start_time: (found?.botStartMs ?? 0) / 1000,
      bot_connected: found?.botConnected === true ? 1 : 0,
      last_updated: (found?.updatedMs ?? 0) / 1000,
    }, expected);
  });

  test("people find each other without regard to case", async ({ repositories: { users } }) => {
    assert.equal((await users.find("alice"))?.name, "alice");
    // Of "Alice" and "alice", the former was seen last.
    assert.equal((await users.find("ALICE"))?.name, "Alice");
    assert.equal(await users.spelled("ALICE"), undefined);
  });
}

/** The old bot would also store half a person, and fewer than nobody: such rows are in quarantine. */
function isCount(people: number): boolean {
  return Number.isInteger(people) && people >= 0;
}

function compareBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
