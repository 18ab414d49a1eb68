import assert from "node:assert/strict";
import type { PlaylistItem } from "../../../src/domain/room.ts";
import type { RoomAction } from "../../../src/domain/room_action.ts";
import type { SendFate } from "../../../src/domain/room_line.ts";
import { plainText } from "../../../src/domain/text.ts";
import type { SandboxChannelSetup } from "../../../src/sandbox/options.ts";
import { RunningClient, startSandbox, Visitor } from "./sandbox_room.ts";

/** A room with three items, of which the first plays, with alice and the owner in it, and with Rosey's client. */
async function furnishedRoom(channel: Partial<SandboxChannelSetup> = {}) {
  const sandbox = await startSandbox({
    ranks: { owner: 5, rosey: 4 },
    playlist: ["D01000aaaaa", "D01000bbbbb", "D01000ccccc"].map((id) => ({
      type: "yt",
      id,
      queuedBy: "alice",
    })),
    ...channel,
  });
  const alice = new Visitor(sandbox.url, "alice");
  const owner = new Visitor(sandbox.url, "owner");
  await Promise.all([alice.joined, owner.joined]);
  const rosey = new RunningClient(sandbox.url);
  await rosey.event("room.entered");
  const { line, room } = rosey.client;
  const act = (action: RoomAction) => line.send({ kind: "action", action });
  return {
    sandbox,
    alice,
    owner,
    rosey,
    line,
    room,
    act,
    uid: (index: number) => itemAt(room.playlist, index).uid,
    order: () => room.playlist.map(({ media }) => media.id.slice(6, 7)).join(""),
    close: async () => {
      alice.leave();
      owner.leave();
      await rosey.stop();
      await sandbox.stop();
    },
  };
}

type Room = Awaited<ReturnType<typeof furnishedRoom>>;

function itemAt(items: readonly PlaylistItem[], index: number): PlaylistItem {
  const item = items.at(index);
  assert.ok(item !== undefined, `the playlist has no item ${index}`);
  return item;
}

function isDone(fate: SendFate): void {
  assert.equal(fate.outcome, "done", JSON.stringify(fate));
}

function isRefused(fate: SendFate, reason: string, message: RegExp): void {
  assert.equal(fate.outcome === "refused" && fate.reason, reason, JSON.stringify(fate));
  assert.match(fate.outcome === "refused" ? fate.message : "", message);
}

const yt = (id: string, position: "end" | "next" = "end"): RoomAction => ({
  kind: "queue",
  media: { type: "yt", id },
  position,
  temporary: false,
});

/** What is tried, and what has to be so afterwards. */
const DONE: Record<string, (room: Room) => Promise<void>> = {
  async "queue a media at the end and as the next, with its item in the fate"({ act, order }) {
    const fate = await act(yt("D01000ddddd"));
    assert.equal(fate.outcome === "done" && fate.item?.media.id, "D01000ddddd");
    isDone(await act(yt("D01000eeeee", "next")));
    assert.equal(order(), "aebcd");
  },
  async "queue a media that the server warns of"({ act }) {
    const fate = await act(yt("BLKxxxxxxxx"));
    assert.match(
      (fate.outcome === "done" && fate.warning) || "",
      /blocked in the following countries: DE,US/,
    );
  },
  async "queue an embed, which gets another id"({ act, room }) {
    const id = '<iframe src="https://example.com/x"></iframe>';
    const fate = await act({ kind: "queue", media: { type: "cu", id }, position: "end", temporary: true });
    assert.match((fate.outcome === "done" && fate.item?.media.id) || "", /^cu:/);
    assert.equal(itemAt(room.playlist, -1).temporary, true);
  },
  async "queue a list of videos"({ act, room, rosey }) {
    const list: RoomAction = {
      kind: "queue",
      media: { type: "yp", id: "PLxyz" },
      position: "end",
      temporary: false,
    };
    isDone(await act(list));
    await rosey.event("playlist.added", undefined, 5);
    assert.equal(room.playlist.length, 8);
  },
  async "take an item out"({ act, uid, order }) {
    isDone(await act({ kind: "delete", uid: uid(1) }));
    assert.equal(order(), "ac");
  },
  async "move an item to the front, behind another and to the end"({ act, uid, order }) {
    isDone(await act({ kind: "move", uid: uid(2), after: "prepend" }));
    assert.equal(order(), "cab");
    isDone(await act({ kind: "move", uid: uid(0), after: uid(1) }));
    assert.equal(order(), "acb");
    isDone(await act({ kind: "move", uid: uid(0), after: "append" }));
    assert.equal(order(), "cba");
  },
  async "jump to an item, also to the one that plays"({ act, uid, room }) {
    isDone(await act({ kind: "jump", uid: uid(2) }));
    assert.equal(room.current?.uid, uid(2));
    isDone(await act({ kind: "jump", uid: uid(2) }));
  },
  async "play the next item"({ act, uid, room }) {
    isDone(await act({ kind: "play_next" }));
    assert.equal(room.current?.uid, uid(1));
  },
  async "make an item temporary and lasting again"({ act, uid, room }) {
    isDone(await act({ kind: "set_temporary", uid: uid(1), temporary: true }));
    assert.equal(itemAt(room.playlist, 1).temporary, true);
    isDone(await act({ kind: "set_temporary", uid: uid(1), temporary: false }));
    assert.equal(itemAt(room.playlist, 1).temporary, false);
  },
  async "shuffle and clear the playlist"({ act, uid, room }) {
    const before = uid(0);
    isDone(await act({ kind: "shuffle" }));
    assert.ok(room.playlist.every((item) => item.uid !== before));
    isDone(await act({ kind: "clear_playlist" }));
    assert.equal(room.playlist.length, 0);
    isDone(await act({ kind: "clear_playlist" }));
  },
  async "open and lock the playlist, whatever it is"({ act, room }) {
    isDone(await act({ kind: "lock_playlist", locked: true }));
    isDone(await act({ kind: "lock_playlist", locked: false }));
    assert.equal(room.playlistLocked, false);
    isDone(await act({ kind: "lock_playlist", locked: true }));
    assert.equal(room.playlistLocked, true);
  },
  async "vote to skip"({ act }) {
    isDone(await act({ kind: "voteskip" }));
  },
  async "take the lead, pause, go on, hand the lead on and give it back"({ act, room }) {
    isDone(await act({ kind: "lead", name: "rosey" }));
    isDone(await act({ kind: "pause", paused: true }));
    assert.equal(room.playback?.paused, true);
    isDone(await act({ kind: "pause", paused: false }));
    assert.equal(room.playback?.paused, false);
    isDone(await act({ kind: "lead", name: "ALICE" }));
    assert.equal(room.leader, "alice");
    isDone(await act({ kind: "lead", name: undefined }));
    assert.equal(room.leader, undefined);
  },
  async "open a poll and close it"({ act, room }) {
    const poll = { kind: "open_poll", title: "Tea?", options: ["yes", "no"] } as const;
    isDone(await act({ ...poll, hidden: false, timeoutSeconds: undefined }));
    assert.equal(room.poll?.title, "Tea?");
    isDone(await act({ ...poll, hidden: true, timeoutSeconds: 60 }));
    isDone(await act({ kind: "close_poll" }));
    assert.equal(room.poll, undefined);
  },
  async "set the message of the day"({ act, room }) {
    isDone(await act({ kind: "set_motd", html: "<b>hello</b>" }));
    assert.equal(room.motd, "<b>hello</b>");
    isDone(await act({ kind: "set_motd", html: "<b>hello</b>" }));
  },
  async "kick somebody"({ act, room }) {
    isDone(await act({ kind: "kick", name: "Alice", reason: "enough" }));
    assert.equal(room.user("alice"), undefined);
  },
  async "ban somebody who is here or not, twice, and lift it"({ act, room, rosey }) {
    isDone(await act({ kind: "ban", name: "alice", reason: "for good" }));
    await rosey.event("user.left");
    assert.equal(room.user("alice"), undefined);
    isDone(await act({ kind: "ban", name: "alice", reason: "" }));
    isDone(await act({ kind: "ban", name: "nobody-yet", reason: "" }));
    isDone(await act({ kind: "unban", name: "ALICE" }));
    isRefused(await act({ kind: "unban", name: "alice" }), "target", /alice is not banned/);
  },
  async "mute and unmute somebody, openly and not"({ act, room }) {
    isDone(await act({ kind: "mute", name: "alice", shadow: false }));
    assert.equal(room.user("alice")?.muted, true);
    isDone(await act({ kind: "mute", name: "alice", shadow: false }));
    isDone(await act({ kind: "unmute", name: "alice" }));
    assert.equal(room.user("alice")?.muted, false);
    isDone(await act({ kind: "unmute", name: "alice" }));
    isDone(await act({ kind: "mute", name: "alice", shadow: true }));
    assert.equal(room.user("alice")?.shadowMuted, true);
    isDone(await act({ kind: "unmute", name: "alice" }));
  },
  async "clear the chat"({ act, alice, rosey }) {
    alice.say("something");
    await rosey.event("chat");
    isDone(await act({ kind: "clear_chat" }));
  },
  async "go AFK and come back, however often it is asked for"({ act, room }) {
    isDone(await act({ kind: "afk", away: true }));
    isDone(await act({ kind: "afk", away: true }));
    assert.equal(room.me?.afk, true);
    isDone(await act({ kind: "afk", away: false }));
    assert.equal(room.me?.afk, false);
  },
};

for (const [what, attempt] of Object.entries(DONE)) {
  Deno.test(`line in a real room: ${what}`, async () => {
    const room = await furnishedRoom();
    await attempt(room);
    assert.equal(room.rosey.client.statistics.malformed.size, 0);
    assert.deepEqual(room.rosey.events.filter(({ kind }) => kind === "room.lost"), []);
    await room.close();
  });
}

/** Everything that needs a permission, which rank 1 has not. */
const NEEDS_PERMISSION: readonly RoomAction[] = [
  yt("D01000ddddd"),
  { kind: "delete", uid: 0 },
  { kind: "move", uid: 0, after: "append" },
  { kind: "jump", uid: 1 },
  { kind: "play_next" },
  { kind: "set_temporary", uid: 0, temporary: true },
  { kind: "shuffle" },
  { kind: "clear_playlist" },
  { kind: "lock_playlist", locked: false },
  { kind: "lead", name: "rosey" },
  { kind: "pause", paused: true },
  { kind: "open_poll", title: "x", options: ["y"], hidden: false, timeoutSeconds: undefined },
  { kind: "close_poll" },
  { kind: "set_motd", html: "x" },
  { kind: "kick", name: "alice", reason: "" },
  { kind: "ban", name: "alice", reason: "" },
  { kind: "unban", name: "alice" },
  { kind: "mute", name: "alice", shadow: false },
  { kind: "unmute", name: "alice" },
  { kind: "clear_chat" },
];

Deno.test("line in a real room: without the permission nothing is written, and Rosey is not thrown out", async () => {
  const room = await furnishedRoom({ ranks: { owner: 5 } });
  await room.rosey.clock.advanceAsync(5000);
  for (const action of NEEDS_PERMISSION) {
    isRefused(await room.act(action), "permission", /needs rank|only the leader can pause/);
  }
  isDone(await room.act({ kind: "voteskip" }));
  assert.equal((await room.line.send({ kind: "chat", text: plainText("still here") })).outcome, "done");
  await room.close();
});

Deno.test("line in a real room: while the playlist is open its other permissions hold", async () => {
  const room = await furnishedRoom({ ranks: { owner: 5 }, open: true });
  isDone(await room.act(yt("D01000ddddd")));
  await room.close();
});

Deno.test("line in a real room: what has no target is refused before it is written", async () => {
  const room = await furnishedRoom();
  const { act, uid } = room;
  const refusals: [RoomAction, RegExp][] = [
    [{ kind: "delete", uid: 77 }, /item 77 is not in the playlist/],
    [{ kind: "jump", uid: 77 }, /item 77/],
    [{ kind: "move", uid: uid(0), after: 77 }, /item 77/],
    [{ kind: "move", uid: uid(0), after: uid(0) }, /behind itself/],
    [{ kind: "set_temporary", uid: 77, temporary: true }, /item 77/],
    [{ kind: "lead", name: "nobody" }, /nobody is not in the room/],
    [{ kind: "kick", name: "nobody", reason: "" }, /nobody is not in the room/],
    [{ kind: "kick", name: "not a name", reason: "" }, /"not a name" is not the name of a user/],
    [{ kind: "kick", name: "rosey", reason: "" }, /Rosey does not kick herself/],
    [{ kind: "mute", name: "nobody", shadow: false }, /nobody is not in the room/],
    [{ kind: "close_poll" }, /no poll is open/],
  ];
  for (const [action, message] of refusals) isRefused(await act(action), "target", message);
  isDone(await act({ kind: "clear_playlist" }));
  isRefused(await act({ kind: "play_next" }), "target", /nothing plays/);
  isRefused(await act({ kind: "voteskip" }), "target", /nothing plays/);
  await room.close();
});

Deno.test("line in a real room: whoever is as high as Rosey is out of her reach", async () => {
  const room = await furnishedRoom();
  await room.rosey.clock.advanceAsync(5000);
  for (const kind of ["kick", "ban"] as const) {
    isRefused(
      await room.act({ kind, name: "owner", reason: "" }),
      "permission",
      /owner has rank 5 and Rosey 4/,
    );
  }
  isRefused(await room.act({ kind: "mute", name: "owner", shadow: true }), "permission", /owner has rank 5/);
  await room.close();
});

Deno.test("line in a real room: the server's refusal of a media comes with its words, and the next one is not mistaken", async () => {
  const room = await furnishedRoom();
  isRefused(await room.act(yt("ERRxxxxxxxx")), "server", /does not exist or is private/);
  isRefused(await room.act(yt("D01000aaaaa")), "server", /already on the playlist/);
  const unknown: RoomAction = {
    kind: "queue",
    media: { type: "zz", id: "x" },
    position: "end",
    temporary: false,
  };
  isRefused(await room.act(unknown), "server", /Unknown media type 'zz'/);
  isDone(await room.act(yt("D01000ddddd")));
  await room.close();
});

Deno.test("line in a real room: a poll that the server would not take does not close the open one", async () => {
  const room = await furnishedRoom();
  const poll = { kind: "open_poll", title: "Tea?", hidden: false, timeoutSeconds: undefined } as const;
  isDone(await room.act({ ...poll, options: ["yes"] }));
  isRefused(await room.act({ ...poll, options: [""] }), "server", /1 to 255 characters/);
  assert.equal(room.room.poll?.title, "Tea?");
  await room.close();
});

Deno.test("line in a real room: ten media go at once for a moderator, and the next waits for the server's limit", async () => {
  const room = await furnishedRoom();
  for (let index = 0; index < 10; index++) {
    isDone(await room.act(yt(`D00100${String(index).padStart(5, "0")}`)));
  }
  const eleventh = room.line.readiness({ kind: "action", action: yt("D0010099999") });
  assert.deepEqual(eleventh, { kind: "wait", waitMs: 600 });
  assert.equal(room.line.readiness({ kind: "action", action: { kind: "shuffle" } }).kind, "ready");
  assert.equal(room.rosey.events.filter(({ kind }) => kind === "playlist.refused").length, 0);
  await room.close();
});

Deno.test("line in a real room: an act that a fault of the network swallows has no effect, or is in doubt", async () => {
  const room = await furnishedRoom();
  room.sandbox.faults.frames({ action: { kind: "drop" }, direction: "fromClient" });
  const uid = room.uid(0);
  const shuffle = room.act({ kind: "delete", uid });
  await room.rosey.clock.advanceAsync(10_000);
  isRefused(await shuffle, "no_effect", /did not do it within 10 s/);
  const queue = room.act(yt("D01000ddddd"));
  await room.rosey.clock.advanceAsync(30_000);
  assert.equal((await queue).outcome, "in_doubt");
  await room.close();
});

Deno.test("line in a real room: a line with a link to a banned domain is refused for it, and Rosey comes back", async () => {
  const room = await furnishedRoom();
  const { rosey, line } = room;
  const fate = await line.send({ kind: "chat", text: plainText("see https://blacklisted.example/x") });
  isRefused(fate, "banned_link", /^the server banned the link/);
  await rosey.passRetry(await rosey.event("room.lost"));
  await rosey.event("room.entered", undefined, 2);
  assert.equal((await line.send({ kind: "chat", text: plainText("back") })).outcome, "done");
  await room.close();
});

Deno.test("line in a real room: a frame of the playlist that was lost is mended within one check", async () => {
  const room = await furnishedRoom();
  const { rosey, sandbox, owner } = room;
  const heal = sandbox.faults.frames({ action: { kind: "drop" }, direction: "toClient", event: "queue" });
  owner.send("queue", { type: "yt", id: "D01000ddddd", pos: "end" });
  // What the owner says comes after all that the queueing sent.
  owner.say("added");
  await rosey.event("chat", ({ text }) => text === "added");
  assert.equal(room.room.playlistMeta.count, 4);
  assert.equal(room.order(), "abc");
  heal();
  await rosey.clock.advanceAsync(2000);
  await rosey.event("playlist.replaced", ({ items }) => items.length === 4);
  assert.equal(room.order(), "abcd");
  await room.close();
});
