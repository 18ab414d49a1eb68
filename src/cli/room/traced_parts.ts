/**
 * The ways out of the bot, with a span for each thing that takes them: what is stored, and what is sent to the room.
 *
 * @module
 */

import type { UnitSink } from "../../domain/memory.ts";
import type { RoomLine } from "../../domain/room_line.ts";
import type { Trace } from "../../domain/trace.ts";

/** A sink whose commits are spans: from the queue to durable. */
export function tracedSink(sink: UnitSink, trace: Trace): UnitSink {
  return {
    commit: (unit) => trace.span("store", { "rosey.writes": unit.writes.length }, () => sink.commit(unit)),
    flush: () => sink.flush(),
  };
}

/** A line to the room on which everything sent is a span: from the write to the server's answer. */
export function tracedLine(line: RoomLine, trace: Trace): RoomLine {
  return {
    lane: (outgoing) => line.lane(outgoing),
    readiness: (outgoing) => line.readiness(outgoing),
    send: (outgoing) =>
      trace.span("send", { "rosey.kind": outgoing.kind }, async (span) => {
        const fate = await line.send(outgoing);
        span.note({ "rosey.outcome": fate.outcome });
        return fate;
      }),
    get lastSeen() {
      return line.lastSeen;
    },
    get muted() {
      return line.muted;
    },
    get shadowMuted() {
      return line.shadowMuted;
    },
    onChange: (listener) => line.onChange(listener),
    onEntry: (listener) => line.onEntry(listener),
  };
}
