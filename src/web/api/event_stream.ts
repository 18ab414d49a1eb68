/**
 * `/api/v1/events`: what happens in the room, as server-sent events. A page that comes back says which event it saw last
 * and gets what followed; where that is not known any more it is told to read everything anew.
 *
 * @module
 */

import { z } from "zod";
import type { Clock } from "../../domain/clock.ts";
import type { EventKind, RoomEvent } from "../../domain/events.ts";
import { hasPublicNews, publicData } from "../../domain/public_event.ts";
import { quoted } from "../../domain/text.ts";
import { defineRoute, NO_BODY, NO_PARAMETERS, type Route } from "../../plugin/http_route.ts";
import type { EventRing } from "./event_ring.ts";

/** How often a silent stream is given a sign of life: proxies hang up on silence after a minute. */
export const HEARTBEAT_MS = 15_000;

/** Events that may wait for one slow reader; one more, and the stream ends: it can be resumed. */
export const WAITING_LIMIT = 500;

/** Every kind, and whether it is told at all: some are of use to nobody outside. */
const TOLD: Readonly<Record<EventKind, boolean>> = {
  "chat": true,
  "server.line": true,
  "pm": true,
  "users.listed": true,
  "user.joined": true,
  "user.left": true,
  "user.changed": true,
  "users.counted": true,
  "leader.changed": true,
  "rank.changed": true,
  "media.changed": true,
  "media.progressed": true,
  "playlist.replaced": true,
  "playlist.added": true,
  "playlist.removed": true,
  "playlist.moved": true,
  "playlist.changed": true,
  "playlist.current": true,
  "playlist.locked": true,
  "playlist.refused": true,
  "voteskip.counted": true,
  "poll.opened": true,
  "poll.counted": true,
  "poll.closed": true,
  "channel.options": true,
  "channel.permissions": true,
  "channel.emotes": false,
  "channel.motd": true,
  "channel.drinks": false,
  "chat.cleared": true,
  "send.throttled": true,
  "send.refused": true,
  "server.notice": true,
  "announcement": true,
  "moderation": true,
  "room.entered": true,
  "room.lost": true,
  "chat.gap": true,
  "outbox.changed": true,
  "plugin.changed": true,
  "command.finished": true,
};

/** Kinds that tell what people said in private, or did with their power: as the audit, they are not for every reader. */
const FOR_ADMINS: ReadonlySet<EventKind> = new Set(["pm", "command.finished", "moderation"]);

/** The kinds that a stream is asked for. */
const kindsQuery = z.strictObject({
  kinds: z.string().max(500).superRefine((text, { addIssue }) => {
    const unknown = text.split(",").find((kind) => !Object.hasOwn(TOLD, kind));
    if (unknown === undefined) return;
    addIssue(
      `${quoted(unknown)} is no kind of event: give some with commas between, such as chat,user.joined`,
    );
  }).optional(),
});

/** The stream as a route, for the document and the gate; what it answers is made by {@link eventStream}. */
export const eventRoute: Route = defineRoute({
  method: "get",
  path: "/events",
  policy: "read",
  summary: "What happens in the room, as server-sent events; resumed after `Last-Event-ID`",
  params: NO_PARAMETERS,
  query: kindsQuery,
  body: NO_BODY,
  media: "text/event-stream",
  headers: { "Last-Event-ID": "The `id` of the event that was seen last: what followed comes first." },
  answer: z.array(z.string()),
  handle: ({ query }) => query.kinds?.split(",") ?? [],
});

/** What a stream needs. */
export interface EventStreamOptions {
  readonly ring: EventRing;
  readonly clock: Clock;
  /** Ends every stream when Rosey stops. */
  readonly stop: AbortSignal;
  /** All when there are none. */
  readonly kinds: readonly string[];
  readonly isAdmin: boolean;
  /** The event that the reader saw last. */
  readonly lastSeen: string | undefined;
  /** Asked now and then: whether the reader may still listen. */
  mayStay(): Promise<boolean>;
  /** Told once when it ends, however it does. */
  ended(): void;
}

/** The events from now on, and those since `lastSeen` before them. It ends when its reader is too slow: see above. */
export function eventStream(options: EventStreamOptions): ReadableStream<Uint8Array> {
  const { ring, clock, stop } = options;
  const encoder = new TextEncoder();
  let end = () => {};
  const start = (stream: ReadableStreamDefaultController<Uint8Array>) => {
    const write = (text: string) => {
      if ((stream.desiredSize ?? 0) <= 0) return end();
      stream.enqueue(encoder.encode(text));
    };
    const tell = (event: RoomEvent) => {
      if (isWanted(event, options)) write(eventText(event, options));
    };
    const unlisten = ring.listen(tell);
    const heartbeat = clock.every(HEARTBEAT_MS, () => {
      // A comment: no reader sees it.
      write(":\n\n");
      void leaveUnlessGood(options.mayStay, () => end());
    });
    end = () => {
      end = () => {};
      unlisten();
      heartbeat.stop();
      stop.removeEventListener("abort", onStop);
      options.ended();
      stream.close();
    };
    const onStop = () => end();
    stop.addEventListener("abort", onStop, { once: true });
    begin(options, write, tell);
    if (stop.aborted) end();
  };
  return new ReadableStream({
    start,
    cancel() {
      end();
    },
  }, new CountQueuingStrategy({ highWaterMark: WAITING_LIMIT }));
}

function begin(
  { ring, lastSeen }: EventStreamOptions,
  write: (text: string) => void,
  tell: (event: RoomEvent) => void,
): void {
  const missed = lastSeen === undefined ? [] : ring.after(lastSeen);
  if (missed === undefined) return write(`event: reset\ndata: ${JSON.stringify({ unknown: lastSeen })}\n\n`);
  write(": listening\n\n");
  missed.forEach(tell);
}

/** A token may have been revoked meanwhile. A memory that is away revokes nothing. */
async function leaveUnlessGood(mayStay: () => Promise<boolean>, end: () => void): Promise<void> {
  if (!await mayStay().catch(() => true)) end();
}

function isWanted(event: RoomEvent, { kinds, isAdmin }: EventStreamOptions): boolean {
  const { kind } = event;
  // What a shadow-muted user says is seen by nobody but moderators.
  const isForAdmins = FOR_ADMINS.has(kind) || (event.kind === "chat" && event.shadow);
  if (!TOLD[kind] || (isForAdmins && !isAdmin) || !hasPublicNews(event)) return false;
  return kinds.length === 0 || kinds.includes(kind);
}

function eventText(event: RoomEvent, { isAdmin }: EventStreamOptions): string {
  const { id, kind, atMs } = event;
  // Whether a line is private is not told with it, and a refusal names the person: the outbox tells that by itself.
  const told: RoomEvent = event.kind === "outbox.changed" && !isAdmin
    ? { ...event, detail: undefined }
    : event;
  return `id: ${id}\nevent: ${kind}\ndata: ${JSON.stringify({ kind, atMs, data: publicData(told) })}\n\n`;
}
