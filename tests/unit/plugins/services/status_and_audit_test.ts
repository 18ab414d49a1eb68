/** The bot's status and the audit, told and asked by other programs. */
import assert from "node:assert/strict";
import { doorTest } from "./service_door.ts";

const UPDATE = "rosey.db.status.update";

doorTest("the status is v0.5.0's thirteen columns", async (door) => {
  assert.deepEqual(await door.ask("rosey.db.status.get"), { success: true, status: null });
  const status_data = {
    bot_name: "Rosey",
    bot_rank: 2.5,
    bot_afk: false,
    channel_name: "movies",
    current_chat_users: 3,
    current_connected_users: 9,
    playlist_items: 12,
    current_media_title: "Heat",
    current_media_duration: 10_200,
    bot_start_time: 1_763_000_000,
    bot_connected: 1,
  };
  assert.deepEqual(await door.ask(UPDATE, { status_data }), { success: true });
  const written = {
    id: 1,
    ...status_data,
    bot_afk: 0,
    last_updated: Math.floor(door.clock.now() / 1000),
  };
  assert.deepEqual(await door.ask("rosey.db.status.get"), { success: true, status: written });
});

doorTest(
  "a part of the status changes that part, null clears it, and unknown names change nothing",
  async (door) => {
    await door.ask(UPDATE, { status_data: { bot_name: "Rosey", playlist_items: 3, bot_connected: true } });
    door.clock.advance(5_000);
    await door.ask(UPDATE, { status_data: { playlist_items: null, last_updated: 1, id: 7, colour: "red" } });
    const { status } = Object(await door.ask("rosey.db.status.get"));
    assert.equal(status.bot_name, "Rosey");
    assert.equal(status.playlist_items, null);
    assert.equal(status.bot_connected, 1);
    const updated = status.last_updated;
    door.clock.advance(5_000);
    await door.ask(UPDATE, { status_data: { colour: "red" } });
    assert.equal(Object(await door.ask("rosey.db.status.get")).status.last_updated, updated);
  },
);

doorTest("a bot that has not told for a minute is not connected any more", async (door) => {
  await door.ask(UPDATE, { status_data: { bot_connected: 1 } });
  door.clock.advance(60_000);
  assert.equal(Object(await door.ask("rosey.db.status.get")).status.bot_connected, 0);
  await door.ask(UPDATE, { status_data: { bot_connected: 1 } });
  assert.equal(Object(await door.ask("rosey.db.status.get")).status.bot_connected, 1);
});

doorTest("a status of another kind is refused, and names the column", async (door) => {
  assert.match((await door.refused(UPDATE, {})).message, /^status_data: /);
  for (
    const [column, value] of Object.entries({
      bot_name: 7,
      bot_afk: 2,
      playlist_items: -1,
      bot_start_time: "now",
    })
  ) {
    const { message } = await door.refused(UPDATE, { status_data: { [column]: value } });
    assert.match(message, new RegExp(`^status_data.${column}: `));
  }
});

doorTest("a command of another program is audited as v0.5.0 wrote it", async (door) => {
  const subject = "rosey.db.action.pm_command";
  await door.ask(subject, {
    timestamp: "2020-01-01T00:00:00",
    username: "mod",
    command: "kick",
    args: "bob spam",
    result: "error",
    error: "no such user",
    id: "one",
  });
  await door.ask(subject, { username: "mod", command: "help", args: null, result: "success", error: null });
  await door.ask(subject, { username: "mod", command: "help", id: "one" });
  const entries = await door.repositories.actions.list({});
  assert.deepEqual(entries.map(({ user, kind, details }) => ({ user, kind, details })), [
    { user: "mod", kind: "pm_command", details: "cmd=help, args: , result: success" },
    {
      user: "mod",
      kind: "pm_command",
      details: "cmd=kick, args: bob spam, result: error, error: no such user",
    },
  ]);
  assert.ok(entries.every(({ atMs }) => atMs === Math.floor(door.clock.now() / 1000) * 1000));
  assert.match((await door.refused(subject, { username: "mod" })).message, /^command: /);
});
