import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RoseyError } from "../../../src/domain/errors.ts";
import { loadState, saveState } from "../../../src/sandbox/state_file.ts";
import { sandboxStateSchema } from "../../../src/sandbox/state.ts";
import { World } from "./recorded_site.ts";

/** A room with something of everything in it. */
function busyWorld() {
  const world = new World();
  const owner = world.enter("owner");
  world.enter("alice").say("hello *there*").say(">green");
  owner.send("queue", { type: "yt", id: "D00600aaaaa", pos: "end", temp: false });
  world.clock.advance(5_000);
  owner.send("newPoll", { title: "Q", opts: ["a", "b"], obscured: false });
  owner.send("setChannelRank", { name: "bob", rank: 3 });
  owner.say("/mute alice");
  return { world, owner };
}

function joined(world: World) {
  const visitor = world.connect().send("joinChannel", { name: "testroom" });
  const frames = visitor.take();
  return (event: string) => frames.filter((frame) => frame.event === event).map(({ args }) => args[0]);
}

Deno.test("state: what was saved is there again: lines, playlist and position, poll, ranks, mutes", () => {
  const { world } = busyWorld();
  world.site.save();
  const state = sandboxStateSchema.parse(JSON.parse(JSON.stringify(world.site.snapshot())));
  const again = new World({ state });
  const got = joined(again);
  assert.deepEqual(got("chatMsg").map((line) => Object(line).msg), [
    "hello <strong>there</strong>",
    "&gt;green",
  ]);
  assert.deepEqual(got("changeMedia").map((media) => [Object(media).id, Object(media).currentTime]), [
    ["D00600aaaaa", 2],
  ]);
  assert.equal(Object(got("newPoll")[0]).title, "Q");
  assert.deepEqual(again.enter("alice").say("muted still").takeEvents(), ["noflood"]);
  again.enter("owner");
  const ranks = again.enter("bob").send("requestChannelRanks").takeAll("channelRanks");
  assert.match(JSON.stringify(ranks), /"bob","rank":3/);
});

Deno.test("state: what was not saved is gone, but ranks and bans are written at once", () => {
  const { world, owner } = busyWorld();
  owner.say("/ban somebody");
  const got = joined(new World({ state: world.site.snapshot() }));
  assert.deepEqual([got("chatMsg"), got("playlist"), got("newPoll")], [[], [[]], []]);
  assert.equal(world.site.snapshot().bans["testroom"]?.length, 1);
  assert.ok(world.site.snapshot().ranks["testroom"]?.some(({ name }) => name === "bob"));
});

Deno.test("state: channels are saved every five minutes and when the last one leaves", () => {
  const world = new World();
  const alice = world.enter("alice").say("first");
  assert.equal(world.site.snapshot().channels["testroom"], undefined);
  world.clock.advance(300_000);
  const lines = () => world.site.snapshot().channels["testroom"]?.buffer.map((line) => line.msg);
  assert.deepEqual(lines(), ["first"]);
  alice.say("second");
  assert.deepEqual(lines(), ["first"]);
  alice.goAway();
  assert.deepEqual(lines(), ["first", "second"]);
});

Deno.test("state: a site that ended, and a room that emptied, leave no timer behind", () => {
  const { world } = busyWorld();
  world.connect().send("login", { name: "bob", pw: "bob-pw" });
  world.site.end();
  for (const connection of world.site.connections) connection.ended();
  assert.equal(world.clock.pendingTimers, 0);
});

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "rosey-sandbox-"));
  try {
    await test(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

Deno.test("state file: what is written is read again, and no draft is left", async () => {
  await withFolder(async (folder) => {
    const { world } = busyWorld();
    world.site.save();
    const path = join(folder, "kept.json");
    assert.equal(await loadState(path), undefined);
    await saveState(path, world.site.snapshot());
    assert.deepEqual(await loadState(path), world.site.snapshot());
    assert.deepEqual(await readdir(folder), ["kept.json"]);
  });
});

Deno.test("state file: what is not one of ours is refused and stays as it is", async () => {
  await withFolder(async (folder) => {
    for (
      const text of [
        "not json",
        "[]",
        '{"format":2}',
        '{"format":1,"channels":{"x":{}},"ranks":{},"bans":{}}',
      ]
    ) {
      const path = join(folder, "other.json");
      await writeFile(path, text);
      await assert.rejects(loadState(path), (error) => {
        assert.ok(error instanceof RoseyError);
        assert.equal(error.exit, "usage");
        assert.ok(error.message.includes(path) && error.hint !== undefined);
        return true;
      });
      assert.equal(await readFile(path, "utf8"), text);
    }
  });
});

Deno.test("state file: a folder that is not there is an error with its path, for writing", async () => {
  await withFolder(async (folder) => {
    const path = join(folder, "no", "such", "file.json");
    const state = new World().site.snapshot();
    await assert.rejects(
      saveState(path, state),
      (error) => error instanceof RoseyError && error.message.includes(path),
    );
    await assert.rejects(
      loadState(folder),
      (error) => error instanceof RoseyError && error.message.includes(folder),
    );
  });
});
