/**
 * Restarts, lost lines, empty channels, and names that somebody else takes.
 *
 * @module
 */
import assert from "node:assert/strict";
import { type Act, at, type Cue, enters, leaves, note, says, type Scenario, sends } from "../scenario.ts";
import { clip } from "../world.ts";

/** When alice's lines came in the two recordings of a restart, in milliseconds. */
const BEFORE_GRACEFUL = [
  581,
  643,
  704,
  765,
  827,
  889,
  953,
  1015,
  1077,
  1139,
  1204,
  1266,
  1328,
  1389,
  1449,
  1510,
];
const BEFORE_KILL = [533, 592, 653, 714, 775, 835, 896, 959, 1023, 1083, 1144, 1205, 1267, 1330, 1396, 1456];

/** What happens before a restart; the recordings have no notes of it. */
function beforeRestart(linesAtMs: readonly number[], clipAtMs: number, pollAtMs: number): Cue[] {
  const [last = 0] = linesAtMs.slice(-1);
  return [
    at(50, enters("alice")),
    at(120, enters("mod1")),
    ...[...linesAtMs, last + 61, last + 122].map((atMs, index) =>
      at(atMs, says("alice", `before ${index} *b* <x>`))
    ),
    at(last + 184, says("alice", ">green before")),
    at(last + 189, says("mod1", "mod line", { modflair: 2 })),
    at(
      clipAtMs,
      (scene) => scene.person("mod1").queue("cm", clip("Playing over the restart", 600), { temp: true }),
    ),
    at(
      pollAtMs,
      sends("mod1", "newPoll", { title: "Poll over the restart", opts: ["a", "b"], obscured: false }),
    ),
  ];
}

const comesBack: Act = (scene) => scene.bringServerBack();

const heardOf = (scene: Parameters<Act>[0], role: string, events: readonly string[]): string[] =>
  scene.person(role).heard.filter((one) =>
    events.includes(one.name) && JSON.stringify(one.data)?.includes(`"${scene.text("rosey")}"`)
  ).map((one) => one.name);

/** g01 to g06. */
export const LOSING_THE_ROOM: readonly Scenario[] = [
  {
    transcript: "g01_restart_graceful",
    cues: [
      ...beforeRestart(BEFORE_GRACEFUL, 1706, 2495),
      note(51, (scene) => scene.stopServer("graceful")),
      at(9800, comesBack),
      at(15_048, enters("alice")),
      note(104, says("alice", "after the restart")),
    ],
  },
  {
    transcript: "g02_restart_killed",
    // The join is sent 17 ms after the login, whose answer takes 45 ms.
    exactTiming: true,
    cues: [
      ...beforeRestart(BEFORE_KILL, 1652, 2447),
      note(51, (scene) => scene.stopServer("killed")),
      at(9800, comesBack),
      at(16_722, enters("alice")),
      note(84, says("alice", "after the restart")),
    ],
  },
  {
    transcript: "g04_rejoin_replay",
    cues: [
      at(50, enters("alice")),
      ...[23, 25, 27, 29, 31, 33, 35, 37, 39, 41].map((line, index) =>
        note(line, says("alice", `seen live ${index}`))
      ),
      ...[1559, 1610, 1661, 1711, 1761, 1812, 1862, 1912].map((atMs, index) =>
        at(atMs, says("alice", `missed ${index}`))
      ),
      note(83, says("alice", "live again")),
    ],
  },
  {
    transcript: "g05_channel_empties",
    cues: [
      at(40, enters("owner")),
      at(95, (scene) => scene.person("owner").queue("cm", clip("Clip", 300))),
      at(103, says("owner", "last words")),
      at(5669, leaves("owner")),
    ],
  },
  {
    transcript: "g06_dead_network",
    cues: [
      at(40, enters("alice")),
      at(95, (scene) => scene.useSilentLine(scene.stage.sandbox.port)),
      note(23, (scene) => scene.freezeLine()),
      at(852, says("alice", "said during the silence")),
      note(24, (scene) => scene.thawLine()),
      note(27, (scene) => scene.cutLine()),
    ],
  },
];

/** h01 and h03. */
export const DUPLICATE_LOGINS: readonly Scenario[] = [
  {
    transcript: "h01_duplicate_registered",
    cues: [
      at(50, enters("alice")),
      note(23, async (scene) => {
        scene.person("alice").heard.length = 0;
        await scene.enter("rosey", "testroom", "B");
      }),
      note(27, (scene) => {
        const seen = heardOf(scene, "alice", ["setUserRank", "userLeave", "addUser"]);
        assert.deepEqual(seen.toSorted(), ["addUser", "setUserRank", "userLeave"]);
        assert.ok(
          seen.indexOf("userLeave") < seen.indexOf("addUser"),
          "the old one leaves before the new one comes",
        );
      }),
      note(28, (scene) => {
        assert.deepEqual(heardOf(scene, "B", ["userLeave", "userlist"]), ["userLeave", "userlist"]);
      }),
      at(1400, leaves("B")),
      at(1450, async (scene) => await (await scene.arrive("rosey", "C")).join("testroom")),
      at(1696, async (scene) => await scene.person("C").logIn()),
      at(2400, leaves("C")),
      at(2700, (scene) => scene.enter("rosey", "modroom", "E")),
    ],
  },
  {
    transcript: "h03_duplicate_guest",
    cues: [
      at(300, async (scene) => await (await scene.arrive("RoseyGuest", "B")).join("testroom")),
      at(355, async (scene) => await scene.person("B").logInAsGuest()),
      note(20, (scene) => {
        assert.deepEqual(scene.person("B").last("login"), {
          success: false,
          error: "That name is already in use on this channel.",
        });
      }),
      at(660, async (scene) => await (await scene.arrive("ROSEYGUEST", "C")).logInAsGuest()),
      at(672, async (scene) => await scene.person("C").join("testroom")),
      note(21, (scene) => {
        const name = scene.text("ROSEYGUEST");
        assert.deepEqual(scene.person("C").last("login"), { success: true, name, guest: true });
      }),
    ],
  },
];
