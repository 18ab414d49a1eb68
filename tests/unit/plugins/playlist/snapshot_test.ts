import assert from "node:assert/strict";
import playlist from "../../../../plugins/playlist/plugin.ts";
import { TestKit } from "../../../../src/plugin/test_kit.ts";
import { openMemoryDatabase } from "../memory_database.ts";
import { done, furnishedRoom, item, queueLikeTheServer, refused, saidLine } from "./furnished_room.ts";

Deno.test("playlist: a snapshot is saved, listed, and deleted by who saved it or a moderator", async () => {
  await using kit = await furnishedRoom();
  assert.deepEqual(await kit.chat("lea", "!snapshot"), ["There are no snapshots yet."]);
  await kit.advance("5s");
  assert.deepEqual(await kit.chat("lea", "!snapshot save Friday"), ['Saved 5 items as "Friday".']);
  await kit.advance("5s");
  assert.match(
    (await kit.chat("lea", "!snapshot save FRIDAY"))[0] ?? "",
    /^There is a snapshot "FRIDAY" already/,
  );
  await kit.advance("1m");
  assert.deepEqual(await kit.chat("mod", "!snapshots"), ["Snapshots: Friday (5 items, by lea, 1m 5s ago)"]);
  await kit.joins({ name: "leo", rank: 1.5 });
  assert.deepEqual(await kit.chat("leo", "!snapshot delete friday"), [
    '"Friday" is lea\'s: they can delete it, or a moderator.',
  ]);
  for (const what of ["delete", "restore"]) {
    assert.deepEqual(await kit.chat("mod", `!snapshot ${what} nosuch`), ['There is no snapshot "nosuch".']);
  }
  await kit.chat("mod", "!snapshot delete friday");
  assert.deepEqual(await kit.chat("mod", "!confirm"), ['Deleted the snapshot "Friday".']);
  assert.deepEqual(await kit.chat("mod", "!snapshot list"), ["There are no snapshots yet."]);
  assert.match((await kit.chat("mod", "!snapshot save a/b"))[0] ?? "", /^name must be up to 40 letters/);
  kit.room.playlist = [];
  assert.deepEqual(await kit.chat("mod", "!snapshot save x"), ["The playlist is empty."]);
});

Deno.test("playlist: a restore adds what is missing, in order, and says what was refused", async () => {
  await using kit = await furnishedRoom();
  queueLikeTheServer(kit);
  kit.room.playlist = [...kit.room.playlist, { ...item(6), temporary: false }];
  await kit.chat("mod", "!snapshot save friday");
  kit.room.playlist = [item(4), item(2)];
  const fate = kit.fateOf;
  kit.fateOf = (act) =>
    act.kind === "queue" && act.media.id === "video3" ? refused("Private video") : fate(act);
  assert.deepEqual(await kit.chat("mod", "!snapshot restore friday"), [
    'Add what is missing of the snapshot "friday"? Say !confirm within 30 s.',
  ]);
  assert.equal((await kit.chat("mod", "!confirm"))[0], 'Adding 4 items of "friday"; I will say how it went.');
  assert.equal(
    await saidLine(kit, /: Added/),
    "mod: Added 3 of 4 in 0s. Not added: yt:video3: Private video.",
  );
  assert.deepEqual(
    kit.acts.map((act) => act.kind === "queue" ? [act.media.id, act.position, act.temporary] : act.kind),
    [["video1", "end", true], ["video3", "end", true], ["video5", "end", true], ["video6", "end", false]],
  );
  kit.fateOf = fate;
  await kit.chat("mod", "!snapshot restore friday");
  await kit.chat("mod", "!confirm");
  await saidLine(kit, /Added 1 of 1/);
  assert.deepEqual(await kit.chat("mod", "!snapshot restore friday"), ['Nothing is missing of "friday".']);
});

Deno.test("playlist: a restore lends nobody Rosey's rank, and leaves out embeds", async () => {
  await using kit = await furnishedRoom();
  const media = (type: string, id: string, title: string) => ({
    ...item(1),
    media: { type, id, title, seconds: 9 },
  });
  kit.room.playlist = [
    media("fi", "https://example.com/a.mp4", "A file"),
    media("cu", "cu:abc=", "An embed"),
    { ...media("yt", "kept", "Kept"), temporary: false },
  ];
  await kit.chat("mod", "!snapshot save all");
  kit.room.playlist = [];
  await kit.chat("lea", "!snapshot restore all");
  await kit.chat("lea", "!confirm");
  const line = await saidLine(kit, /: Added/);
  assert.match(line, /^lea: Added 1 of 3/);
  assert.match(line, /A file: You need the channel permission "playlistaddrawfile"/);
  assert.match(line, /An embed: an embed has to be added by hand/);
  assert.deepEqual(kit.acts, [
    { kind: "queue", media: { type: "yt", id: "kept" }, position: "end", temporary: true },
  ]);
});

Deno.test("playlist: a restore that Rosey's end cut off is told of, once, with how far it came", async () => {
  await using memory = await openMemoryDatabase([playlist]);
  const start = () => TestKit.start({ plugins: [playlist], ...memory, users: [{ name: "mod", rank: 2 }] });
  const first = await start();
  first.room.playlist = [1, 2, 3, 4].map((uid) => item(uid));
  await first.chat("mod", "!snapshot save friday");
  first.room.playlist = [];
  let count = 0;
  let answer = () => {};
  first.fateOf = () => {
    count += 1;
    if (count === 3) first.holdActs = new Promise<void>((resolve) => answer = resolve);
    return done();
  };
  await first.chat("mod", "!snapshot restore friday");
  await first.chat("mod", "!confirm");
  while (count < 3) await new Promise<void>((resolve) => setImmediate(resolve));
  await first.stop();
  answer();

  first.clock.advance(1_000);
  const second = await TestKit.start({ plugins: [playlist], ...memory, clock: first.clock });
  assert.deepEqual(second.said.map(({ text }) => text), [
    'mod: the restore of the snapshot "friday" was cut off after 2 of 4 when I stopped. ' +
    "Restore it again, and I add what is still missing.",
  ]);
  await second.lose();
  await second.enter([]);
  assert.equal(second.said.length, 1);
  await second.stop();
  first.clock.advance(1_000);
  const third = await TestKit.start({ plugins: [playlist], ...memory, clock: first.clock });
  assert.deepEqual(third.said, []);
  await third.stop();
});

Deno.test("playlist: of two who save one name at once one has saved it, and the other is told", async () => {
  await using kit = await furnishedRoom();
  await Promise.all([kit.pm("lea", "snapshot save friday"), kit.pm("mod", "snapshot save Friday")]);
  const answers = kit.said.map(({ text }) => text);
  assert.equal(answers.filter((answer) => answer.startsWith("Saved 5 items as")).length, 1);
  assert.equal(answers.filter((answer) => answer.includes("is being saved just now")).length, 1);
  assert.deepEqual(kit.complaints, []);
});
