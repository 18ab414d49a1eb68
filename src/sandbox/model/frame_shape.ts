/**
 * The check of incoming frames, with CyTube's own wording of what is wrong with them.
 *
 * @module
 */

interface Kinds {
  readonly string: string;
  readonly number: number;
  readonly boolean: boolean;
  readonly object: Readonly<Record<string, unknown>>;
  readonly array: readonly unknown[];
}

type Kind = keyof Kinds;

/** The keys that a frame must have (`string`), or may have (`string,optional`). */
export type FrameShape = Readonly<Record<string, Kind | `${Kind},optional`>>;

/** What a frame is once it passed the check against `Shape`. */
export type FrameOf<Shape extends FrameShape> =
  & {
    readonly [Key in keyof Shape as Shape[Key] extends Kind ? Key : never]: Shape[Key] extends Kind
      ? Kinds[Shape[Key]]
      : never;
  }
  & {
    readonly [Key in keyof Shape as Shape[Key] extends Kind ? never : Key]?: Shape[Key] extends
      `${infer Base extends Kind},optional` ? Kinds[Base] : never;
  };

/** Whether `data` is an object that is neither null nor a list. */
export function isRecord(data: unknown): data is Readonly<Record<string, unknown>> {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}

/** Whether `data` has the shape; {@link shapeFault} says what is wrong if not. */
export function hasShape<Shape extends FrameShape>(data: unknown, shape: Shape): data is FrameOf<Shape> {
  return shapeFault(data, shape) === undefined;
}

/** The server's complaint about `data`, or nothing. */
export function shapeFault(data: unknown, shape: FrameShape): string | undefined {
  if (!isRecord(data)) return `Expected type object, got ${kindOf(data)}`;
  for (const [key, expected] of Object.entries(shape)) {
    const [kind, optional] = expected.split(",");
    if (!(key in data)) {
      if (optional === undefined) return `Missing key: ${expected}:${key}`;
      continue;
    }
    const found = kindOf(data[key]);
    if (found === kind || (found === "undefined" && optional !== undefined)) continue;
    return `Expected key ${key} to be of type ${expected}, instead got ${found}`;
  }
  return undefined;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
