import assert from "node:assert/strict";
import type { ChannelOptions } from "../../../../src/domain/room.ts";
import outbound from "../../../../plugins/outbound/plugin.ts";
import playlist from "../../../../plugins/playlist/plugin.ts";
import { TestKit } from "../../../../src/plugin/test_kit.ts";
import { openMemoryDatabase } from "../memory_database.ts";
import { FakeLine } from "../outbound/fake_line.ts";
import { done, furnishedRoom, item, queueLikeTheServer, refused, saidLine } from "./furnished_room.ts";

Deno.test("playlist: a link is added with the server's answer, temporary unless it is to stay", async () => {
  await using kit = await furnishedRoom();
  queueLikeTheServer(kit);
  assert.deepEqual(await kit.chat("mod", "!add https://youtu.be/abc?t=3"), [
    "Added Title of abc (1m 40s) to the end, at position 6.",
  ]);
  assert.deepEqual(await kit.chat("mod", "!add yt:def next perm"), [
    "Added Title of def (1m 40s) as next, to stay.",
  ]);
  assert.deepEqual(kit.acts, [
    { kind: "queue", media: { type: "yt", id: "abc" }, position: "end", temporary: true },
    { kind: "queue", media: { type: "yt", id: "def" }, position: "next", temporary: false },
  ]);
});

Deno.test("playlist: the server's refusals are told in words that say what to do", async () => {
  await using kit = await furnishedRoom();
  for (
    const [said, told] of [
      [
        "This item is already on the playlist",
        /^Could not add yt:video3: it is in the playlist already, at position 3\.$/,
      ],
      [
        "Video does not exist or is private",
        /no such video, or it is private; see whether the link is whole/,
      ],
      ["Cannot add age restricted videos. See: https://github.com/x", /viewer's age.*another upload/],
      [
        "Video exceeds the maximum length set by the channel admin: 100 seconds",
        /longer than .* allows \(1m 40s\)/,
      ],
      ["You are adding videos too quickly", /wants them slower/],
      ["Playlist limit reached (4000 items)", /full \(4000 items\)/],
      ["Channel limit exceeded: maximum number of videos per user", /as many items .* as one user may/],
      ["Channel limit exceeded: maximum total playlist time per user", /as long as one user's may be/],
      ["The requested link could not be found (404).", /nothing at that address/],
      ["Expected HTTP 200 OK, not 404 Not Found", /nothing at that address/],
      ["Unknown media type 'zz'", /does not know the media type zz/],
      ["You don't have permission to add raw video files", /I may not add raw video files here/],
      ["HLS links must start with HTTPS due to browser security policy.", /must begin with https/],
      ["Soundcloud is not supported anymore due to requiring OAuth", /SoundCloud no longer/],
      [
        "Something nobody has heard of. See https://x.example",
        /: Something nobody has heard of\. See https: \/\/x/,
      ],
    ] as const
  ) {
    kit.fateOf = () => refused(said);
    await kit.advance("1m");
    assert.match((await kit.chat("mod", "!add yt:video3"))[0] ?? "", told, said);
  }
});

Deno.test("playlist: a server that says nothing that can be seen is told of in words", async () => {
  await using kit = await furnishedRoom();
  kit.fateOf = () => refused("\u200b\ufeff");
  await kit.chat("mod", "!shuffle");
  assert.deepEqual(await kit.chat("mod", "!confirm"), [
    "That was not done, and the server did not say why.",
  ]);
});

Deno.test("playlist: a warning of the server is told with the success", async () => {
  await using kit = await furnishedRoom();
  kit.fateOf = () => ({ ...done(item(3)), warning: "Video is blocked in the following countries: DE,US" });
  assert.deepEqual(await kit.chat("mod", "!add yt:video3"), [
    "Added Film 3 (1m 3s) to the end, at position 3. Note that it cannot be seen in DE,US.",
  ]);
});

Deno.test("playlist: Rosey's rank lends nobody a longer video than the channel allows them", async () => {
  await using kit = await furnishedRoom();
  queueLikeTheServer(kit);
  const options: Partial<ChannelOptions> = { maxMediaSeconds: 90, allowVoteskip: true };
  kit.room.options = { ...OPTIONS, ...options };
  assert.match((await kit.chat("lea", "!add yt:abc"))[0] ?? "", /longer than this channel allows \(1m 30s\)/);
  assert.deepEqual(kit.acts.at(-1), { kind: "delete", uid: 101 });
  assert.match((await kit.chat("mod", "!add yt:abc"))[0] ?? "", /^Added/);
});

const OPTIONS: ChannelOptions = {
  pageTitle: "",
  afkTimeoutSeconds: 600,
  antiflood: { enabled: false, burst: 4, sustained: 1, cooldownSeconds: 4 },
  allowVoteskip: true,
  voteskipRatio: 0.5,
  allowDuplicates: false,
  maxMediaSeconds: 0,
  allowControlCharacters: false,
  newUserChatDelaySeconds: 0,
  newUserChatLinkDelaySeconds: 0,
};

Deno.test("playlist: several links are added in their order, and the refused ones are named with the reason", async () => {
  await using kit = await furnishedRoom();
  kit.fateOf = (act) =>
    act.kind === "queue" && act.media.id === "bad" ? refused("Video does not exist or is private") : done();
  const [begun] = await kit.chat("mod", "!add yt:one, yt:bad yt:two nonsense");
  assert.equal(begun, "Adding 3 items; I will say how it went.");
  assert.match(
    await saidLine(kit, /: Added/),
    /^mod: Added 2 of 4 in 0s\. Not added: nonsense: That is no link I know; yt:bad: there is no such video, .* whole\.$/,
  );
  assert.deepEqual(kit.acts.map((act) => act.kind === "queue" ? act.media.id : act.kind), [
    "one",
    "bad",
    "two",
  ]);
});

Deno.test("playlist: several links that come as next stand in the order in which they were given", async () => {
  await using kit = await furnishedRoom();
  await kit.chat("mod", "!add yt:one yt:two yt:three next");
  await saidLine(kit, /: Added 3 of 3/);
  assert.deepEqual(kit.acts.map((act) => act.kind === "queue" ? act.media.id : act.kind), [
    "three",
    "two",
    "one",
  ]);
});

Deno.test("playlist: how far many links are is said now and then, by PM to whom asked by PM", async () => {
  await using kit = await furnishedRoom();
  const links = Array.from({ length: 40 }, (_, index) => `yt:v${index}`).join(" ");
  kit.fateOf = () => {
    kit.clock.advance(1_000);
    return done();
  };
  await kit.pm("mod", `add ${links}`);
  assert.equal(await saidLine(kit, /^Added/), "Added 40 of 40 in 40s.");
  assert.deepEqual(kit.said.filter(({ to }) => to === "mod").map(({ text }) => text), [
    "Adding 40 items; I will say how it went.",
    "15 of 40 added, 25 to go",
    "30 of 40 added, 10 to go",
    "Added 40 of 40 in 40s.",
  ]);
});

Deno.test("playlist: one task at a time, which can be asked after and stopped", async () => {
  await using kit = await furnishedRoom();
  let answer = () => {};
  const answered = new Promise<void>((resolve) => answer = resolve);
  kit.holdActs = answered;
  await kit.chat("mod", "!add yt:one yt:two yt:three");
  assert.deepEqual(await kit.chat("mod", "!adding"), ["0 of 3 added, 3 to go."]);
  assert.deepEqual(await kit.chat("mod", "!add yt:four yt:five"), [
    "I am still adding 3 items for mod: 0 of 3 added, 3 to go.",
  ]);
  assert.deepEqual(await kit.chat("mod", "!adding stop"), ["Stopping: 0 of 3 added, 3 to go."]);
  answer();
  assert.equal(await saidLine(kit, /Stopped/), "mod: Stopped after 1 of 3, 1 added.");
  assert.deepEqual(await kit.chat("mod", "!adding"), ["Nothing is being added."]);
  assert.equal(kit.acts.length, 1);
});

Deno.test("playlist: an adding is stopped by who began it or a moderator, and who began it is told who did", async () => {
  await using kit = await furnishedRoom();
  let answer = () => {};
  kit.holdActs = new Promise<void>((resolve) => answer = resolve);
  await kit.joins({ name: "leo", rank: 1.5 });
  await kit.pm("lea", "add yt:one yt:two yt:three");
  assert.deepEqual(await kit.chat("leo", "!adding stop"), [
    "I am adding that for lea: they can stop it, or a moderator.",
  ]);
  assert.deepEqual(await kit.chat("mod", "!adding stop"), ["Stopping: 0 of 3 added, 3 to go."]);
  answer();
  assert.equal(await saidLine(kit, /^Stopped/), "Stopped by mod after 1 of 3, 1 added.");
  assert.deepEqual(kit.said.at(-1)?.to, "lea");
});

Deno.test("playlist: what cannot go on stops with how far it came; what is in doubt is looked up", async () => {
  await using kit = await furnishedRoom();
  const fates = [
    { outcome: "in_doubt", message: "the room was lost" },
    { outcome: "in_doubt", message: "the room was lost" },
    { outcome: "expired", message: "it waited too long" },
  ] as const;
  kit.fateOf = (act) => {
    const fate = fates[kit.acts.length - 1];
    if (act.kind === "queue" && act.media.id === "two") {
      kit.room.playlist = [...kit.room.playlist, itemNamed("two")];
    }
    return fate ?? done();
  };
  await kit.chat("mod", "!add yt:one yt:two yt:three yt:four");
  assert.equal(
    await saidLine(kit, /Stopped/),
    "mod: Stopped after 2 of 4, 1 added: it waited too long. " +
      "Not added: yt:one: the server did not answer; look into the playlist.",
  );
  assert.equal(kit.acts.length, 3);
});

function itemNamed(id: string) {
  return { ...item(50), media: { type: "yt", id, title: id, seconds: 1 } };
}

Deno.test("playlist: what the server is long about is answered when it is known", async () => {
  await using kit = await furnishedRoom();
  let answer = () => {};
  kit.holdActs = new Promise<void>((resolve) => answer = resolve);
  kit.fateOf = () => refused("Private video");
  const asked = kit.chat("mod", "!add yt:slow");
  await kit.clock.advanceAsync(8_000);
  assert.deepEqual(await asked, ["The server is still looking it up; I will say how it went."]);
  answer();
  assert.equal(await saidLine(kit, /slow/), "mod: Could not add yt:slow: Private video.");
});

Deno.test("playlist: switched off, it says how far the adding came; what is whole by then is no half", async () => {
  await using kit = await furnishedRoom();
  let answer = () => {};
  kit.holdActs = new Promise<void>((resolve) => answer = resolve);
  await kit.pm("lea", "add yt:one yt:two yt:three");
  await kit.bot.switchPlugin("playlist", false, "mod");
  assert.equal(kit.said.length, 1);
  answer();
  assert.equal(
    await saidLine(kit, /^Stopped/),
    "Stopped after 1 of 3, 1 added when the playlist's commands were switched off.",
  );
  assert.equal(kit.acts.length, 1);
  assert.deepEqual(kit.complaints, []);
});

Deno.test("playlist: an adding that Rosey's stop ends is told of when she is back", async () => {
  await using memory = await openMemoryDatabase([outbound, playlist]);
  const line = new FakeLine();
  const start = (roomLine: FakeLine, clock?: TestKit["clock"]) =>
    TestKit.start({
      plugins: [outbound, playlist],
      ...memory,
      roomLine,
      users: [{ name: "mod", rank: 2 }],
      ...(clock === undefined ? {} : { clock }),
    });
  const first = await start(line);
  line.enter();
  line.treat = (outgoing) => {
    if (outgoing.kind === "action") line.waitMs = 60_000;
    return "take";
  };
  await first.chat("mod", "!add yt:one yt:two yt:three");
  for (let turn = 0; turn < 50; turn++) await first.clock.advanceAsync(0);
  assert.equal(line.room.acts.length, 1);
  await first.stop();
  line.lose();

  first.clock.advance(10_000);
  const next = new FakeLine(line.room);
  await using second = await start(next, first.clock);
  next.enter();
  for (let turn = 0; turn < 50; turn++) await second.clock.advanceAsync(0);
  assert.deepEqual(line.room.texts, [
    "Adding 3 items; I will say how it went.",
    "mod: Stopped after 1 of 3, 1 added when I stopped. The next one may be added all the same.",
  ]);
  assert.deepEqual([...first.complaints, ...second.complaints], []);
});

/** A list becomes three videos, of which the server tells one after the other. */
function listLikeTheServer(kit: Awaited<ReturnType<typeof furnishedRoom>>, first: "added" | "refused"): void {
  const put = (uid: number) =>
    kit.room.playlist = [...kit.room.playlist, { ...item(uid), queuedBy: "Rosey" }];
  kit.fateOf = (act) => {
    if (act.kind !== "queue" || act.media.type !== "yp") return done();
    if (first === "added") put(101);
    kit.clock.after(100, () => put(102));
    kit.clock.after(400, () => put(103));
    return first === "added"
      ? done(kit.room.playlist.at(-1))
      : refused("This item is already on the playlist");
  };
}

Deno.test("playlist: of a link to a list it is told how many items it became", async () => {
  await using kit = await furnishedRoom();
  listLikeTheServer(kit, "added");
  const asked = kit.chat("mod", "!add https://www.youtube.com/playlist?list=PLabcdefg00");
  await kit.clock.advanceAsync(2_000);
  assert.deepEqual(await asked, [
    "Added 3 items, the first of them Film 101 (2m 41s), to the end, at positions 6 to 8.",
  ]);
  kit.room.playlist = [item(1)];
  listLikeTheServer(kit, "refused");
  const again = kit.chat("mod", "!add yp:PLabcdefg00");
  await kit.clock.advanceAsync(2_000);
  assert.deepEqual(await again, [
    "Added 2 items, the first of them Film 102 (2m 42s), to the end, at positions 2 to 3. " +
    "Note that not all of the list was taken: it is in the playlist already.",
  ]);
});

Deno.test("playlist: a list among many links counts as a link, and its items are told too", async () => {
  await using kit = await furnishedRoom();
  listLikeTheServer(kit, "added");
  await kit.chat("mod", "!add yt:one yp:PLabcdefg00 yt:two");
  await kit.clock.advanceAsync(2_000);
  assert.equal(await saidLine(kit, /: Added/), "mod: Added 3 of 3 in 1s, 5 items in all.");
  assert.deepEqual(kit.acts.map((act) => act.kind === "queue" ? act.media.id : ""), [
    "one",
    "PLabcdefg00",
    "two",
  ]);
});

Deno.test("playlist: a list that the server does not know is refused as before", async () => {
  await using kit = await furnishedRoom();
  kit.fateOf = () => refused("Playlist does not exist or is private");
  const asked = kit.chat("mod", "!add yp:PLnone");
  await kit.clock.advanceAsync(1_000);
  assert.match((await asked)[0] ?? "", /^Could not add yp:PLnone: there is no such video/);
});
