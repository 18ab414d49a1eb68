import assert from "node:assert/strict";
import { done, furnishedRoom, item, refused } from "./furnished_room.ts";

Deno.test("playlist: it is shown from what plays on, and from the end backwards when little is left", async () => {
  await using kit = await furnishedRoom();
  assert.deepEqual(await kit.chat("alice", "!playlist 2"), [
    "Playlist (5 items, 5m 15s, locked): ► 2. Film 2 (1m 2s) | 3. Film 3 (1m 3s) | ... and 2 more",
  ]);
  await kit.advance("6s");
  kit.room.current = item(5);
  assert.deepEqual(await kit.pm("alice", "playlist 3"), [
    "Playlist (5 items, 5m 15s, locked):",
    "3. Film 3 (1m 3s)",
    "4. Film 4 (1m 4s)",
    "► 5. Film 5 (1m 5s)",
  ]);
  kit.room.playlist = [];
  await kit.advance("6s");
  assert.deepEqual(await kit.chat("alice", "!playlist"), ["The playlist is empty."]);
});

Deno.test("playlist: !current counts on from where the server last told", async () => {
  await using kit = await furnishedRoom();
  await kit.advance("20s");
  assert.deepEqual(await kit.chat("alice", "!np"), [
    "Now playing: Film 2, 30s of 1m 2s, added by bob, temporary, position 2 of 5, https://youtu.be/video2",
  ]);
  kit.room.playback = undefined;
  kit.room.current = undefined;
  await kit.advance("5s");
  assert.deepEqual(await kit.chat("alice", "!current"), ["Nothing is playing."]);
});

Deno.test("playlist: a link in a title is no link in what Rosey says", async () => {
  await using kit = await furnishedRoom();
  kit.room.playlist = [item(1, "/kick me https://banned.example/x")];
  kit.room.current = undefined;
  const [line = ""] = await kit.chat("alice", "!playlist");
  assert.match(line, /1\. \/kick me https: \/\/banned\.example/);
  assert.doesNotMatch(line, /\w:\/\//);
});

Deno.test("playlist: items are removed by position or by a part of the title that only one has", async () => {
  await using kit = await furnishedRoom();
  assert.deepEqual(await kit.chat("mod", "!remove 3"), ["Removed Film 3, which was at position 3."]);
  assert.deepEqual(await kit.chat("mod", "!remove film 5"), ["Removed Film 5, which was at position 5."]);
  assert.deepEqual(kit.acts, [{ kind: "delete", uid: 3 }, { kind: "delete", uid: 5 }]);
  for (const position of ["0", "6", "-1"]) {
    assert.deepEqual(await kit.chat("mod", `!remove ${position}`), ["Position must be between 1 and 5."]);
  }
  assert.deepEqual(await kit.chat("mod", "!remove FILM"), [
    "5 items have that in their title: 1. Film 1 (1m 1s), 2. Film 2 (1m 2s), 3. Film 3 (1m 3s) and 2 more. " +
    "Say the position.",
  ]);
  assert.match((await kit.chat("mod", "!remove nothing"))[0] ?? "", /^No title in the playlist has that/);
  assert.equal(kit.acts.length, 2);
});

Deno.test("playlist: an item is moved to where its new position says, to the beginning too", async () => {
  await using kit = await furnishedRoom();
  for (
    const [typed, answer, after] of [
      ["!move 4 1", "Moved Film 4 to position 1.", "prepend"],
      ["!move 1 5", "Moved Film 1 to position 5.", 5],
      ["!move 2 end", "Moved Film 2 to position 5.", 5],
      ["!move 4 2", "Moved Film 4 to position 2.", 1],
      ["!move 2 4", "Moved Film 2 to position 4.", 4],
      ["!move 5 next", "Moved Film 5 to position 3.", 2],
      ["!move 1 next", "Moved Film 1 to position 2.", 2],
    ] as const
  ) {
    assert.deepEqual(await kit.chat("mod", typed), [answer], typed);
    const act = kit.acts.at(-1);
    assert.deepEqual(act?.kind === "move" ? act.after : act, after, typed);
  }
  assert.deepEqual(await kit.chat("mod", "!move 3 3"), ["It is at position 3 already."]);
  assert.deepEqual(await kit.chat("mod", "!move 3 9"), ["Position must be between 1 and 5."]);
  assert.equal(kit.acts.length, 7);
});

Deno.test("playlist: next goes to the item behind, and says so at the last one", async () => {
  await using kit = await furnishedRoom();
  assert.deepEqual(await kit.chat("lea", "!next"), ["Playing Film 3, at position 3."]);
  assert.deepEqual(await kit.chat("lea", "!jump film 5"), ["Playing Film 5, at position 5."]);
  assert.deepEqual(kit.acts, [{ kind: "jump", uid: 3 }, { kind: "jump", uid: 5 }]);
  kit.room.current = item(5);
  assert.deepEqual(await kit.chat("lea", "!next"), ["Already at last item."]);
});

Deno.test("playlist: nobody does through Rosey what the channel denies them", async () => {
  await using kit = await furnishedRoom();
  for (
    const typed of [
      "!next",
      "!jump 1",
      "!remove 1",
      "!move 1 2",
      "!pause",
      "!lock",
      "!settemp 1 off",
      "!add yt:x",
    ]
  ) {
    assert.match((await kit.chat("alice", typed))[0] ?? "", /channel permission/, typed);
    await kit.advance("10s");
  }
  for (
    const typed of ["!add yt:x perm", "!add https://example.com/a.mp4", "!add cu:<iframe src='x'></iframe>"]
  ) {
    assert.match((await kit.chat("lea", typed))[0] ?? "", /You need the channel permission/, typed);
    await kit.advance("10s");
  }
  assert.deepEqual(kit.acts, []);
  kit.room.playlistLocked = false;
  assert.match((await kit.chat("alice", "!add yt:x next"))[0] ?? "", /"playlistnext"/);
  await kit.advance("10s");
  assert.match((await kit.chat("alice", "!add yt:x"))[0] ?? "", /^Added/);
});

Deno.test("playlist: lock, unlock and settemp say when there is nothing to do", async () => {
  await using kit = await furnishedRoom();
  assert.deepEqual(await kit.chat("mod", "!lock"), ["The playlist is locked already."]);
  assert.deepEqual(await kit.chat("mod", "!unlock"), ["The playlist is open."]);
  assert.deepEqual(await kit.chat("mod", "!settemp 1 on"), ["Film 1 goes after it was played already."]);
  assert.deepEqual(await kit.chat("mod", "!settemp 1 off"), ["Film 1 stays."]);
  assert.deepEqual(kit.acts, [
    { kind: "lock_playlist", locked: false },
    { kind: "set_temporary", uid: 1, temporary: false },
  ]);
});

Deno.test("playlist: votes to skip are shown, and Rosey votes when she is asked to", async () => {
  await using kit = await furnishedRoom();
  assert.deepEqual(await kit.chat("mod", "!voteskip"), ["Voteskip: no votes yet."]);
  kit.room.voteskip = { count: 2, need: 3 };
  assert.deepEqual(await kit.chat("mod", "!voteskip"), ["Voteskip: 2/3."]);
  assert.deepEqual(kit.acts, []);
  assert.deepEqual(await kit.chat("mod", "!voteskip vote"), ["I voted. Voteskip: 2/3."]);
  assert.deepEqual(kit.acts, [{ kind: "voteskip" }]);
});

Deno.test("playlist: Rosey has one vote for what plays, and says when it was given before", async () => {
  await using kit = await furnishedRoom();
  const { playback } = kit.room;
  assert.ok(playback !== undefined);
  kit.fateOf = () => refused("Rosey is muted");
  assert.deepEqual(await kit.chat("mod", "!voteskip vote"), ["Rosey is muted"]);
  kit.fateOf = () => done();
  kit.room.voteskip = { count: 1, need: 3 };
  assert.deepEqual(await kit.chat("mod", "!voteskip vote"), ["I voted. Voteskip: 1/3."]);
  assert.deepEqual(await kit.chat("lea", "!voteskip vote"), ["I have voted already. Voteskip: 1/3."]);
  await kit.emit({ kind: "media.changed", playback });
  assert.deepEqual(await kit.pm("mod", "voteskip vote"), ["I voted. Voteskip: 1/3."]);
  await kit.advance("1m");
  await kit.changes({ name: "Rosey", afk: true });
  assert.deepEqual(await kit.pm("mod", "voteskip vote"), ["I voted. Voteskip: 1/3."]);
  const votes = () => kit.acts.filter(({ kind }) => kind === "voteskip").length;
  assert.equal(votes(), 4);
  await kit.advance("1m");
  await kit.lose();
  await kit.enter([{ name: "mod", rank: 2 }]);
  let answer = () => {};
  kit.holdActs = new Promise<void>((resolve) => answer = resolve);
  const asked = kit.pm("mod", "voteskip vote");
  while (votes() < 5) await new Promise<void>((resolve) => setImmediate(resolve));
  const skipped = kit.emit({ kind: "media.changed", playback });
  answer();
  await skipped;
  assert.deepEqual(await asked, ["I voted, and that was enough."]);
});

Deno.test("playlist: what the server refuses is answered with its reason", async () => {
  await using kit = await furnishedRoom();
  kit.fateOf = () => refused("the item is gone");
  assert.deepEqual(await kit.chat("mod", "!remove 1"), ["the item is gone"]);
});

Deno.test("playlist: the examples of its commands hold", async () => {
  await using kit = await furnishedRoom();
  assert.deepEqual(await kit.failingExamples("playlist"), []);
});
