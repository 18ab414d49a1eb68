/**
 * A shuffled playlist, told so that two runs can be compared.
 *
 * @module
 */
import { z } from "zod";
import type { Frame } from "./frame.ts";

const item = z.looseObject({ uid: z.number(), media: z.looseObject({ id: z.string() }) });
const deletion = z.strictObject({ uid: z.number() });
const playing = z.looseObject({ id: z.string(), currentTime: z.number(), paused: z.boolean() });

/**
 * The outcome of a shuffle is chance. From a whole list on, until the next one, items are told by their place in it:
 * what plays next is then the same in any two runs, whatever item it is. The list itself is told without its order.
 */
export function withoutShuffle(frames: readonly Frame[]): readonly Frame[] {
  let places = new Map<string | number, string>();
  return frames.map((frame): Frame => {
    const [data] = frame.args;
    if (frame.name === "playlist") {
      const items = z.array(item).parse(data);
      places = new Map(items.map((one, index) => [one.uid, `item ${index}`]));
      for (const [index, one] of items.entries()) places.set(one.media.id, `media ${index}`);
      return items.length === 0 ? frame : { ...frame, args: [withoutOrder(items)] };
    }
    if (places.size === 0) return frame;
    switch (frame.name) {
      case "setCurrent":
        return { ...frame, args: [typeof data === "number" ? places.get(data) ?? data : data] };
      case "delete": {
        const { uid } = deletion.parse(data);
        return { ...frame, args: [{ uid: places.get(uid) ?? uid }] };
      }
      case "changeMedia": {
        const { id, currentTime, paused } = playing.parse(data);
        return { ...frame, args: [{ place: places.get(id) ?? id, currentTime, paused }] };
      }
      default:
        return frame;
    }
  });
}

function withoutOrder(items: ReadonlyArray<z.infer<typeof item>>): Record<string, unknown> {
  const uids = items.map((one) => one.uid).toSorted((one, other) => one - other);
  const sorted = items.toSorted((one, other) => one.media.id < other.media.id ? -1 : 1);
  return { uids, items: sorted.map(({ uid: _uid, ...rest }) => rest) };
}
