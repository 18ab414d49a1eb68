/** Lines, counts and peaks, told and asked by other programs. */
import assert from "node:assert/strict";
import { doorTest, type ServiceDoor } from "./service_door.ts";

const LOG = "rosey.db.message.log";

function say(door: ServiceDoor, username: string, message: string) {
  return door.ask(LOG, { username, message });
}

doorTest("a line counts for whoever is known, and is kept", async (door) => {
  await door.ask("rosey.db.user.joined", { username: "alice" });
  await say(door, "alice", "&lt;hello&gt;");
  await say(door, "stranger", "hi");
  const timestamp = door.clock.now() / 1000;
  assert.equal((await door.repositories.users.find("alice"))?.chatLines, 1);
  assert.equal(await door.repositories.users.find("stranger"), undefined);
  assert.deepEqual(await door.ask("rosey.db.stats.recent_chat.get"), [
    { timestamp, username: "alice", message: "&lt;hello&gt;" },
    { timestamp, username: "stranger", message: "hi" },
  ]);
});

doorTest("an empty line counts and is not kept, as the server's own are not", async (door) => {
  for (const username of ["alice", "Server"]) await door.ask("rosey.db.user.joined", { username });
  await door.ask(LOG, { username: "alice" });
  await say(door, "alice", "");
  await say(door, "Server", "restarts");
  assert.equal((await door.repositories.users.find("alice"))?.chatLines, 2);
  assert.equal((await door.repositories.users.find("server"))?.chatLines, 1);
  assert.deepEqual(await door.ask("rosey.db.stats.recent_chat.get", {}), []);
  assert.match((await door.refused(LOG, { message: "x" })).message, /^username: /);
  assert.match(
    (await door.refused(LOG, { username: "a", message: "x".repeat(5_001) })).message,
    /^message: /,
  );
});

doorTest("the newest lines are given, the oldest of them first", async (door) => {
  for (let line = 1; line <= 60; line += 1) await say(door, "alice", `line ${line}`);
  const recent = await door.ask("rosey.db.stats.recent_chat.get", { limit: 3 });
  assert.deepEqual(texts(recent), ["line 58", "line 59", "line 60"]);
  assert.equal(texts(await door.ask("rosey.db.stats.recent_chat.get")).length, 50);
  for (const limit of [0, -1, 1_001, 1.5, "3"]) {
    assert.equal((await door.refused("rosey.db.stats.recent_chat.get", { limit })).code, "VALIDATION_ERROR");
  }
});

doorTest("the whole history is read page by page, each line once", async (door) => {
  for (let line = 1; line <= 25; line += 1) {
    await say(door, "alice", `line ${line}`);
    if (line % 4 === 0) door.clock.advance(1_000);
  }
  const found: string[] = [];
  let after: unknown = undefined;
  for (let pages = 1; pages <= 3; pages += 1) {
    const page = Object(
      await door.ask("rosey.db.chat.get", { limit: 10, ...after === undefined ? {} : { after } }),
    );
    found.push(...texts(page.lines));
    after = page.next;
    assert.equal(after === null, pages === 3);
  }
  assert.deepEqual(found, Array.from({ length: 25 }, (_, index) => `line ${25 - index}`));
});

doorTest("counts are sampled and read back for the hours that are asked for", async (door) => {
  await door.ask("rosey.db.stats.user_count", { chat_count: 3, connected_count: 7 });
  const first = door.clock.now() / 1000;
  door.clock.advance(2 * 3_600_000);
  await door.ask("rosey.db.stats.user_count", {});
  const second = { timestamp: first + 7_200, chat_users: 0, connected_users: 0 };
  assert.deepEqual(await door.ask("rosey.db.history.get", { hours: 1 }), {
    success: true,
    hours: 1,
    data: [second],
  });
  assert.deepEqual(await door.ask("rosey.db.history.get"), {
    success: true,
    hours: 24,
    data: [{ timestamp: first, chat_users: 3, connected_users: 7 }, second],
  });
  for (const hours of [0, -1, 169, "24"]) {
    assert.equal((await door.refused("rosey.db.history.get", { hours })).code, "VALIDATION_ERROR");
  }
  for (const chat_count of [-1, 1.5, "3"]) {
    assert.match((await door.refused("rosey.db.stats.user_count", { chat_count })).message, /^chat_count: /);
  }
});

doorTest("a peak is one where it is more than ever, and no connections are none", async (door) => {
  await door.ask("rosey.db.stats.high_water", { chat_count: 5, connected_count: 9 });
  await door.ask("rosey.db.stats.high_water", { chat_count: 5, connected_count: null });
  await door.ask("rosey.db.stats.high_water", {});
  const { chatUsers, connected } = await door.repositories.channel.peaks();
  assert.deepEqual([chatUsers.count, connected.count], [5, 9]);
});

function texts(lines: unknown): string[] {
  assert.ok(Array.isArray(lines));
  return lines.map((line) => line.message);
}
