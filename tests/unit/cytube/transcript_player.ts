/**
 * Plays a recorded transcript to clients as the server would have sent it, and keeps what the room's model looked like
 * when each connection ended.
 *
 * @module
 */

import { z } from "zod";
import { Secret } from "../../../src/domain/secret.ts";
import type { RoomEvent } from "../../../src/domain/events.ts";
import { ClientFixture } from "./client_fixture.ts";
import type { CloseReason } from "../../../src/cytube/transport.ts";
import type { FakeSocket } from "./fake_transport.ts";

/** A line of a transcript. */
const LineShape = z.object({ dir: z.string(), ev: z.string(), data: z.unknown().optional() });

type Line = z.output<typeof LineShape>;

/** What follows `42` in a packet of the raw wire: an event and its payload, if it has one. */
const PacketShape = z.union([z.tuple([z.string(), z.unknown()]), z.tuple([z.string()])]);

/** What a playing brought. */
export interface Played {
  readonly states: readonly unknown[];
  readonly unknown: number;
  readonly malformed: number;
  readonly sent: readonly string[];
  /** What was made of the frames, client by client. */
  readonly events: readonly RoomEvent[];
}

/** Connections that were open at the same time are played to clients of their own. */
interface OpenConnection {
  readonly fixture: ClientFixture;
  readonly socket: FakeSocket;
  readonly eventsBefore: number;
}

/** Plays one file. */
export async function playTranscript(text: string): Promise<Played> {
  const lines = text.trim().split("\n").map((line) => unwrap(LineShape.parse(JSON.parse(line))));
  const fixtures: ClientFixture[] = [];
  const byDepth: (ClientFixture | undefined)[] = [];
  const open: OpenConnection[] = [];
  const states: unknown[] = [];

  const clientAt = (depth: number, index: number): ClientFixture => {
    const known = byDepth[depth];
    if (known !== undefined && known.outcome === undefined) return known;
    const name = nameOf(lines, index);
    const fresh = new ClientFixture(
      name === undefined ? { user: undefined } : { user: { name, password: new Secret("pw") } },
    );
    byDepth[depth] = fresh;
    fixtures.push(fresh);
    fresh.begin();
    return fresh;
  };
  const waitingSocket = async (fixture: ClientFixture): Promise<FakeSocket> => {
    await fixture.settle();
    const latest = fixture.transport.sockets.at(-1);
    return latest !== undefined && latest.alive && !latest.opened ? latest : await fixture.nextSocket();
  };
  const end = async (reason: CloseReason) => {
    const connection = open.pop();
    if (connection === undefined) return;
    states.push(stateOf(connection));
    connection.socket.drop(reason);
    await connection.fixture.settle();
  };

  for (const [index, line] of lines.entries()) {
    if (line.dir === "sys" && line.ev === "connect") {
      const fixture = clientAt(open.length, index);
      const socket = await waitingSocket(fixture);
      open.push({ fixture, socket, eventsBefore: fixture.events.length });
      socket.open();
    } else if (line.dir === "sys" && line.ev === "connect_error") {
      const fixture = clientAt(open.length, index);
      const message = textMember(line.data, "message");
      const socket = await waitingSocket(fixture);
      socket.drop({ kind: message === "websocket error" ? "unreachable" : "refused", message });
      await fixture.settle();
    } else if (line.dir === "sys" && (line.ev === "disconnect" || line.ev === "close")) {
      await end(closeReason(textMember(line.data, "reason")));
    } else if (line.dir === "in" && !line.ev.startsWith("(")) {
      open.at(-1)?.socket.deliver(line.ev, line.data);
    }
  }
  while (open.length > 0) await end({ kind: "network", message: "end of the recording" });
  const sent = fixtures.flatMap((each) =>
    each.transport.sockets.flatMap((socket) => socket.sent.map((f) => f.event))
  );
  for (const fixture of fixtures) await fixture.stop();
  const total = (counts: ReadonlyMap<string, number>) =>
    [...counts.values()].reduce((sum, each) => sum + each, 0);
  return {
    states,
    unknown: fixtures.reduce((sum, each) => sum + total(each.client.statistics.unknown), 0),
    malformed: fixtures.reduce((sum, each) => sum + total(each.client.statistics.malformed), 0),
    sent,
    events: fixtures.flatMap((each) => each.events),
  };
}

/** The room as a fixture describes it. */
function stateOf({ fixture, eventsBefore }: OpenConnection): unknown {
  const { room } = fixture.client;
  const chat = fixture.events.slice(eventsBefore).filter((event) => event.kind === "chat");
  const byName = room.users.toSorted((left, right) =>
    left.name.toLowerCase() < right.name.toLowerCase() ? -1 : 1
  );
  return {
    users: byName.map(({ name, rank, afk, muted }) => ({ name, rank, afk, muted })),
    playlist: room.playlist.map(({ uid, media, temporary }) => ({
      uid,
      title: media.title,
      temp: temporary,
    })),
    current: room.current?.uid ?? null,
    media: room.playback?.media.title ?? null,
    connected: room.connected,
    playlistCount: room.playlistMeta.count,
    playlistSeconds: room.playlistMeta.seconds,
    drinks: room.drinkCount,
    emotes: room.emotes.length,
    chat: {
      replayed: chat.filter((event) => event.replayed).length,
      live: chat.filter((event) => !event.replayed).length,
    },
    pollOpen: room.poll !== undefined,
  };
}

/** Whom the connection logs in, if that succeeds at once; otherwise the client watches without a name. */
function nameOf(lines: readonly Line[], from: number): string | undefined {
  for (const line of lines.slice(from)) {
    if (line.dir === "in" && line.ev === "login") return textMember(line.data, "name") || undefined;
    if (line.dir === "sys" && line.ev === "disconnect") return undefined;
  }
  return undefined;
}

/** Recordings of the raw wire hold engine.io packets. */
function unwrap(line: Line): Line {
  if (line.ev !== "frame" || typeof line.data !== "string") return line;
  if (line.dir === "in" && line.data.startsWith("40")) return { dir: "sys", ev: "connect", data: undefined };
  if (!line.data.startsWith("42[")) return { dir: "note", ev: "", data: undefined };
  const [ev, data] = PacketShape.parse(JSON.parse(line.data.slice(2)));
  return { dir: line.dir, ev, data };
}

function closeReason(text: string): CloseReason {
  return text === "io server disconnect" ? { kind: "server" } : { kind: "network", message: text };
}

function textMember(value: unknown, key: string): string {
  if (typeof value !== "object" || value === null) return "";
  const found = Object.entries(value).find(([name]) => name === key);
  return found === undefined ? "" : String(found[1]);
}
