/**
 * The same scenario with other people, other words, at another time: what holds for the recording must hold for it
 * too, if the sandbox follows rules and not the recording.
 *
 * @module
 */
import type { Random } from "../../../src/domain/clock.ts";
import type { Transcript, TranscriptLine } from "./transcript.ts";

/** How a run differs from the recording; the plain one changes nothing. */
export interface Variation {
  /** A value as this run has it: every name and word in its strings exchanged, keys left alone. */
  value(recorded: unknown): unknown;
  /** A text as this run has it. */
  text(recorded: string): string;
  /** By how much the server's clock is off from the recording's, in milliseconds. */
  readonly shiftMs: number;
  /** How much later than recorded an action happens that has `gapMs` until the next one. */
  delayMs(gapMs: number): number;
}

/** The recording as it is. */
export const PLAIN: Variation = {
  value: (recorded) => recorded,
  text: (recorded) => recorded,
  shiftMs: 0,
  delayMs: () => 0,
};

/** Longest delay that a varied run adds to an action, in milliseconds: well inside the comparison's tolerance. */
const LONGEST_DELAY_MS = 40;

/** Words shorter than this are left alone: most are particles, and commands such as `/me` and `/d` are short. */
const SHORTEST_WORD = 4;

/** Longer runs of letters are fillers that test a length; the server cuts them, so they are no words. */
const LONGEST_WORD = 40;

/** Letters that new names are made of; the look-alikes (o and 0, i, l and 1) are left out. */
const LETTERS = "abcdefghjkmnpqrstuvwxyz";

/** Events whose strings people wrote; the words of all others are the server's own and stay. */
const WRITTEN_BY_PEOPLE = new Set(["chatMsg", "pm", "newPoll", "updatePoll"]);

/** Words of the server that stand in what people wrote, once it has been through the server. */
const SERVER_WORDS = ["amp", "quot", "drink", "https", "http", "example"];

/** A variation drawn from `random`: all `names` (accounts, guests, channels) and all words that people say change. */
export function drawVariation(
  transcript: Transcript,
  names: readonly string[],
  random: Random,
  options: { readonly keepTiming: boolean },
): Variation {
  const newNames = new Map<string, string>();
  for (const name of names) newNames.set(name.toLowerCase(), freshWord(name, newNames, random));
  const newWords = new Map<string, string>();
  for (const word of wordsOfPeople(transcript, newNames)) {
    newWords.set(word, freshWord(word, newWords, random));
  }

  const text = (recorded: string): string =>
    recorded.replace(/[A-Za-z0-9_-]+/g, (token) => {
      const name = newNames.get(token.toLowerCase()) ??
        newNames.get(token.toLowerCase().replaceAll("0", "o"));
      if (name !== undefined) return inCaseOf(token, name);
      return token.replace(/[A-Za-z]+/g, (word) => inCaseOf(word, newWords.get(word.toLowerCase()) ?? word));
    });
  return {
    text,
    value: (recorded) => mapStrings(recorded, text),
    shiftMs: Math.floor(random() * 1e9),
    delayMs: (gapMs) =>
      options.keepTiming ? 0 : Math.floor(random() * Math.min(LONGEST_DELAY_MS, Math.max(0, gapMs * 0.8))),
  };
}

/** A recording with every name and word exchanged, and its server times moved. */
export function varyTranscript(transcript: Transcript, variation: Variation): Transcript {
  const lines = transcript.lines.map((line): TranscriptLine => ({
    ...line,
    args: line.args.map(variation.value),
  }));
  return { ...transcript, lines };
}

function wordsOfPeople(transcript: Transcript, names: ReadonlyMap<string, string>): Set<string> {
  const kept = new Set([...SERVER_WORDS, ...names.keys()]);
  const words = new Set<string>();
  for (const { direction, event, args } of transcript.lines) {
    if (direction !== "in" && direction !== "sys") continue;
    const written = WRITTEN_BY_PEOPLE.has(event) ? writtenPart(args[0]) : "";
    const tags = written.match(/<[^>]*>/g) ?? [];
    for (const word of lettersOf(JSON.stringify(args).replace(written, " ") + tags.join(" "))) kept.add(word);
    for (const word of lettersOf(written.replace(/<[^>]*>/g, " "))) words.add(word);
  }
  return new Set([...words].filter((word) => !kept.has(word)));
}

/** The part of a message or poll that somebody wrote, as JSON; nothing of what the server says or counts. */
function writtenPart(data: unknown): string {
  const text = JSON.stringify(data) ?? "";
  if (/"username":"\[|"addClass":"drink"/.test(text)) return "";
  return /"(?:msg":"(?:[^"\\]|\\.)*"|title":.*?(?=,"counts"))/.exec(text)?.[0].replace(/^"\w+"/, "") ?? "";
}

function lettersOf(text: string): string[] {
  return [...text.replace(/\\[nrtu]/g, " ").matchAll(/[A-Za-z]+/g)].map(([word]) => word.toLowerCase())
    .filter((word) => word.length >= SHORTEST_WORD && word.length <= LONGEST_WORD);
}

/** A word of the same length and the same look-alikes, that is in use for nothing else. */
function freshWord(old: string, taken: ReadonlyMap<string, string>, random: Random): string {
  const used = new Set([...taken.keys(), ...taken.values()]);
  for (let attempt = 0; attempt < 100; attempt++) {
    const word = old.toLowerCase().replace(
      /[a-np-z]/g,
      () => LETTERS[Math.floor(random() * LETTERS.length)] ?? "x",
    );
    if (!used.has(word)) return word;
  }
  throw new Error(`no free word was found in the place of "${old}"`);
}

/** `word` written in the capitals, and with the zeros for o, of `model`; both have the same length. */
function inCaseOf(model: string, word: string): string {
  return [...word].map((letter, index) => {
    const wanted = model[index] ?? letter;
    if (wanted === "0" && letter === "o") return "0";
    return wanted !== wanted.toLowerCase() ? letter.toUpperCase() : letter;
  }).join("");
}

function mapStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((one) => mapStrings(one, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapStrings(one, change)]));
}
