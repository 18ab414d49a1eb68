/**
 * Media: queueing, playback, refusals, leading.
 *
 * @module
 */
import { type Act, at, enters, leaves, note, nothing, type Scenario, sends } from "../scenario.ts";
import { withLeadInSettled } from "../lead_in.ts";
import { withoutShuffle } from "../shuffle.ts";
import { clip } from "../world.ts";

const queues =
  (name: string, type: string, id: string, more: { pos?: "end" | "next"; temp?: boolean } = {}): Act =>
  (scene) => scene.person(name).queue(type, id, more);

/**
 * A note whose act has a time of its own. The playing clock moves once a second; on the real server each turn came
 * some milliseconds late, so that these acts just came before a turn which an exact clock has just before them.
 */
const earlier = nothing;

const TIMER_DRIFT = "the real server's 5 s timer drifted by 4 ms a turn, past events that were 20 ms away";

/** What the owner queues in d02, by the line of its note: every type of media that needs no network. */
const MEDIA_OF_OWNER: Readonly<Record<number, Readonly<Record<string, unknown>>>> = {
  23: { type: "yt", id: "dQw4w9WgXcQ" },
  29: { type: "yt", id: "BLKxxxxxxxx" },
  32: { type: "fi", id: "https://localhost:8443/clip20.mp4" },
  35: { type: "fi", id: "https://localhost:8443/clip20.mp4?second", title: "Own title for a raw file" },
  38: { type: "cm", id: clip("Custom media", 77) },
  42: { type: "cu", id: '<iframe src="https://example.com/embed"></iframe>', title: "My embed" },
  45: { type: "rt", id: "rtmp://example.com/live/stream" },
  48: { type: "hl", id: "https://example.com/live.m3u8" },
  51: { type: "tw", id: "somestreamer" },
  54: { type: "li", id: "123;456" },
  57: { type: "yt", id: "LIVxxxxxxxx" },
  60: { type: "rt", id: "rtmp://example.com/live/two", duration: 90 },
  64: { type: "yp", id: "PLfakefake" },
};

/** Lines of d02's notes of a jump; the uids jumped to count from 0. */
const JUMPS_OF_OWNER = [75, 80, 86, 92, 98, 104, 110, 116, 122, 128, 134, 140];

/** d01 to d04. */
export const PLAYLIST: readonly Scenario[] = [
  {
    transcript: "d01_playlist",
    alsoRacing: { mediaUpdate: TIMER_DRIFT },
    settleChance: (frames) => withoutShuffle(withLeadInSettled(frames)),
    cues: [
      at(76, enters("mod1")),
      at(130, enters("alice")),
      note(23, queues("mod1", "cm", clip("First clip", 300))),
      note(29, queues("mod1", "cm", clip("Second", 45))),
      note(32, queues("mod1", "cm", "http://127.0.0.1:8090/cm/Third%20(temp)/50.json", { temp: true })),
      note(35, queues("mod1", "cm", clip("Fourth, next", 55), { pos: "next" })),
      note(38, queues("mod1", "yt", "dQw4w9WgXcQ")),
      note(51, sends("mod1", "moveMedia", { from: 1, after: 2 })),
      note(53, sends("mod1", "moveMedia", { from: 3, after: "prepend" })),
      note(55, sends("mod1", "moveMedia", { from: 0, after: "append" })),
      note(57, sends("mod1", "setTemp", { uid: 1, temp: true })),
      note(59, sends("mod1", "togglePlaylistLock")),
      note(61, queues("alice", "yt", "D00010alice", { temp: true })),
      note(69, sends("mod1", "togglePlaylistLock")),
      note(74, sends("mod1", "delete", 2)),
      note(77, sends("mod1", "jumpTo", 1)),
      note(81, sends("mod1", "playNext")),
      note(87, sends("mod1", "jumpTo", 5)),
      note(99, earlier),
      at(64_060, sends("mod1", "shufflePlaylist")),
      note(104, earlier),
      at(65_050, (scene) => {
        const mod1 = scene.person("mod1");
        mod1.send("delete", mod1.last("setCurrent"));
      }),
      note(110, earlier),
      at(66_040, sends("mod1", "clearPlaylist")),
      note(113, queues("mod1", "cm", clip("Fresh", 30), { temp: true })),
    ],
  },
  {
    transcript: "d02_media_types",
    cues: [
      at(45, enters("owner")),
      ...Object.entries(MEDIA_OF_OWNER).map(([line, media]) =>
        note(Number(line), sends("owner", "queue", { ...media, pos: "end", temp: true }))
      ),
      ...JUMPS_OF_OWNER.map((line, uid) => note(line, sends("owner", "jumpTo", uid))),
    ],
  },
  {
    transcript: "d03_queue_failures",
    cues: [
      at(11_421, enters("owner")),
      at(11_480, sends("owner", "setOptions", { maxlength: 100, playlist_max_per_user: 2 })),
      at(11_500, sends("owner", "togglePlaylistLock")),
    ],
  },
  {
    transcript: "d04_leader",
    cues: [
      at(52, enters("owner")),
      at(105, enters("alice")),
      note(23, earlier),
      at(418, queues("owner", "cm", clip("Led clip", 300), { temp: true })),
      note(30, earlier),
      at(5405, sends("owner", "assignLeader", { name: "rosey" })),
      note(39, sends("owner", "assignLeader", { name: "" })),
      note(45, earlier),
      at(19_010, sends("owner", "assignLeader", { name: "alice" })),
      note(48, leaves("alice")),
      note(53, sends("owner", "assignLeader", { name: "bob" })),
    ],
  },
];
