import assert from "node:assert/strict";
import { plugins } from "../../../plugins/mod.ts";
import type { PlaylistItem } from "../../../src/plugin/mod.ts";
import { testRoom } from "./test_room.ts";

function item(uid: number): PlaylistItem {
  const media = { type: "yt", id: `video${uid}`, title: `Film ${uid}`, seconds: 60 + uid };
  return { uid, media, temporary: true, queuedBy: "bob" };
}

/** A room with everything that an example may speak of: people, a playlist that plays, a poll, quotes. */
async function furnishedRoom() {
  const kit = await testRoom(plugins, {
    users: ["alice", "bob", { name: "mod", rank: 2 }, { name: "lea", rank: 1.5 }],
  });
  const { room } = kit;
  room.anonymous = 3;
  room.playlist = [1, 2, 3, 4, 5].map(item);
  room.current = item(2);
  room.playback = {
    media: item(2).media,
    positionSeconds: 10,
    measuredAtMs: kit.clock.now(),
    paused: false,
  };
  room.poll = {
    openedAtMs: kit.clock.now(),
    title: "Best colour?",
    options: [{ text: "red", votes: 3 }, { text: "blue", votes: 1 }],
    hidden: false,
    openedBy: "mod",
  };
  room.voteskip = { count: 1, need: 3 };
  room.motd = "Film night at eight";
  for (const text of ["Popcorn is a vegetable.", "Delete me."]) {
    await kit.chat("bob", `!addquote bob ${text}`);
    await kit.advance("1m");
  }
  for (const name of ["alice", "lea"]) await kit.chat(name, "!upvote 1");
  return kit;
}

for (const name of ["core", ...plugins.map((plugin) => plugin.name)]) {
  Deno.test(`examples: what ${name} shows as examples holds, beside all other plugins`, async () => {
    await using kit = await furnishedRoom();
    assert.deepEqual(await kit.failingExamples(name), []);
    assert.deepEqual(kit.complaints, []);
  });
}
