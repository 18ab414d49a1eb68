/**
 * A room with a playlist in it, for the tests of the playlist's commands.
 *
 * @module
 */
import playlist from "../../../../plugins/playlist/plugin.ts";
import type { Repositories } from "../../../../db/repositories/mod.ts";
import type { PlaylistItem, RoomAction } from "../../../../src/plugin/mod.ts";
import type { TestKit } from "../../../../src/plugin/test_kit.ts";
import { testRoom } from "../test_room.ts";

/** An item of a minute and a few seconds, named by its number. */
export function item(uid: number, title = `Film ${uid}`): PlaylistItem {
  return {
    uid,
    media: { type: "yt", id: `video${uid}`, title, seconds: 60 + uid },
    temporary: true,
    queuedBy: "bob",
  };
}

/** What the server answers an act with when it does it. */
export function done(of?: PlaylistItem) {
  return { outcome: "done", item: of, warning: undefined } as const;
}

/** What the server answers an act with when it does not. */
export function refused(message: string) {
  return { outcome: "refused", reason: "server", message } as const;
}

/** Rosey (a moderator), mod (one too), lea (1.5) and alice, with five films of which the second plays for 10 s. */
export async function furnishedRoom(): Promise<TestKit<Repositories>> {
  const kit = await testRoom(playlist, {
    users: [{ name: "mod", rank: 2 }, { name: "lea", rank: 1.5 }, { name: "alice", rank: 1 }],
  });
  kit.room.playlist = [1, 2, 3, 4, 5].map((uid) => item(uid));
  kit.room.current = item(2);
  kit.room.playback = {
    media: item(2).media,
    positionSeconds: 10,
    measuredAtMs: kit.clock.now(),
    paused: false,
  };
  return kit;
}

/** Puts what is queued at the end of the playlist, as the server does. */
export function queueLikeTheServer(kit: TestKit<Repositories>): void {
  let uid = 100;
  kit.fateOf = (action: RoomAction) => {
    if (action.kind !== "queue") return done();
    uid += 1;
    const media = { ...action.media, title: `Title of ${action.media.id}`, seconds: 100 };
    const added = { uid, media, temporary: action.temporary, queuedBy: "Rosey" };
    kit.room.playlist = [...kit.room.playlist, added];
    return done(added);
  };
}

/** Waits until Rosey has said something that fits; a turn of the event loop at a time. */
export async function saidLine(kit: TestKit<Repositories>, wanted: RegExp): Promise<string> {
  for (let turn = 0; turn < 10_000; turn++) {
    const line = kit.said.find(({ text }) => wanted.test(text));
    if (line !== undefined) return line.text;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  throw new Error(`Rosey never said ${wanted}, but: ${kit.said.map(({ text }) => text).join(" / ")}`);
}
