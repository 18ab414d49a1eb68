import assert from "node:assert/strict";
import { type Visitor, World } from "./recorded_site.ts";

const CLIP = "https://media.example.com/cm/Clip/300.json";
const queue = (visitor: Visitor, id: string, more: object = {}) =>
  visitor.send("queue", { id, type: id.includes("/cm/") ? "cm" : "yt", pos: "end", temp: false, ...more });

function playing() {
  const world = new World();
  const mod = world.enter("mod1");
  const add = (...ids: string[]) => {
    for (const id of ids) {
      queue(mod, id);
      world.clock.advance(10);
    }
  };
  return { world, mod, add };
}

/** Events with the one value that tells them apart. */
function brief(visitor: Visitor) {
  return visitor.take().map(({ event, args }) => {
    const data = Object(args[0]);
    switch (event) {
      case "setCurrent":
        return `setCurrent ${args[0]}`;
      case "changeMedia":
        return `changeMedia ${data.id} ${data.currentTime}${data.paused ? " paused" : ""}`;
      case "delete":
        return `delete ${data.uid}`;
      case "mediaUpdate":
        return `mediaUpdate ${Math.round(data.currentTime)}${data.paused ? " paused" : ""}`;
      default:
        return event;
    }
  });
}

Deno.test("playlist: the first item plays after a lead-in, with an update at its end and every five seconds", () => {
  const { world, mod } = playing();
  queue(mod, CLIP);
  assert.deepEqual(brief(mod), [
    "queue",
    "setPlaylistMeta",
    "setCurrent 0",
    `changeMedia ${CLIP} -3 paused`,
    "drinkCount",
    "voteskip",
  ]);
  world.clock.advance(13_000);
  assert.deepEqual(brief(mod).filter((event) => event !== "usercount"), [
    "mediaUpdate 0",
    "mediaUpdate 5",
    "mediaUpdate 10",
  ]);
});

Deno.test("playlist: an item ends two seconds after its length, a temporary one goes, the last wraps", () => {
  const { world, mod } = playing();
  queue(mod, "D00004aaaaa", { temp: true });
  world.clock.advance(10);
  queue(mod, "D00004bbbbb");
  world.clock.advance(10);
  mod.take();
  world.clock.advance(9_000);
  const after = brief(mod).filter((event) => /^(delete|setCurrent)/.test(event));
  assert.deepEqual(after, ["delete 0", "setCurrent 1"]);
  world.clock.advance(10_000);
  assert.deepEqual(brief(mod).filter((event) => event.startsWith("setCurrent")), ["setCurrent 1"]);
});

Deno.test("playlist: what is live starts at nought and has no updates", () => {
  const { world, mod } = playing();
  queue(mod, "somestreamer", { type: "tw" });
  assert.ok(brief(mod).includes("changeMedia somestreamer 0"));
  world.clock.advance(60_000);
  assert.deepEqual(brief(mod).filter((event) => event.startsWith("mediaUpdate")), []);
});

Deno.test("playlist: jumping, skipping and deleting what plays go on as recorded", () => {
  const { mod, add } = playing();
  add("D00100aaaaa", "D00100bbbbb", "D00100ccccc");
  mod.send("setTemp", { uid: 1, temp: true });
  mod.take();
  mod.send("jumpTo", 1);
  assert.deepEqual(brief(mod).slice(0, 2), ["setCurrent 1", "changeMedia D00100bbbbb -3 paused"]);
  mod.send("playNext");
  assert.deepEqual(brief(mod).slice(0, 3), ["delete 1", "setPlaylistMeta", "setCurrent 2"]);
  mod.send("delete", 2);
  assert.deepEqual(brief(mod).slice(0, 3), ["delete 2", "setPlaylistMeta", "setCurrent 0"]);
  mod.send("clearPlaylist");
  assert.deepEqual(brief(mod), ["playlist", "setPlaylistMeta"]);
});

Deno.test("playlist: a shuffle sends the list anew and goes on at the same position", () => {
  const { world, mod, add } = playing();
  add("D00100aaaaa", "D00100bbbbb", "D00100ccccc");
  world.clock.advance(8_000);
  mod.take();
  mod.send("shufflePlaylist");
  const events = brief(mod);
  assert.equal(events[0], "playlist");
  assert.match(String(events[2]), /^changeMedia D00100aaaaa 5/);
});

Deno.test("playlist: while it is locked users get no answer; open, their items are temporary", () => {
  const world = new World();
  const mod = world.enter("mod1");
  const rosey = world.enter("rosey");
  queue(rosey, "D00100aaaaa").send("delete", 0);
  assert.deepEqual(rosey.take(), []);
  mod.send("togglePlaylistLock");
  rosey.take();
  queue(rosey, "D00100aaaaa");
  const [queued] = rosey.takeAll("queue");
  assert.equal(Object(queued).item.temp, true);
  queue(rosey, "D00100bbbbb", { pos: "next" });
  assert.deepEqual(rosey.take(), []);
});

Deno.test("playlist: the queue limit is three, then one a second, for users; each refusal names the video", () => {
  const world = new World();
  world.enter("mod1").send("togglePlaylistLock");
  const rosey = world.enter("rosey");
  for (let video = 0; video < 5; video++) queue(rosey, `D0010000${video}aa`);
  world.clock.advance(100);
  const events = rosey.take().filter(({ event }) => event.startsWith("queue"));
  assert.deepEqual(events.map(({ event }) => event), ["queue", "queueFail", "queueFail", "queue", "queue"]);
  assert.deepEqual(events[1]?.args[0], {
    msg: "You are adding videos too quickly",
    link: "https://youtu.be/D00100003aa",
    id: "D00100003aa",
  });
});

const FAILURES: readonly (readonly [string, { type: string; id: string }, string, string])[] = [
  [
    "a missing video",
    { type: "yt", id: "ERRxxxxxxxx" },
    "Video does not exist or is private",
    "https://youtu.be/ERRxxxxxxxx",
  ],
  ["an unknown type", { type: "zz", id: "abc" }, "Unknown media type &#39;zz&#39;", ""],
  ["an embed", { type: "cu", id: "<iframe>" }, "You don't have permission to add custom embeds", ""],
  [
    "a file that is not there",
    { type: "fi", id: "https://h/none.mp4" },
    "The requested link could not be found &#40;404&#41;.",
    "https://h/none.mp4",
  ],
  [
    "a manifest that is not there",
    { type: "cm", id: "http://h/x" },
    "Expected HTTP 200 OK, not 404 Not Found",
    "http://h/x",
  ],
];

for (const [what, frame, msg, link] of FAILURES) {
  Deno.test(`playlist: ${what} is refused in the server's words`, () => {
    const mod = new World().enter("mod1");
    mod.send("queue", { ...frame, pos: "end", temp: true });
    assert.deepEqual(mod.takeAll("queueFail"), [{ msg, link, id: frame.id }]);
  });
}

Deno.test("playlist: a blocked video is queued with a warning, a double one is refused", () => {
  const { world, mod } = playing();
  queue(mod, "BLKxxxxxxxx");
  world.clock.advance(10);
  assert.deepEqual(brief(mod).slice(0, 2), ["queueWarn", "queue"]);
  queue(mod, "BLKxxxxxxxx");
  assert.equal(Object(mod.takeAll("queueFail")[0]).msg, "This item is already on the playlist");
});

Deno.test("playlist: limits of length and number are the channel's", () => {
  const world = new World();
  world.enter("owner").send("setOptions", { maxlength: 100, playlist_max_per_user: 1 })
    .send("togglePlaylistLock");
  const rosey = world.enter("rosey");
  for (const id of ["D00200aaaaa", "D00050bbbbb", "D00050ccccc"]) {
    queue(rosey, id);
    world.clock.advance(2000);
  }
  assert.deepEqual(rosey.takeAll("queueFail").map((fail) => Object(fail).msg), [
    "Video exceeds the maximum length set by the channel admin: 100 seconds",
    "Channel limit exceeded: maximum number of videos per user",
  ]);
});

Deno.test("playlist: a hidden list shows its totals and what plays, no items", () => {
  const world = new World();
  const owner = world.enter("owner");
  const rosey = world.enter("rosey");
  owner.send("setPermissions", { seeplaylist: 2 });
  assert.deepEqual(rosey.takeEvents(), ["setPlaylistMeta", "setPermissions"]);
  queue(owner, CLIP);
  assert.deepEqual(rosey.takeEvents(), ["setPlaylistMeta", "setCurrent", "changeMedia", "drinkCount"]);
  owner.send("setPermissions", { seeplaylist: -1 });
  assert.deepEqual(rosey.takeEvents(), ["setPlaylistMeta", "playlist", "setCurrent", "setPermissions"]);
});

Deno.test("leader: rank 1.5 while leading, the reports are passed on, and the server's clock stands", () => {
  const world = new World();
  const owner = world.enter("owner");
  const rosey = world.enter("rosey");
  queue(owner, CLIP);
  world.clock.advance(5000);
  rosey.take();
  owner.send("assignLeader", { name: "rosey" });
  assert.deepEqual(rosey.take().map(({ event, args }) => [event, args[0]]), [
    ["rank", 1.5],
    ["setLeader", "rosey"],
    ["setUserRank", { name: "rosey", rank: 1.5 }],
  ]);
  rosey.send("mediaUpdate", { id: CLIP, type: "cm", currentTime: 42.5, paused: true });
  world.clock.advance(9_000);
  assert.deepEqual(rosey.takeAll("mediaUpdate"), [{ currentTime: 42.5, paused: true }]);
  owner.send("assignLeader", { name: "" });
  assert.deepEqual(rosey.take().map(({ event, args }) => [event, args[0]]), [
    ["rank", 1],
    ["setUserRank", { name: "rosey", rank: 1 }],
    ["setLeader", ""],
    ["mediaUpdate", { currentTime: 42.5, paused: false }],
  ]);
});

Deno.test("leader: when the leader goes the server leads; an absent one cannot be made leader", () => {
  const world = new World();
  const owner = world.enter("owner");
  const alice = world.enter("alice");
  queue(owner, CLIP).send("assignLeader", { name: "alice" });
  owner.take();
  alice.goAway();
  assert.deepEqual(owner.takeEvents().slice(0, 3), ["userLeave", "setLeader", "mediaUpdate"]);
  owner.send("assignLeader", { name: "nobody" });
  assert.deepEqual(owner.takeEvents(), ["errorMsg"]);
});

Deno.test("voteskip: enough addresses skip what plays; moderators see the count", () => {
  const { world, mod, add } = playing();
  add("D00100aaaaa", "D00100bbbbb");
  const alice = world.enter("alice");
  const bob = world.enter("bob");
  mod.take();
  alice.send("voteskip");
  assert.deepEqual(mod.takeAll("voteskip"), [{ count: 1, need: 2 }]);
  alice.take();
  bob.send("voteskip");
  const events = brief(alice);
  assert.ok(events.includes("setCurrent 1"));
  assert.equal(events[0], "chatMsg");
});
