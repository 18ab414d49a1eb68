import assert from "node:assert/strict";
import type { Person } from "./person.ts";
import { RoseyInSandbox } from "./rosey_in_sandbox.ts";

/** The ids in the made-up titles of the sandbox, which stand for the items. */
function ids({ view }: RoseyInSandbox): (string | undefined)[] {
  return view.playlist.map(({ media }) => /video (\w+)/.exec(media.title)?.[1]);
}

/** What Rosey tells them that fits, the `count`th time; as its HTML. */
async function told(person: Person, wanted: RegExp, count = 1): Promise<void> {
  const fitting = () => person.seen("pm").filter((pm) => wanted.test(JSON.stringify(pm)));
  await person.sees("pm", () => fitting().length >= count);
}

Deno.test("playlist in a room: links are added, refused, moved to the beginning, played and removed", async () => {
  await using room = await RoseyInSandbox.start(["mod"]);
  const mod = room.person("mod");
  assert.match(
    await mod.asks("add https://youtu.be/D00100aaaaa?t=3"),
    /^Added Fake video D00100aaaaa .* \(1m 40s\) to the end, at position 1\.$/,
  );
  assert.match(await mod.asks("add yt:D00101bbbbb perm"), /bbbbb .* to the end, at position 2, to stay\.$/);
  assert.match(await mod.asks("add yt:ERRxxxxxxxx"), /^Could not add yt:ERRxxxxxxxx: there is no such video/);
  assert.match(await mod.asks("add yt:D00101bbbbb"), /it is in the playlist already, at position 2\.$/);
  assert.match(
    await mod.asks("add yt:BLKxxxxxxxx next"),
    /as next\. Note that it cannot be seen in DE,US\.$/,
  );
  assert.deepEqual(ids(room), ["D00100aaaaa", "BLKxxxxxxxx", "D00101bbbbb"]);

  assert.match(await mod.asks("move 3 1"), /^Moved .*bbbbb.* to position 1\.$/);
  assert.deepEqual(ids(room), ["D00101bbbbb", "D00100aaaaa", "BLKxxxxxxxx"]);
  assert.match(await mod.asks("jump 3"), /^Playing .*BLKxx.*, at position 3\.$/);
  assert.equal(room.view.current?.media.id, "BLKxxxxxxxx");
  assert.equal(await mod.asks("next"), "Already at last item.");
  assert.match(await mod.asks("jump bbbbb"), /^Playing .*bbbbb/);
  assert.equal(room.view.current?.media.id, "D00101bbbbb");
  assert.match(await mod.asks("remove 1"), /^Removed .*bbbbb.*, which was at position 1\.$/);
  assert.match(await mod.asks("deaditems"), /^Not playable:$/);
  await told(mod, /yt:ERRxxxxxxxx: there is no such video/);
  await told(mod, /yt:BLKxxxxxxxx: it cannot be seen in DE,US/);
});

Deno.test("playlist in a room: it is opened, marked, paused, resumed, shuffled and emptied", async () => {
  await using room = await RoseyInSandbox.start(["mod"]);
  const { view } = room;
  const mod = room.person("mod");
  await mod.asks("add yt:D00100aaaaa yt:D00101bbbbb yt:D00102ccccc");
  await told(mod, /Added 3 of 3/);
  assert.equal(await mod.asks("unlock"), "The playlist is open.");
  assert.equal(view.playlistLocked, false);
  assert.match(await mod.asks("settemp 2 off"), /bbbbb.* stays\.$/);
  assert.deepEqual(view.playlist.map(({ temporary }) => temporary), [true, false, true]);
  await mod.sees("mediaUpdate");
  assert.match(await mod.asks("pause"), /^Paused at \d+s; resume goes on from there\.$/);
  assert.deepEqual([view.playback?.paused, view.leader], [true, "rosey"]);
  assert.equal(await mod.asks("resume"), "Going on.");
  assert.deepEqual([view.playback?.paused, view.leader], [false, undefined]);
  assert.equal(await mod.insists("shuffle"), "Shuffled 3 items.");
  assert.deepEqual(ids(room).toSorted(), ["D00100aaaaa", "D00101bbbbb", "D00102ccccc"]);
  assert.equal(await mod.insists("clearplaylist"), "Removed 3 items.");
  assert.deepEqual(ids(room), []);
});

Deno.test("playlist in a room: thirty links come in order without one 'too quickly', and a snapshot comes back", async () => {
  await using room = await RoseyInSandbox.start(["mod"]);
  const mod = room.person("mod");
  const all = Array.from({ length: 30 }, (_, index) => `D00100${String(index).padStart(5, "0")}`);
  // A line holds fewer, so they come in three.
  for (const [index, first] of [0, 10, 20].entries()) {
    await mod.asks(`add ${all.slice(first, first + 10).map((id) => `yt:${id}`).join(" ")}`);
    await told(mod, /Added 10 of 10/, index + 1);
  }
  assert.deepEqual(ids(room), all);
  assert.equal(await mod.asks("snapshot save all"), 'Saved 30 items as "all".');
  for (const id of [all[3], all[7]]) await mod.asks(`remove ${id}`);
  assert.match(await mod.insists("snapshot restore all"), /^Adding 2 items of "all"/);
  await told(mod, /Added 2 of 2/);
  assert.deepEqual(ids(room), [...all.filter((id) => id !== all[3] && id !== all[7]), all[3], all[7]]);
  assert.deepEqual(room.events.filter(({ kind }) => kind === "playlist.refused"), []);
});
