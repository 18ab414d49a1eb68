/**
 * An event as it leaves over NATS: the same envelope for every kind, so that a program can read what it does not know.
 *
 * @module
 */

import type { EventKind, RoomEvent } from "../../domain/events.ts";
import { hasPublicNews, publicData } from "../../domain/public_event.ts";

/** The version of the envelope; another number means that a reader must be changed. */
export const ENVELOPE_VERSION = 1;

/** What stands around the data of every event. */
export interface EventEnvelope {
  readonly version: typeof ENVELOPE_VERSION;
  /** Unique for ever: an event that comes twice has the same. */
  readonly id: string;
  readonly kind: EventKind;
  /** When it arrived, by Rosey's clock: ISO 8601, UTC. */
  readonly time: string;
  readonly channel: string;
  /** `rosey/` and the version of the program. */
  readonly source: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Before every kind, in the subject. */
export const EVENT_SUBJECTS = "rosey.events";

/** The subject of a kind: `rosey.events.user.joined`. */
export function subjectOf(kind: EventKind): string {
  return `${EVENT_SUBJECTS}.${kind}`;
}

/** Kinds that stay inside: private messages are nobody else's, and the rest are parts of the room's view. */
const KEPT_INSIDE: ReadonlySet<EventKind> = new Set(["pm", "channel.emotes"]);

/** Whether events of a kind leave at all. */
export function kindLeaves(kind: EventKind): boolean {
  return !KEPT_INSIDE.has(kind);
}

/** Whether an event leaves. */
export function leaves(event: RoomEvent): boolean {
  return kindLeaves(event.kind) && hasPublicNews(event);
}

/**
 * Kinds that must survive: they go through a table and JetStream, so that NATS away for an hour loses none. All others
 * are told at most once.
 */
export const DURABLE_KINDS: ReadonlySet<EventKind> = new Set<EventKind>([
  "chat",
  "user.joined",
  "user.left",
  "media.changed",
  "moderation",
  "command.finished",
  "chat.gap",
  "room.entered",
  "room.lost",
]);

/** What is the same for every event of a process. */
export interface EnvelopeFacts {
  readonly channel: string;
  readonly source: string;
}

/** The envelope of an event. */
export function envelopeOf(event: RoomEvent, { channel, source }: EnvelopeFacts): EventEnvelope {
  const { id, kind, atMs } = event;
  return {
    version: ENVELOPE_VERSION,
    id,
    kind,
    time: new Date(atMs).toISOString(),
    channel,
    source,
    data: publicData(event),
  };
}
