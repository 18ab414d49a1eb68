/** People and channel statistics, asked by other programs. */
import assert from "node:assert/strict";
import { doorTest } from "./service_door.ts";

const JOINED = "rosey.db.user.joined";
const LEFT = "rosey.db.user.left";
const USER = "rosey.db.query.user_stats";

doorTest("somebody who comes and goes has a session of that time", async (door) => {
  const cameAt = door.clock.now() / 1000;
  assert.deepEqual(await door.ask(JOINED, { username: "Alice" }), { success: true });
  door.clock.advance(90_000);
  const open = { username: "Alice", first_seen: cameAt, last_seen: cameAt, total_chat_lines: 0 };
  assert.deepEqual(await door.ask(USER, { username: "alice" }), {
    success: true,
    found: true,
    ...open,
    total_time_connected: 0,
    current_session_start: cameAt,
  });
  assert.deepEqual(await door.ask(LEFT, { username: "ALICE" }), { success: true });
  const closed = {
    success: true,
    found: true,
    ...open,
    last_seen: cameAt + 90,
    total_time_connected: 90,
    current_session_start: null,
  };
  assert.deepEqual(await door.ask(USER, { username: "Alice" }), closed);
  assert.deepEqual(await door.ask("rosey.database.stats.user", { username: "Alice" }), closed);
});

doorTest("nobody is found by a name that was never seen, and none is no name", async (door) => {
  assert.deepEqual(await door.ask(USER, { username: "nobody" }), {
    success: true,
    found: false,
    message: "User 'nobody' not found",
  });
  for (const subject of [JOINED, LEFT, USER]) {
    for (const payload of [{}, { username: "" }, { username: null }, []]) {
      assert.equal((await door.refused(subject, payload)).code, "VALIDATION_ERROR");
    }
  }
  assert.equal(await door.repositories.users.count(), 0);
});

doorTest("a change that is told twice with one id is made once", async (door) => {
  await door.ask(JOINED, { username: "bob", id: "one" });
  door.clock.advance(10_000);
  await door.ask(LEFT, { username: "bob", id: "one" });
  for (const id of ["two", "two", "two"]) {
    await door.ask("rosey.db.message.log", { username: "bob", message: "hi", id });
  }
  assert.equal((await door.repositories.users.find("bob"))?.chatLines, 1);
  assert.equal((await door.repositories.chat.recent()).length, 1);
  assert.equal((await door.repositories.users.find("bob"))?.connectedSeconds, 10);
});

doorTest("the channel's statistics have v0.5.0's shape, with ten chatters at most", async (door) => {
  assert.deepEqual(await door.ask("rosey.db.query.channel_stats"), {
    success: true,
    high_water_mark: { users: 0, timestamp: null },
    high_water_connected: { users: 0, timestamp: null },
    top_chatters: [],
    total_users_seen: 0,
  });
  for (let person = 1; person <= 12; person += 1) {
    const username = `user${person}`;
    await door.ask(JOINED, { username });
    for (let line = 0; line < person; line += 1) {
      await door.ask("rosey.db.message.log", { username, message: "x" });
    }
  }
  await door.ask("rosey.db.stats.high_water", { chat_count: 12 });
  door.clock.advance(60_000);
  await door.ask("rosey.db.stats.high_water", { chat_count: 11, connected_count: 40 });
  const at = door.clock.now() / 1000;
  assert.deepEqual(await door.ask("rosey.db.query.channel_stats", {}), {
    success: true,
    high_water_mark: { users: 12, timestamp: at - 60 },
    high_water_connected: { users: 40, timestamp: at },
    top_chatters: Array.from({ length: 10 }, (_, index) => ({
      username: `user${12 - index}`,
      chat_lines: 12 - index,
    })),
    total_users_seen: 12,
  });
});

doorTest("nothing of a plugin that is off is answered, and the others go on", async (door) => {
  door.off.add("stats");
  const { code, message } = await door.refused(USER, { username: "bob" });
  assert.equal(code, "PLUGIN_OFF");
  assert.match(message, /"stats" is switched off/);
  assert.deepEqual(await door.ask("rosey.db.status.get"), { success: true, status: null });
  door.off.delete("stats");
  await door.ask(USER, { username: "bob" });
});
