import assert from "node:assert/strict";
import { Attendance } from "../../../plugins/stats/attendance.ts";
import { fakeUser } from "../../../src/plugin/fake_room.ts";
import { stamps } from "../bus/chat_events.ts";
import { openMemoryDatabase } from "./memory_database.ts";

Deno.test("attendance: the bot is nobody, also when its list is recorded after the connection has gone", async () => {
  await using database = await openMemoryDatabase();
  const room: { inRoom: boolean; users: []; myName: string | undefined } = {
    inRoom: true,
    users: [],
    myName: "rosey",
  };
  const attendance = new Attendance(database.repositories.users, room);
  const next = stamps();
  const users = ["rosey", "alice"].map((name) => fakeUser({ name }));
  attendance.listed({ ...next(), kind: "users.listed", users });
  room.myName = undefined;
  const writes = attendance.listed({ ...next(), kind: "users.listed", users });
  await database.sink.commit({ id: "late", writes });
  assert.deepEqual((await database.repositories.users.inSession()).map(({ name }) => name), ["alice"]);
});
