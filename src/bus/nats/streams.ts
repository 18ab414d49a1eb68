/**
 * The streams of JetStream that Rosey uses: made where they are missing. One that is there is the operator's, but for the
 * subjects that it must hear.
 *
 * @module
 */

import {
  JetStreamApiError,
  type JetStreamManager,
  RetentionPolicy,
  type StreamConfig,
} from "@nats-io/jetstream";
import { nanos } from "nats";
import { DURABLE_KINDS, subjectOf } from "./event_envelope.ts";

/** The stream that holds durable events. */
export const EVENT_STREAM = "ROSEY_EVENTS";

/** The stream that commands wait in. */
export const COMMAND_STREAM = "ROSEY_COMMANDS";

/** Before the name of every command, in the subject. */
export const COMMAND_SUBJECTS = "rosey.commands";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How long JetStream knows the ids that it has seen: longer than any restart. */
const DUPLICATE_WINDOW_MS = 2 * HOUR_MS;

/** How long and how much JetStream keeps. */
const EVENTS_KEPT_MS = 7 * DAY_MS;
const EVENTS_KEPT_BYTES = 1024 * 1024 * 1024;

/** A command that nobody could do for so long is forgotten; so many may wait. */
const COMMANDS_KEPT_MS = DAY_MS;
const COMMANDS_KEPT = 10_000;

/** What the server answers of a stream that is not there. */
const NO_STREAM = 10_059;

/** Makes the stream of durable events, or adds the kinds that it lacks. */
export function ensureEventStream(manager: JetStreamManager): Promise<void> {
  return ensureStream(manager, {
    name: EVENT_STREAM,
    subjects: [...DURABLE_KINDS].map(subjectOf),
    duplicate_window: nanos(DUPLICATE_WINDOW_MS),
    max_age: nanos(EVENTS_KEPT_MS),
    max_bytes: EVENTS_KEPT_BYTES,
  });
}

/** Makes the stream of commands. */
export function ensureCommandStream(manager: JetStreamManager): Promise<void> {
  return ensureStream(manager, {
    name: COMMAND_STREAM,
    subjects: [`${COMMAND_SUBJECTS}.>`],
    retention: RetentionPolicy.Workqueue,
    max_age: nanos(COMMANDS_KEPT_MS),
    max_msgs: COMMANDS_KEPT,
  });
}

type NewStream = Partial<StreamConfig> & Pick<StreamConfig, "name" | "subjects">;

async function ensureStream(manager: JetStreamManager, wanted: NewStream): Promise<void> {
  const known = await infoOf(manager, wanted.name);
  if (known === undefined) {
    await manager.streams.add(wanted);
    return;
  }
  const missing = wanted.subjects.filter((subject) => !known.includes(subject));
  if (missing.length === 0) return;
  await manager.streams.update(wanted.name, { subjects: [...known, ...missing] });
}

/** The subjects of a stream; `undefined` when it is not there. */
async function infoOf(manager: JetStreamManager, name: string): Promise<readonly string[] | undefined> {
  try {
    return (await manager.streams.info(name)).config.subjects;
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === NO_STREAM) return undefined;
    throw error;
  }
}
