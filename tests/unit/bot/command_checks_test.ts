import assert from "node:assert/strict";
import { firstObstacle, isListed } from "../../../src/bot/command_checks.ts";
import type { CommandUse } from "../../../src/bot/command_checks.ts";
import type { CommandFacts } from "../../../src/bot/command_registry.ts";
import { FakeRoom } from "../../../src/plugin/fake_room.ts";

/** A room with Rosey (2), Ann (3), Mod (2) and alice (1), where people are kicked from 1.5 on. */
function makeRoom(): FakeRoom {
  const room = new FakeRoom("Rosey");
  room.inRoom = true;
  for (const [name, rank] of [["Rosey", 2], ["Ann", 3], ["Mod", 2], ["alice", 1]] as const) {
    room.put({ name, rank });
  }
  room.permissions.set("kick", 1.5);
  return room;
}

type Change = Partial<Omit<CommandUse, "facts">> & { readonly facts?: Partial<CommandFacts> };

/** A use in which nothing stands in the way, with what a test changes of it. */
function makeUse({ facts, ...change }: Change = {}): CommandUse {
  return {
    facts: {
      name: "kick",
      summary: "",
      rank: "moderator",
      permission: "kick",
      outranks: "name",
      cooldown: "10s",
      examples: [],
      ...facts,
    },
    plugin: "moderation",
    pluginOn: true,
    user: "Mod",
    via: "chat",
    room: makeRoom(),
    target: "alice",
    silentMs: 0,
    waitMs: 0,
    prefix: "!",
    ...change,
  };
}

function assertObstacle(change: Change, check: string, text: RegExp): void {
  const obstacle = firstObstacle(makeUse(change));
  assert.equal(obstacle?.check, check);
  assert.match(`${obstacle?.reason} ${obstacle?.fix}`, text);
}

Deno.test("checks: nothing stands in the way where everything holds", () => {
  assert.equal(firstObstacle(makeUse()), undefined);
  assert.equal(firstObstacle(makeUse({ target: undefined })), undefined);
  assert.equal(
    firstObstacle(makeUse({ target: "somebody-gone", facts: { reachesAbsent: true } })),
    undefined,
  );
});

Deno.test("checks: whom a command is done to must be here, and a slip of the pen is told", () => {
  const room = makeRoom();
  room.put({ name: "Rosey", rank: 3 });
  for (const user of ["Mod", "Ann"]) {
    assert.deepEqual(firstObstacle(makeUse({ room, user, target: "guesty" })), {
      check: "target_present",
      reason: "guesty is not here.",
      fix: undefined,
    });
  }
  assertObstacle({ target: "alise" }, "target_present", /^alise is not here\. Did you mean alice\?$/);
});

Deno.test("checks: whom Rosey's rank alone would outrank is out of reach for a caller who has less", () => {
  const room = makeRoom();
  room.put({ name: "Rosey", rank: 3 });
  const why =
    /^somebody-gone is not here, so I cannot see whether Mod outranks them\. .* ask somebody of rank 3\.$/;
  const facts = { reachesAbsent: true };
  assertObstacle({ room, facts, target: "somebody-gone" }, "outranks", why);
  assert.equal(firstObstacle(makeUse({ room, facts, user: "Ann", target: "somebody-gone" })), undefined);
});

Deno.test("checks: each says what is wrong and what would mend it", () => {
  assertObstacle({ pluginOn: false }, "plugin", /"moderation" is switched off\. .*!plugin on moderation\.$/);
  assertObstacle({ room: new FakeRoom("Rosey") }, "room", /^I am not in the room\. Wait/);
  assertObstacle({ facts: { where: "pm" } }, "place", /^kick works by PM only\. Send it to me/);
  assertObstacle({ facts: { where: "chat" }, via: "pm" }, "place", /in the room only\. Say it in the room/);
  assertObstacle({ user: "Ghost" }, "present", /^Ghost is not in the room\. Come into the room/);
  assertObstacle({ user: "alice" }, "rank", /for rank 2 \(moderator\) and up, alice has 1\. Ask somebody/);
  assertObstacle(
    { silentMs: 41_200 },
    "silence",
    /^I leave Mod's kick unanswered for 42s: .* It ends by itself, and other commands are answered/,
  );
  assertObstacle({ waitMs: 3_400 }, "cooldown", /^kick can be used once in 10s\. Please wait 4s, Mod\.$/);
});

Deno.test("checks: who is a guest is told to log in where that is enough", () => {
  const room = makeRoom();
  room.put({ name: "guest", rank: 0 });
  assertObstacle({ room, user: "guest", facts: { rank: "user" } }, "rank", /Log in with a registered name/);
});

Deno.test("checks: the caller needs the channel permission, and so does Rosey", () => {
  const room = makeRoom();
  room.permissions.set("kick", 3);
  assertObstacle({ room }, "permission", /needs the channel permission "kick" \(rank 3\), Mod has rank 2/);
  assertObstacle(
    { room, user: "Ann" },
    "bot_permission",
    /I need .* "kick" \(rank 3\) .* have rank 2\. .* raise/,
  );
  room.permissions.set("kick", 1_000_000);
  assertObstacle({ room, user: "Ann" }, "permission", /nobody has it/);
  room.permissions.clear();
  assertObstacle({ room }, "permission", /has not told who has the channel permission "kick"\. Try again/);
});

Deno.test("checks: Rosey may need another permission than the caller, or none", () => {
  const room = makeRoom();
  room.permissions.set("ban", 3);
  assertObstacle({ room, facts: { botPermission: "ban" } }, "bot_permission", /"ban"/);
  room.put({ name: "Rosey", rank: 1 });
  assertObstacle({ room }, "bot_permission", /"kick"/);
  assert.equal(
    firstObstacle(makeUse({ room, target: undefined, facts: { botPermission: false } })),
    undefined,
  );
});

Deno.test("checks: an open playlist asks for the permission's open twin, and a closed one tells of it", () => {
  const room = makeRoom();
  room.permissions.set("playlistadd", 1.5);
  room.permissions.set("oplaylistadd", -1);
  const facts = { name: "add", rank: "guest", permission: "playlistadd" } as const;
  const use = { room, user: "alice", target: undefined, facts } as const;
  assertObstacle(use, "permission", /enough as soon as somebody opens the playlist/);
  room.playlistLocked = false;
  assert.equal(firstObstacle(makeUse(use)), undefined);
});

Deno.test("checks: a muted Rosey answers by PM only, and cannot do what is a line of chat at all", () => {
  for (const mute of [{ muted: true }, { shadowMuted: true }]) {
    const room = makeRoom();
    room.put({ name: "Rosey", rank: 2, ...mute });
    assertObstacle({ room }, "muted", /^I am muted in the room\. .* or send me the command by PM\.$/);
    assert.equal(firstObstacle(makeUse({ room, via: "pm" })), undefined);
    assertObstacle({ room, via: "pm", facts: { speaks: true } }, "muted", /A moderator can unmute me\.$/);
  }
});

Deno.test("checks: both the caller and Rosey must outrank the target, which is never Rosey", () => {
  const room = makeRoom();
  room.put({ name: "Other", rank: 2 });
  assertObstacle({ room, target: "rosey" }, "target", /^I do not do that to myself\./);
  assertObstacle(
    { room, target: "other" },
    "outranks",
    /^Other has rank 2 and Mod 2: .* Ask somebody above rank 2/,
  );
  assertObstacle(
    { room, target: "mod" },
    "outranks",
    /^Mod does not outrank themselves\. Name somebody else/,
  );
  assertObstacle({ room, user: "Ann", target: "Other" }, "bot_outranks", /Other has rank 2 and I have 2/);
  room.put({ name: "Rosey", rank: 3 });
  assert.equal(firstObstacle(makeUse({ room, user: "Ann", target: "Other" })), undefined);
});

Deno.test("checks: the first that fails is the one that is told", () => {
  assertObstacle({ pluginOn: false, user: "alice", waitMs: 1 }, "plugin", /switched off/);
  assertObstacle({ user: "alice", target: "Ann", waitMs: 1 }, "rank", /rank 2/);
  assertObstacle({ target: "Ann", waitMs: 1 }, "outranks", /higher rank/);
});

Deno.test("checks: help leaves out what the user may not use, and not what passes by itself", () => {
  assert.equal(isListed(makeUse()), true);
  assert.equal(isListed(makeUse({ waitMs: 5_000, facts: { where: "pm" } })), true);
  assert.equal(isListed(makeUse({ user: "alice" })), false);
  assert.equal(isListed(makeUse({ pluginOn: false })), false);
  const room = makeRoom();
  room.permissions.set("kick", 4);
  assert.equal(isListed(makeUse({ room })), false);
});
