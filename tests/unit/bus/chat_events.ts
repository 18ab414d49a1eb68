/**
 * Events for the tests of the bus and of the bot.
 *
 * @module
 */
import type { EventHead, EventOf, EventPayloads } from "../../../src/domain/events.ts";

/** A source of event heads, numbered from 1. */
export function stamps(atMs = 1_763_841_600_000): () => EventHead {
  let seq = 0;
  return () => ({ id: `event-${++seq}`, seq, atMs });
}

/** A line of chat. */
export function chatEvent(head: EventHead, line: Partial<EventPayloads["chat"]>): EventOf<"chat"> {
  return {
    ...head,
    kind: "chat",
    user: "alice",
    text: "hello",
    html: line.text ?? "hello",
    style: "plain",
    serverTimeMs: head.atMs,
    replayed: false,
    shadow: false,
    own: false,
    ...line,
  };
}
