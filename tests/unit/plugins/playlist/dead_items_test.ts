import assert from "node:assert/strict";
import { furnishedRoom, item } from "./furnished_room.ts";

type Kit = Awaited<ReturnType<typeof furnishedRoom>>;

async function plays(kit: Kit, uid: number): Promise<void> {
  const playback = {
    media: item(uid).media,
    positionSeconds: -3,
    measuredAtMs: kit.clock.now(),
    paused: true,
  };
  await kit.emit({ kind: "media.changed", playback });
}

async function dead(kit: Kit): Promise<string> {
  const lines = await kit.pm("mod", "deaditems 20");
  return lines.join("\n");
}

Deno.test("playlist: what the server says is gone or blocked is remembered, with how often", async () => {
  await using kit = await furnishedRoom();
  const refuse = (message: string, id: string, warning = false) =>
    kit.emit({
      kind: "playlist.refused",
      message,
      link: `https://youtu.be/${id}`,
      mediaId: warning ? undefined : id,
      warning,
    });
  await refuse("Video does not exist or is private", "gone1");
  await kit.advance("1m");
  await refuse("Video does not exist or is private", "gone1");
  await refuse("You are adding videos too quickly", "hasty");
  await refuse("This item is already on the playlist", "twice");
  await kit.advance("1m");
  await refuse("Video is blocked in the following countries: DE,US", "video4", true);
  assert.equal(
    await dead(kit),
    "Not playable:\n" +
      "yt:video4: it cannot be seen in DE,US, 0s ago, at position 4\n" +
      "yt:gone1: there is no such video, or it is private; see whether the link is whole, 2 times, last 1m ago",
  );
});

Deno.test("playlist: what is skipped at once and without a vote is remembered, until it is played", async () => {
  await using kit = await furnishedRoom();
  await plays(kit, 1);
  await kit.advance("5s");
  await plays(kit, 2);
  await kit.advance("62s");
  await plays(kit, 3);
  await kit.advance("5s");
  await kit.emit({ kind: "voteskip.counted", count: 1, need: 1 });
  await plays(kit, 4);
  await kit.advance("11s");
  await plays(kit, 5);
  assert.equal(await dead(kit), "Not playable:\nFilm 1: skipped after 5s, 1m 18s ago, at position 1");
  await plays(kit, 1);
  await kit.advance("60s");
  await plays(kit, 2);
  await kit.advance("1m");
  assert.doesNotMatch(await dead(kit), /Film 1/);
});

Deno.test("playlist: who looks through the playlist with Rosey, or loses the room, marks nothing as dead", async () => {
  await using kit = await furnishedRoom();
  await plays(kit, 1);
  await kit.chat("mod", "!next");
  await plays(kit, 2);
  await kit.lose();
  await kit.enter([{ name: "mod", rank: 2 }]);
  await plays(kit, 3);
  assert.equal(await dead(kit), "Nothing is known to be dead.");
});

Deno.test("playlist: what was dead long ago is forgotten", async () => {
  await using kit = await furnishedRoom();
  const refuse = (id: string) =>
    kit.emit({
      kind: "playlist.refused",
      message: "Private video",
      link: `https://vimeo.com/${id}`,
      mediaId: id,
      warning: false,
    });
  await refuse("1");
  await kit.advance("91d");
  await refuse("2");
  assert.equal(await dead(kit), "Not playable:\nvi:2: Private video, 0s ago");
});
