import assert from "node:assert/strict";
import fc from "fast-check";
import history from "../../../plugins/history/plugin.ts";
import stats from "../../../plugins/stats/plugin.ts";
import { PURGE_SLICE } from "../../../plugins/history/retention.ts";
import { TestKit } from "../../../src/plugin/test_kit.ts";
import { openMemoryDatabase } from "./memory_database.ts";
import type { MemoryDatabase } from "./memory_database.ts";

function startKit(database: MemoryDatabase, settings: Record<string, unknown> = {}) {
  return TestKit.start({
    plugins: [history],
    ...database,
    users: ["alice"],
    settings: { history: settings },
  });
}

Deno.test("history: a line is kept as it was sent and as it reads, with its marks", async () => {
  await using database = await openMemoryDatabase([history]);
  const kit = await startKit(database);
  const serverTimeMs = kit.clock.now() - 123;
  await kit.chat("Alice", "a < b", { style: "greentext", serverTimeMs });
  await kit.chat("Rosey", "mine", { own: true });
  await kit.chat("alice", "hidden", { shadow: true });
  const { chat } = database.repositories;
  const lines = await chat.recent();
  assert.deepEqual(lines.map(({ user, text, html, style }) => ({ user, text, html, style })), [
    { user: "Alice", text: "a < b", html: "a &lt; b", style: "greentext" },
    { user: "Rosey", text: "mine", html: "mine", style: "plain" },
  ]);
  assert.equal(lines[0]?.serverTimeMs, serverTimeMs);
  assert.equal((await chat.storedBetween(0, Number.MAX_SAFE_INTEGER)).length, 3);
  await kit.stop();
});

Deno.test("history: every 5 minutes in the room the counts are kept, the bot included", async () => {
  await using database = await openMemoryDatabase([history]);
  const kit = await startKit(database);
  kit.room.anonymous = 3;
  const startMs = kit.clock.now();
  await kit.advance("11m");
  await kit.lose();
  await kit.advance("10m");
  assert.deepEqual(await database.repositories.counts.since(0), [
    { atMs: startMs + 300_000, chatUsers: 2, connected: 5 },
    { atMs: startMs + 600_000, chatUsers: 2, connected: 5 },
  ]);
  await kit.stop();
});

Deno.test("history: a peak is kept with its time, and fewer people later change nothing", async () => {
  await using database = await openMemoryDatabase([history]);
  const kit = await startKit(database);
  const { channel } = database.repositories;
  const enteredMs = kit.clock.now();
  await kit.advance("1m");
  await kit.emit({ kind: "users.counted", connected: 9 });
  assert.deepEqual(await channel.peaks(), {
    chatUsers: { count: 2, atMs: enteredMs },
    connected: { count: 9, atMs: enteredMs + 60_000 },
  });
  await kit.advance("1m");
  await kit.joins("bob");
  await kit.leaves("bob");
  await kit.emit({ kind: "users.counted", connected: 3 });
  assert.deepEqual(await channel.peaks(), {
    chatUsers: { count: 3, atMs: enteredMs + 120_000 },
    connected: { count: 9, atMs: enteredMs + 60_000 },
  });
  await kit.stop();
});

Deno.test("history: nothing is forgotten unless that is configured", async () => {
  await using database = await openMemoryDatabase([history]);
  const kit = await startKit(database);
  await kit.chat("alice", "old");
  await kit.advance("9d");
  assert.equal((await database.repositories.chat.recent()).length, 1);
  await kit.stop();
});

Deno.test("history: what is older than the configured time is forgotten, in slices, and the rest stays", async () => {
  await using database = await openMemoryDatabase([history]);
  const kit = await startKit(database, { chatRetentionHours: 2, countRetentionDays: 1 });
  for (let line = 0; line < PURGE_SLICE + 10; line += 1) {
    kit.bot.accept({
      ...{ id: `old-${line}`, seq: line, atMs: kit.clock.now() },
      ...{ kind: "chat", user: "alice", text: "old", html: "old", style: "plain", serverTimeMs: line },
      ...{ replayed: false, shadow: false, own: false },
    });
  }
  await kit.idle();
  const { chat, counts } = database.repositories;
  await kit.advance("90m");
  await kit.chat("alice", "new", { serverTimeMs: PURGE_SLICE + 10 });
  assert.equal((await chat.recent(-1)).length, PURGE_SLICE + 11);
  await kit.advance("90m");
  assert.deepEqual((await chat.recent(-1)).map(({ text }) => text), ["new"]);
  await kit.advance("2d");
  assert.equal((await counts.since(0)).length, 24 * 12 + 1);
  await kit.stop();
});

Deno.test("history: a wrong setting is refused by name", async () => {
  await using database = await openMemoryDatabase([history]);
  await assert.rejects(
    startKit(database, { chatRetentionHours: 0 }),
    /plugins\.history\.chatRetentionHours/,
  );
  await assert.rejects(startKit(database, { chatRetentionHour: 5 }), /chatRetentionHour/);
});

Deno.test("history: over any restarts and reconnects each line is stored once and counted once", async () => {
  const step = fc.constantFrom("live", "live", "missed", "reconnect", "restart");
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
      await using database = await openMemoryDatabase([history]);
      const plugins = [history, stats];
      let kit = await TestKit.start({ plugins, ...database, users: ["alice"] });
      const said: { user: string; text: string; serverTimeMs: number }[] = [];
      let inRoom = true;
      let missed = 0;
      const enter = async () => {
        if (!inRoom) await kit.enter(["alice"], said.slice(-15));
        inRoom = true;
        missed = 0;
      };
      const leave = async () => {
        if (inRoom) await kit.lose();
        inRoom = false;
      };
      for (const next of steps) {
        // Several lines share a millisecond, and people repeat themselves.
        if (said.length % 3 === 0) await kit.advance("1s");
        const line = { user: "alice", text: `line ${said.length % 2}`, serverTimeMs: kit.clock.now() };
        if (next === "live") {
          await enter();
          said.push(line);
          await kit.chat(line.user, line.text, line);
        } else if (next === "missed") {
          await leave();
          missed += 1;
          // The server's buffer holds no more: what is missed beyond it is lost, and a gap is noted.
          if (missed <= 15) said.push(line);
        } else if (next === "reconnect") {
          await leave();
          await enter();
        } else {
          await kit.stop();
          await kit.advance("1s");
          kit = await TestKit.start({ plugins, ...database, clock: kit.clock, enter: false });
          inRoom = false;
        }
      }
      await enter();
      const { chat, users } = database.repositories;
      const stored = (await chat.recent(-1)).map(({ user, text, serverTimeMs }) => ({
        user,
        text,
        serverTimeMs,
      }));
      const key = (line: { text: string | undefined; serverTimeMs: number | undefined }) =>
        `${line.serverTimeMs} ${line.text}`;
      assert.deepEqual(stored.map(key).toSorted(), said.map(key).toSorted());
      assert.equal((await users.find("alice"))?.chatLines, said.length);
      await kit.stop();
    }),
    { numRuns: 30 },
  );
});
