/**
 * When two values count as the same: exactly, but for what differs between any two runs of the real server.
 *
 * @module
 */

/** How far two clocks may be apart: the recordings' own scatter, measured, is under 100 ms. */
export const CLOCK_TOLERANCE_MS = 250;

/** What a comparison has to know about its two sides. */
export interface Epochs {
  /** Server time at the start of the recording. */
  readonly expectedMs: number;
  /** Server time at the start of the run. */
  readonly actualMs: number;
}

/** Where two values differ, as a path and both values; `undefined` when they are the same. */
export interface ValueDifference {
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

type Rule = (expected: unknown, actual: unknown, epochs: Epochs) => boolean;

const serverTime: Rule = (expected, actual, epochs) =>
  typeof expected === "number" && typeof actual === "number" && Number.isInteger(actual) &&
  Math.abs(expected - epochs.expectedMs - (actual - epochs.actualMs)) <= CLOCK_TOLERANCE_MS;

const sameForm = (form: RegExp): Rule => (expected, actual) =>
  typeof expected === "string" && typeof actual === "string" && form.test(expected) && form.test(actual);

/** Fields whose value is another in every run, by the events that carry them and the path inside their data. */
const VOLATILE: ReadonlyArray<
  { readonly events: readonly string[]; readonly path: RegExp; readonly same: Rule }
> = [
  { events: ["chatMsg", "pm"], path: /^\.time$/, same: serverTime },
  { events: ["newPoll", "updatePoll"], path: /^\.timestamp$/, same: serverTime },
  {
    events: ["changeMedia", "mediaUpdate"],
    path: /^\.currentTime$/,
    same: (expected, actual) =>
      typeof expected === "number" && typeof actual === "number" &&
      Math.abs(expected - actual) * 1000 <= CLOCK_TOLERANCE_MS,
  },
  {
    events: ["userlist", "addUser", "setUserMeta"],
    path: /\.meta\.ip$/,
    same: sameForm(/^[A-Za-z0-9+/]{3}(\.[A-Za-z0-9+/]{3}){3}$/),
  },
  { events: ["announcement"], path: /^\.id$/, same: sameForm(/^[0-9a-f-]{36}$/) },
  { events: ["readChanLog"], path: /^\.data$/, same: sameForm(/^\[\w{3} \w{3} \d{2} \d{4} [\d:]{8}\] \S/) },
  { events: ["connect"], path: /^\.id$/, same: sameForm(/^\S{20}$/) },
  { events: ["handshake", "admitted"], path: /^\.sid$/, same: sameForm(/^\S{20}$/) },
  { events: ["socketconfig"], path: /\.url$/, same: sameForm(/^http:\/\/127\.0\.0\.1:\d+$/) },
  { events: ["connect_error"], path: /^\.description$/, same: () => true },
  {
    events: ["POST /login"],
    path: /^\.auth_cookie_shape$/,
    same: sameForm(/^s:[\w-]+:\d+:<base64>:<base64>:1\.<base64>$/),
  },
];

/** Events whose list has no order of its own: the database's, which is by name. */
const UNORDERED_LISTS = new Set(["channelRanks"]);

/** The first place where the arguments of two events of one name differ, volatile values aside. */
export function differenceInData(
  event: string,
  expected: readonly unknown[],
  actual: readonly unknown[],
  epochs: Epochs,
): ValueDifference | undefined {
  if (expected.length !== actual.length) {
    return { path: "number of arguments", expected: expected.length, actual: actual.length };
  }
  if (expected.length === 0) return undefined;
  return firstDifference(event, inOrder(event, expected[0]), inOrder(event, actual[0]), epochs, "");
}

function inOrder(event: string, data: unknown): unknown {
  if (!UNORDERED_LISTS.has(event) || !Array.isArray(data)) return data;
  return data.map((one) => JSON.stringify(one)).toSorted();
}

function firstDifference(
  event: string,
  expected: unknown,
  actual: unknown,
  epochs: Epochs,
  path: string,
): ValueDifference | undefined {
  const rule = VOLATILE.find((one) => one.events.includes(event) && one.path.test(path));
  if (rule !== undefined) {
    return rule.same(expected, actual, epochs) ? undefined : { path, expected, actual };
  }
  if (Array.isArray(expected) && Array.isArray(actual)) {
    return differenceInList(event, expected, actual, epochs, path);
  }
  if (isRecord(expected) && isRecord(actual)) {
    for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      const inside = `${path}.${key}`;
      if (!Object.hasOwn(actual, key)) return { path: inside, expected: expected[key], actual: "(absent)" };
      if (!Object.hasOwn(expected, key)) return { path: inside, expected: "(absent)", actual: actual[key] };
      const found = firstDifference(event, expected[key], actual[key], epochs, inside);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return Object.is(expected, actual) ? undefined : { path, expected, actual };
}

function differenceInList(
  event: string,
  expected: readonly unknown[],
  actual: readonly unknown[],
  epochs: Epochs,
  path: string,
): ValueDifference | undefined {
  if (expected.length !== actual.length) {
    return { path: `${path}.length`, expected: expected.length, actual: actual.length };
  }
  for (const [index, value] of expected.entries()) {
    const found = firstDifference(event, value, actual[index], epochs, `${path}[${index}]`);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
