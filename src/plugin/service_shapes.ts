/**
 * What the requests and answers of many services have in common.
 *
 * @module
 */

import { z } from "zod";
import type { Write } from "../domain/memory.ts";
import type { ServiceContext } from "./bus_service.ts";
import type { Desk } from "./desk.ts";

/** The longest id of a request. */
const REQUEST_ID_MAX = 200;

/**
 * Of whoever asks, such as a UUID: a change that is asked for again with the same id is made once. Rosey knows the ids of
 * the last 20,000 changes of the whole memory.
 */
export const requestId = z.string().min(1).max(REQUEST_ID_MAX).optional()
  .describe("the same again is the same request: it is done once");

/** The answer to a change that was made. */
export const DONE = z.object({ success: z.literal(true) });

/** {@link DONE}, said. */
export const done = { success: true } as const;

/** A user's name, in its spelling. */
export const userName = z.string().min(1).max(200);

/** How many of something there are. */
export const count = z.int().min(0);

/** A moment in whole seconds since 1970. */
export const unixSeconds = z.int();

/** Seconds of milliseconds, with `null` for what is not known. */
export function secondsOrNull(atMs: number | undefined): number | null {
  return atMs === undefined ? null : Math.floor(atMs / 1000);
}

/** Makes the changes that a request asks for: once, if it has an id. */
export async function change(
  desk: Pick<Desk, "write">,
  { subject }: Pick<ServiceContext, "subject">,
  id: string | undefined,
  writes: readonly Write[],
): Promise<typeof done> {
  if (writes.length > 0) await desk.write(writes, id === undefined ? undefined : `${subject} ${id}`);
  return done;
}
